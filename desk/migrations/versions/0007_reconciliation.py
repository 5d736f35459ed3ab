"""enterprises and the offers made to them"""

revision = "0007_reconciliation"
down_revision = "0006_agencies"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
