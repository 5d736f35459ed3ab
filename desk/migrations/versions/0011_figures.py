"""publication and early warning"""

revision = "0011_figures"
down_revision = "0010_privacy_files"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
