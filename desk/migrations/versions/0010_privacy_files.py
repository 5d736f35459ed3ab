"""restriction and erasure; files of cases"""

revision = "0010_privacy_files"
down_revision = "0009_clients_audit"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
