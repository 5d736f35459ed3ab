"""API clients with keys; the audit log"""

revision = "0009_clients_audit"
down_revision = "0008_notices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
