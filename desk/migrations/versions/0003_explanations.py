"""Why a turn was answered as it was, sealed with the turn."""

import sqlalchemy as sa
from alembic import op

revision = "0003_explanations"
down_revision = "0002_cases"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "turns",
        sa.Column(
            "sealed_explanation", sa.Text(), comment="sealed JSON, shape: bot.explanation.explain; null: none"
        ),
    )


def downgrade() -> None:
    op.drop_column("turns", "sealed_explanation")
