"""hand-off: service sessions, notes, labels, reading marks, rules, canned replies; events; the fence before the brain"""

import sqlalchemy as sa
from alembic import op

from desk.ids import new_id

revision = "0021_handoff"
down_revision = "0022_review"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
UNNUMBERED, UNENDED = sa.text("number IS NULL"), sa.text("ended_at IS NULL")
KNOWN = {"asked", "filing_refused", "hotline", "hotline_nobody"}  # reasons that an older desk gave


def upgrade() -> None:
    _events()
    _sessions()
    _beside()
    op.add_column(
        "conversations",
        sa.Column(
            "service_epoch",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="grows when who answers changes: an answer asked for in another one is late",
        ),
    )
    op.add_column(
        "turns",
        sa.Column(
            "asked",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="the brain was called for it, whatever came of it",
        ),
    )
    op.execute("UPDATE turns SET asked = true WHERE attempts > 0 AND finished_at IS NULL")
    _take_over()


def _take_over() -> None:
    """Those for whom staff were wanted before there was a queue stand in it now, in the order of asking."""
    conversations = sa.table(
        "conversations",
        sa.column("id", sa.String),
        sa.column("handoff_at", INSTANT),
        sa.column("handoff_reason", sa.String),
    )
    names = "id conversation_id state reason urgent goes_on requested_at acknowledged delay_told reminded satisfaction_asked"
    sessions = sa.table("service_sessions", *(sa.column(name) for name in names.split()))
    connection = op.get_bind()
    asked = connection.execute(sa.select(conversations).where(conversations.c.handoff_at.is_not(None))).all()
    flags = dict.fromkeys(("urgent", "acknowledged", "delay_told", "reminded", "satisfaction_asked"), False)
    for row in asked:
        values = {
            "id": new_id(),
            "conversation_id": row.id,
            "state": "message_left",
            "reason": row.handoff_reason if row.handoff_reason in KNOWN else "asked",
            "goes_on": True,
            "requested_at": row.handoff_at,
        }
        connection.execute(sessions.insert().values(values | flags))


def _events() -> None:
    op.create_table(
        "desk_event_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column(
            "dropped",
            sa.BigInteger(),
            nullable=False,
            comment="events up to this number are gone because of their age",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_desk_event_head"),
    )
    op.create_table(
        "desk_events",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column(
            "number",
            sa.BigInteger(),
            comment="order in which it became visible: the stream's event id; null: not given yet",
        ),
        sa.Column("type", sa.String(40), nullable=False, comment="see desk.events.types"),
        sa.Column("conversation_id", sa.String(36), nullable=False),
        sa.Column("session_id", sa.String(36), comment="the service session"),
        sa.Column("state", sa.String(32), comment="of the session, afterwards"),
        sa.Column("position", sa.Integer(), comment="of the message that it is about"),
        sa.Column("sender", sa.String(10), comment="of that message"),
        sa.Column("staff_id", sa.String(36), comment="who acted, or who has it now"),
        sa.Column("staff_name", sa.String(80)),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_desk_events"),
    )
    op.create_index("ix_desk_events_at", "desk_events", ["at"])
    op.create_index("ix_desk_events_conversation_id", "desk_events", ["conversation_id"])
    op.create_index(
        "ix_desk_events_unnumbered",
        "desk_events",
        ["id"],
        postgresql_where=UNNUMBERED,
        sqlite_where=UNNUMBERED,
    )
    op.create_index("uq_desk_events_number", "desk_events", ["number"], unique=True)


