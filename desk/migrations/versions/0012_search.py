"""full-text search over cases"""

revision = "0012_search"
down_revision = "0011_figures"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
