"""ordered outbox, notices to consumers, webhooks"""

revision = "0008_notices"
down_revision = "0007_reconciliation"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