def _sessions() -> None:
    op.create_table(
        "service_sessions",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("conversation_id", sa.String(36), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False, comment="stands before the others in the queue"),
        sa.Column(
            "goes_on", sa.Boolean(), nullable=False, comment="the assistant answers while the person waits"
        ),
        sa.Column("requested_at", INSTANT, nullable=False, comment="order in the queue"),
        sa.Column(
            "queued_at", INSTANT, comment="since when it waits within hours; null while the office is closed"
        ),
        sa.Column("claimed_by", sa.String(36), comment="the staff member who has it"),
        sa.Column("claimed_name", sa.String(80)),
        sa.Column("claimed_at", INSTANT),
        sa.Column("first_claimed_at", INSTANT),
        sa.Column("first_answered_at", INSTANT),
        sa.Column(
            "heard_at", INSTANT, comment="the person's oldest message that no staff member has answered"
        ),
        sa.Column("staff_said_at", INSTANT, comment="staff's last message; null once the person wrote"),
        sa.Column("snoozed_until", INSTANT),
        sa.Column("told_ahead", sa.Integer(), comment="how many were before them when they were told"),
        sa.Column("told_at", INSTANT),
        sa.Column(
            "acknowledged", sa.Boolean(), nullable=False, comment="it was said that messages wait for staff"
        ),
        sa.Column(
            "delay_told", sa.Boolean(), nullable=False, comment="it was said that nobody took it in time"
        ),
        sa.Column(
            "reminded",
            sa.Boolean(),
            nullable=False,
            comment="the person was reminded since staff's last message",
        ),
        sa.Column("flag", sa.String(32)),
        sa.Column("flagged_at", INSTANT),
        sa.Column(
            "callback_step", sa.String(32), comment="what was asked last of somebody who wants to be called"
        ),
        sa.Column("callback_phone_sealed", sa.Text(), comment="sealed: E.164"),
        sa.Column("ended_at", INSTANT),
        sa.Column("close_reason", sa.String(32)),
        sa.Column("satisfaction_asked", sa.Boolean(), nullable=False),
        sa.Column("satisfaction", sa.SmallInteger(), comment="1 to 5"),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name="fk_service_sessions_conversation_id_conversations",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_service_sessions"),
    )
    op.create_index("ix_service_sessions_claimed_by", "service_sessions", ["claimed_by", "state"])
    op.create_index("ix_service_sessions_conversation_id", "service_sessions", ["conversation_id"])
    op.create_index("ix_service_sessions_ended_at", "service_sessions", ["ended_at"])
    op.create_index("ix_service_sessions_queue", "service_sessions", ["state", "urgent", "requested_at"])
    op.create_index(
        "uq_service_sessions_open",
        "service_sessions",
        ["conversation_id"],
        unique=True,
        postgresql_where=UNENDED,
        sqlite_where=UNENDED,
    )
    op.create_table(
        "service_events",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("session_id", sa.String(36), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False, comment="from 1"),
        sa.Column("event", sa.String(32), nullable=False),
        sa.Column("from_state", sa.String(32)),
        sa.Column("to_state", sa.String(32), nullable=False),
        sa.Column("actor", sa.String(80), nullable=False, comment="staff:<id>, person, assistant or system"),
        sa.Column("detail", sa.JSON(), comment="ids and codes, nothing anybody wrote"),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["service_sessions.id"], name="fk_service_events_session_id_service_sessions"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_service_events"),
        sa.UniqueConstraint("session_id", "number", name="uq_service_events_session_id_number"),
    )


def _beside() -> None:
    op.create_table(
        "canned_replies",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("shortcut", sa.String(20), nullable=False, comment="what is typed after /"),
        sa.Column("title", sa.String(40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False, comment="with {{variables}}, see desk.handoff.filling"),
        sa.Column("changed_by", sa.String(36), nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_canned_replies"),
        sa.UniqueConstraint("shortcut", name="uq_canned_replies_shortcut"),
    )
    op.create_table(
        "handoff_rules",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("effect", sa.String(32), nullable=False),
        sa.Column("topic", sa.String(60)),
        sa.Column("keyword", sa.String(40), comment="stands in the person's message"),
        sa.Column("amount_from_fen", sa.BigInteger(), comment="of a filed case, at least"),
        sa.Column(
            "region",
            sa.String(40),
            comment="begins the region of a filed case, its name or its GB/T 2260 code",
        ),
        sa.Column("channel", sa.String(20)),
        sa.Column("changed_by", sa.String(36), nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_handoff_rules"),
    )
    op.create_table(
        "staff_seen",
        sa.Column("staff_id", sa.String(36), nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("staff_id", name="pk_staff_seen"),
    )
    op.create_table(
        "conversation_labels",
        sa.Column("conversation_id", sa.String(36), nullable=False),
        sa.Column("label", sa.String(20), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name="fk_conversation_labels_conversation_id_conversations",
        ),
        sa.PrimaryKeyConstraint("conversation_id", "label", name="pk_conversation_labels"),
    )
    op.create_index("ix_conversation_labels_label", "conversation_labels", ["label"])
    op.create_table(
        "conversation_notes",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("conversation_id", sa.String(36), nullable=False),
        sa.Column(
            "client_note_id",
            sa.String(36),
            nullable=False,
            comment="a repeat of the browser's is no second note",
        ),
        sa.Column("author_id", sa.String(36), nullable=False),
        sa.Column("author_name", sa.String(80), nullable=False),
        sa.Column("text_sealed", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name="fk_conversation_notes_conversation_id_conversations",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_conversation_notes"),
        sa.UniqueConstraint("conversation_id", "client_note_id", name="uq_conversation_notes_client_note"),
    )
    op.create_table(
        "conversation_reads",
        sa.Column("conversation_id", sa.String(36), nullable=False),
        sa.Column("staff_id", sa.String(36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name="fk_conversation_reads_conversation_id_conversations",
        ),
        sa.PrimaryKeyConstraint("conversation_id", "staff_id", name="pk_conversation_reads"),
    )
    op.create_table(
        "handoff_rule_hits",
        sa.Column("conversation_id", sa.String(36), nullable=False),
        sa.Column("rule_id", sa.String(36), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name="fk_handoff_rule_hits_conversation_id_conversations",
        ),
        sa.ForeignKeyConstraint(
            ["rule_id"],
            ["handoff_rules.id"],
            name="fk_handoff_rule_hits_rule_id_handoff_rules",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", "rule_id", name="pk_handoff_rule_hits"),
    )


def downgrade() -> None:
    op.drop_column("turns", "asked")
    op.drop_column("conversations", "service_epoch")
    for table in TABLES:
        op.drop_table(table)


TABLES = (
    "handoff_rule_hits",
    "handoff_rules",
    "conversation_reads",
    "conversation_notes",
    "conversation_labels",
    "staff_seen",
    "canned_replies",
    "service_events",
    "service_sessions",
    "desk_events",
    "desk_event_head",
)
