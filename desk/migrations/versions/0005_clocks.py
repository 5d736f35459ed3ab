"""the legal clocks of cases"""

import sqlalchemy as sa
from alembic import op

revision = "0005_clocks"
down_revision = "0004_case_record"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "case_clocks",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("case_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False, comment="the day that is not counted"),
        sa.Column("due_on", sa.Date(), nullable=False, comment="last day, counted in China"),
        sa.Column(
            "provisional", sa.Boolean(), nullable=False, comment="counted with holidays not announced yet"
        ),
        sa.Column("paused_on", sa.Date(), comment="since when it stands still"),
        sa.Column("paused_days", sa.Integer(), nullable=False, comment="days it stood still before"),
        sa.Column("extended", sa.Boolean(), nullable=False),
        sa.Column("stopped_on", sa.Date(), comment="the day on which it was met or fell away"),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_clocks"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_clocks_case_id_cases"),
    )
    op.create_index("ix_case_clocks_case_id_kind", "case_clocks", ["case_id", "kind"])
    op.create_index("ix_case_clocks_state_due_on", "case_clocks", ["state", "due_on"])


def downgrade() -> None:
    op.drop_table("case_clocks")
