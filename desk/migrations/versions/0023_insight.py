"""visits and their sums by day, unanswered questions and what they have in common"""

import sqlalchemy as sa
from alembic import op

revision = "0023_insight"
down_revision = "0020_staff"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(sa.JSON(none_as_null=True), "postgresql")


def upgrade() -> None:
    _visits()
    _days()
    op.create_table(
        "insight_progress",
        sa.Column("job", sa.String(20), nullable=False),
        sa.Column("done_until", INSTANT, comment="null: never yet"),
        sa.PrimaryKeyConstraint("job", name="pk_insight_progress"),
    )
    _questions()


def _visits() -> None:
    op.create_table(
        "visits",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column(
            "conversation_id",
            sa.String(36),
            comment="null: what was said is erased, and nothing leads back to it",
        ),
        sa.Column("first_position", sa.Integer(), comment="of its first message; null with the former"),
        sa.Column("last_position", sa.Integer()),
        sa.Column("begun_at", INSTANT, nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.Column("day", sa.Date(), nullable=False, comment="on which it began, in China"),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("topic", sa.String(64), comment="answered first; null: none was"),
        sa.Column("region_code", sa.String(6), comment="of the case filed in it"),
        sa.Column("agency_id", sa.String(36), comment="whose case it is"),
        sa.Column("handoff_reason", sa.String(40), comment="null: staff were not asked for"),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("gave_up", sa.Boolean(), nullable=False, comment="a message was never answered"),
        sa.Column("filed", sa.Boolean(), nullable=False, comment="a case was filed in it"),
        sa.Column("said", sa.Integer(), nullable=False, comment="messages of the person"),
        sa.Column("replied", sa.Integer(), nullable=False, comment="messages of the assistant"),
        sa.Column("staff_said", sa.Integer(), nullable=False, comment="messages of staff"),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("declined", sa.Integer(), nullable=False, comment="questions not understood"),
        sa.Column("first_response", sa.Integer(), comment="tenths of a second; null: nobody answered"),
        sa.Column("staff_wait", sa.Integer(), comment="seconds; null: no staff came"),
        sa.PrimaryKeyConstraint("id", name="pk_visits"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_visits_conversation_id_conversations"
        ),
        sa.UniqueConstraint(
            "conversation_id", "first_position", name="uq_visits_conversation_id_first_position"
        ),
    )
    op.create_index("ix_visits_day", "visits", ["day"])


def _days() -> None:
    sums = (
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("ended", sa.Integer(), nullable=False),
        sa.Column(
            "automated", sa.Integer(), nullable=False, comment="ended without staff and without a give-up"
        ),
        sa.Column("handed_off", sa.Integer(), nullable=False, comment="of those that ended"),
        sa.Column("gave_up", sa.Integer(), nullable=False, comment="of those that ended"),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("filed", "said", "replied", "staff_said", "questions", "declined")
        ),
    )
    op.create_table(
        "visit_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("topic", sa.String(64), nullable=False),
        sa.Column("region_code", sa.String(6), nullable=False),
        sa.Column("agency_id", sa.String(36), nullable=False),
        sa.Column("handoff_reason", sa.String(40), nullable=False),
        *sums,
        sa.PrimaryKeyConstraint(
            "day", "channel", "topic", "region_code", "agency_id", "handoff_reason", name="pk_visit_days"
        ),
    )


def _questions() -> None:
    op.create_table(
        "unanswered",
        sa.Column("id", sa.String(36), nullable=False, comment="the turn's"),
        sa.Column("conversation_id", sa.String(36), nullable=False),
        sa.Column("message_id", sa.String(36), nullable=False),
        sa.Column("day", sa.Date(), nullable=False, comment="on which it was asked, in China"),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("agency_id", sa.String(36), comment="of the visit"),
        sa.Column("why", sa.String(32), nullable=False),
        sa.Column("nearest", sa.String(64), comment="the most likely topic"),
        sa.Column("ranking", JSON, nullable=False, comment="the likely topics, each with its probability"),
        sa.Column("cluster_id", sa.String(36), comment="null: like no other, or not yet looked at"),
        sa.PrimaryKeyConstraint("id", name="pk_unanswered"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_unanswered_conversation_id_conversations"
        ),
    )
    op.create_index("ix_unanswered_conversation_id", "unanswered", ["conversation_id"])
    op.create_index("ix_unanswered_day", "unanswered", ["day"])
    op.create_index("ix_unanswered_cluster_id_day", "unanswered", ["cluster_id", "day"])
    op.create_table(
        "question_clusters",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False, comment="when it was first seen"),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("nearest", sa.String(64), comment="the topic most of its questions are nearest to"),
        sa.Column("middle", JSON, nullable=False, comment="ids of the questions nearest to its middle"),
        sa.PrimaryKeyConstraint("id", name="pk_question_clusters"),
    )


def downgrade() -> None:
    for table in ("question_clusters", "unanswered", "insight_progress", "visit_days", "visits"):
        op.drop_table(table)
