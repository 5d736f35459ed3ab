"""call-backs: slots, bookings, calls made"""

import sqlalchemy as sa
from alembic import op

revision = "0014_callbacks"
down_revision = "0013_channels"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "callback_slots",
        sa.Column("start_at", INSTANT, nullable=False),
        sa.Column("capacity", sa.SmallInteger(), nullable=False),
        sa.Column("booked", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("start_at", name="pk_callback_slots"),
        sa.CheckConstraint("booked >= 0", name="ck_callback_slots_not_below_nobody"),
    )
    op.create_table(
        "callbacks",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column(
            "ticket", sa.String(8), nullable=False, comment="figures, as they are said on the telephone"
        ),
        sa.Column(
            "open_for",
            sa.String(64),
            comment="keyed digest of the call or conversation; null once it has ended",
        ),
        sa.Column("conversation_id", sa.String(36), comment="where it was asked for"),
        sa.Column("case_id", sa.String(36), comment="the case it is about, if there is one"),
        sa.Column("channel", sa.String(20), nullable=False, comment="hotline, webchat …"),
        sa.Column(
            "reason", sa.String(20), comment="why no agent was there: connectors.hotline.contract.Reason"
        ),
        sa.Column("phone_sealed", sa.Text(), comment="sealed: E.164; null: forgotten"),
        sa.Column("phone_digest", sa.String(64), comment="keyed: finds what one person booked"),
        sa.Column("start_at", INSTANT, nullable=False),
        sa.Column("end_at", INSTANT, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), nullable=False, comment="calls made"),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_callbacks"),
        sa.UniqueConstraint("ticket", name="uq_callbacks_ticket"),
        sa.UniqueConstraint("open_for", name="uq_callbacks_open_for"),
    )
    for name, columns in INDEXES.items():
        op.create_index(name, "callbacks", columns)
    op.create_table(
        "callback_attempts",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("callback_id", sa.String(36), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False, comment="from 1"),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("actor", sa.String(80), nullable=False, comment="who called, role:client/officer"),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_callback_attempts"),
        sa.ForeignKeyConstraint(
            ["callback_id"], ["callbacks.id"], name="fk_callback_attempts_callback_id_callbacks"
        ),
        sa.UniqueConstraint("callback_id", "number", name="uq_callback_attempts_callback_id_number"),
    )


INDEXES = {
    "ix_callbacks_state_start_at_id": ["state", "start_at", "id"],
    "ix_callbacks_conversation_id": ["conversation_id"],
    "ix_callbacks_case_id": ["case_id"],
    "ix_callbacks_phone_digest": ["phone_digest"],
    "ix_callbacks_ended_at": ["ended_at"],
}


def downgrade() -> None:
    op.drop_table("callback_attempts")
    op.drop_table("callbacks")
    op.drop_table("callback_slots")
