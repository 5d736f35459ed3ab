"""the legal clocks of cases"""

import sqlalchemy as sa
from alembic import op

revision = "0005_clocks"
down_revision = "0004_case_record"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(sa.JSON(none_as_null=True), "postgresql")
NOT_STOPPED = sa.text("state <> 'stopped'")


def upgrade() -> None:
    op.create_table(
        "case_clocks",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("case_id", sa.String(36), nullable=False),
        sa.Column(
            "agency_id",
            sa.String(36),
            comment="copy of the case's: the lists of what is due are read by agency",
        ),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False, comment="the day that is not counted"),
        sa.Column("due_on", sa.Date(), nullable=False, comment="last day, counted in China"),
        sa.Column(
            "provisional", sa.Boolean(), nullable=False, comment="counted with holidays not announced yet"
        ),
        sa.Column("paused_on", sa.Date(), comment="since when it stands still"),
        sa.Column(
            "pauses",
            JSON,
            nullable=False,
            comment="pauses that are over, each [since, until]; the days after since do not count",
        ),
        sa.Column("extended", sa.Boolean(), nullable=False),
        sa.Column("stopped_on", sa.Date(), comment="the day on which it was met or fell away"),
        sa.Column("overdue_noted_at", INSTANT, comment="when its being overdue was logged, once"),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_clocks"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_clocks_case_id_cases"),
    )
    op.create_index("ix_case_clocks_case_id_kind", "case_clocks", ["case_id", "kind"])
    op.create_index(
        "uq_case_clocks_running",
        "case_clocks",
        ["case_id", "kind"],
        unique=True,
        sqlite_where=NOT_STOPPED,
        postgresql_where=NOT_STOPPED,
    )
    op.create_index("ix_case_clocks_state_due_on", "case_clocks", ["state", "due_on", "id"])
    op.create_index("ix_case_clocks_state_kind_due_on", "case_clocks", ["state", "kind", "due_on", "id"])
    op.create_index(
        "ix_case_clocks_state_agency_id_due_on", "case_clocks", ["state", "agency_id", "due_on", "id"]
    )


def downgrade() -> None:
    op.drop_table("case_clocks")
