"""the tree of agencies"""

revision = "0006_agencies"
down_revision = "0005_clocks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
