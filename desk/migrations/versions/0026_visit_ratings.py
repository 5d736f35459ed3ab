"""what people gave after staff had served them, beside the visit"""

import sqlalchemy as sa
from alembic import op

revision = "0026_visit_ratings"
down_revision = "0021_handoff"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("visits", sa.Column("staff_rating", sa.SmallInteger(), comment="1 to 5; null: not rated"))


def downgrade() -> None:
    with op.batch_alter_table("visits") as table:
        table.drop_column("staff_rating")
