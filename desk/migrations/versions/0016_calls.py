"""telephone calls under way, and what their events were answered"""

import sqlalchemy as sa
from alembic import op

revision = "0016_calls"
down_revision = "0015_resume_tokens"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "calls",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column(
            "call_digest", sa.String(64), nullable=False, comment="keyed: of the switch and its call id"
        ),
        sa.Column(
            "switch", sa.String(20), nullable=False, comment="whose callbacks they are: hotline, aliyun …"
        ),
        sa.Column("conversation_id", sa.String(36), comment="in which it is talked"),
        sa.Column(
            "state_sealed",
            sa.Text(),
            comment="sealed JSON, shape: connectors.hotline.call.Call; null: forgotten",
        ),
        sa.Column("last_seq", sa.Integer(), nullable=False, comment="-1: nothing was heard yet"),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("heard_at", INSTANT, nullable=False, comment="when the switch last told anything"),
        sa.Column("ended_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_calls"),
        sa.UniqueConstraint("call_digest", name="uq_calls_call_digest"),
    )
    op.create_index("ix_calls_conversation_id", "calls", ["conversation_id"])
    op.create_index("ix_calls_ended_at_heard_at", "calls", ["ended_at", "heard_at"])
    op.create_table(
        "call_answers",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("call_id", sa.String(36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column(
            "event_digest", sa.String(64), nullable=False, comment="keyed: of the switch's id of the event"
        ),
        sa.Column(
            "answer_sealed",
            sa.Text(),
            comment="sealed JSON, shape: connectors.hotline.contract.HotlineResponse; null: under way, or forgotten",
        ),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_call_answers"),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_call_answers_call_id_calls"),
        sa.UniqueConstraint("call_id", "seq", name="uq_call_answers_call_id_seq"),
        sa.UniqueConstraint("call_id", "event_digest", name="uq_call_answers_call_id_event_digest"),
    )
    op.create_index("ix_call_answers_created_at", "call_answers", ["created_at"])


def downgrade() -> None:
    op.drop_table("call_answers")
    op.drop_table("calls")
