"""Conversations, their messages and turns, attachments, web chat sessions and the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0001_conversations"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False, comment="webchat, wechat, hotline …"),
        sa.Column(
            "person_digest", sa.String(64), nullable=False, comment="keyed digest of the channel's sender id"
        ),
        sa.Column("owner", sa.String(20), nullable=False, comment="who answers: assistant or staff"),
        sa.Column(
            "epoch",
            sa.Integer(),
            nullable=False,
            comment="grows when the person erases their data: the brain starts afresh",
        ),
        sa.Column(
            "last_position",
            sa.Integer(),
            nullable=False,
            comment="position of the newest message; the row is its lock",
        ),
        sa.Column("handoff_reason", sa.String(40), comment="why staff were asked for"),
        sa.Column("handoff_at", INSTANT, comment="since when staff are asked for"),
        sa.Column("erased_at", INSTANT, comment="when its content was last erased; nothing new since then"),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("last_activity_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_conversations"),
        sa.UniqueConstraint("channel", "person_digest", name="uq_conversations_person"),
    )
    op.create_index("ix_conversations_activity", "conversations", ["last_activity_at"])
    op.create_table(
        "messages",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("conversation_id", sa.String(36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sender", sa.String(10), nullable=False, comment="user, bot, staff or system"),
        sa.Column("channel_message_id", sa.String(64), comment="the channel's id of an incoming message"),
        sa.Column("turn_id", sa.String(36), comment="the turn that it opened or that produced it"),
        sa.Column(
            "sealed_body",
            sa.Text(),
            nullable=False,
            comment="sealed JSON, shape: desk.conversations.messages.Body",
        ),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name="fk_messages_conversation"),
        sa.UniqueConstraint("conversation_id", "position", name="uq_messages_position"),
        sa.UniqueConstraint("conversation_id", "channel_message_id", name="uq_messages_channel_message"),
    )
    op.create_index("ix_messages_turn_id", "messages", ["turn_id"])
    op.create_table(
        "turns",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("conversation_id", sa.String(36), nullable=False),
        sa.Column("message_id", sa.String(36), nullable=False),
        sa.Column(
            "position", sa.Integer(), nullable=False, comment="position of its message: the order of turns"
        ),
        sa.Column("state", sa.String(10), nullable=False, comment="see desk.conversations.rules.TurnState"),
        sa.Column(
            "attempts",
            sa.Integer(),
            nullable=False,
            comment="claims so far; also fences off a claimant that was too slow",
        ),
        sa.Column("failures", sa.Integer(), nullable=False, comment="tries that crashed"),
        sa.Column(
            "timeouts",
            sa.Integer(),
            nullable=False,
            comment="tries in which the brain did not answer in time",
        ),
        sa.Column("next_try_at", INSTANT, nullable=False),
        sa.Column("lease_until", INSTANT, comment="a running turn is ours until then"),
        sa.Column(
            "excused",
            sa.Boolean(),
            nullable=False,
            comment="the person was told that the answer takes longer",
        ),
        sa.Column("error_code", sa.String(40)),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_turns"),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name="fk_turns_conversation"),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name="fk_turns_message"),
        sa.UniqueConstraint("message_id", name="uq_turns_message"),
    )
    op.create_index("ix_turns_open", "turns", ["state", "next_try_at"])
    op.create_index("ix_turns_conversation", "turns", ["conversation_id", "position"])
    op.create_table(
        "attachments",
        sa.Column("id", sa.String(36), nullable=False, comment="also the file's name in the folder"),
        sa.Column("conversation_id", sa.String(36), nullable=False),
        sa.Column(
            "sealed_name", sa.Text(), nullable=False, comment="the person's file name, sealed: names tell"
        ),
        sa.Column("media_type", sa.String(40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False, comment="bytes as stored, before sealing"),
        sa.Column(
            "sha256", sa.String(64), nullable=False, comment="of the content as stored, before sealing"
        ),
        sa.Column(
            "case_id",
            sa.String(36),
            comment="the case it is evidence of; without one it goes with the conversation",
        ),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attachments"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_attachments_conversation"
        ),
    )
    op.create_index("ix_attachments_conversation", "attachments", ["conversation_id"])
    op.create_table(
        "webchat_sessions",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("conversation_id", sa.String(36), nullable=False),
        sa.Column("token_digest", sa.String(64), nullable=False, comment="SHA-256 of the bearer token"),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_webchat_sessions"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_webchat_sessions_conversation"
        ),
        sa.UniqueConstraint("token_digest", name="uq_webchat_sessions_token"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column(
            "kind", sa.String(40), nullable=False, comment="file_complaint, forget …: picks the handler"
        ),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("conversation_id", sa.String(36)),
        sa.Column("sealed_body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False, comment="pending, done or dead"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column(
            "failures",
            sa.Integer(),
            nullable=False,
            comment="tries that ended in an error nobody foresaw",
        ),
        sa.Column("next_try_at", INSTANT, nullable=False),
        sa.Column("error_code", sa.String(60)),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("kind", "key", name="uq_outbox_key"),
    )
    op.create_index("ix_outbox_due", "outbox", ["state", "next_try_at"])


def downgrade() -> None:
    for table in ("outbox", "webchat_sessions", "attachments", "turns", "messages", "conversations"):
        op.drop_table(table)
