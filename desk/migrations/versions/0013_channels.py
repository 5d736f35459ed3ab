"""how far people were told whose channel must be written to"""

import sqlalchemy as sa
from alembic import op

revision = "0013_channels"
down_revision = "0012_search"
branch_labels = None
depends_on = None


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.add_column(
        "conversations",
        sa.Column(
            "owned_until", instant, comment="when staff's ownership lapses by itself; null: it does not"
        ),
    )
    op.create_table(
        "recipients",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column(
            "conversation_id",
            sa.String(36),
            sa.ForeignKey("conversations.id", name="fk_recipients_conversation"),
            nullable=False,
        ),
        sa.Column("channel", sa.String(20), nullable=False, comment="who sends, see desk.channels.port"),
        sa.Column(
            "sealed_address", sa.Text, nullable=False, comment="the channel's address of the person, sealed"
        ),
        sa.Column("reach", sa.String(32), nullable=False),
        sa.Column("error_code", sa.String(60), comment="why the last delivery failed"),
        sa.Column(
            "told_position",
            sa.Integer,
            nullable=False,
            comment="messages up to this position were told",
        ),
        sa.Column(
            "told_parts",
            sa.Integer,
            nullable=False,
            comment="parts of the next message that were told already",
        ),
        sa.Column("due_at", instant, comment="when something may be pushed; null: nothing waits"),
        sa.Column(
            "passive_until", instant, comment="until then the answer to the person's own request may carry it"
        ),
        sa.Column(
            "claimed_until", instant, comment="a worker is sending; it holds the row no longer than this"
        ),
        sa.Column("claims", sa.Integer, nullable=False, comment="fences off a worker that was too slow"),
        sa.Column("attempts", sa.Integer, nullable=False, comment="failed tries in a row"),
        sa.Column("message_at", instant, comment="newest contact: a message"),
        sa.Column("message_sent", sa.Integer, nullable=False, comment="sends since that message"),
        sa.Column("click_at", instant, comment="newest contact: a click or scan"),
        sa.Column("click_sent", sa.Integer, nullable=False, comment="sends since that click"),
        sa.Column("created_at", instant, nullable=False),
        sa.UniqueConstraint("conversation_id", name="uq_recipients_conversation"),
    )
    op.create_index("ix_recipients_due_at", "recipients", ["due_at"])
    op.create_table(
        "passive_replies",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column(
            "conversation_id",
            sa.String(36),
            sa.ForeignKey("conversations.id", name="fk_passive_replies_conversation"),
            nullable=False,
        ),
        sa.Column("channel_message_id", sa.String(64), nullable=False),
        sa.Column(
            "from_position",
            sa.Integer,
            nullable=False,
            comment="messages up to this position were told before it",
        ),
        sa.Column(
            "from_parts", sa.Integer, nullable=False, comment="parts of the next message told before it"
        ),
        sa.Column("parts", sa.Integer, nullable=False, comment="how many parts it carried"),
        sa.Column("given_at", instant, nullable=False),
        sa.UniqueConstraint("conversation_id", "channel_message_id", name="uq_passive_replies_request"),
    )
    op.create_index("ix_passive_replies_given_at", "passive_replies", ["given_at"])


def downgrade() -> None:
    op.drop_table("passive_replies")
    op.drop_table("recipients")
    with op.batch_alter_table("conversations") as conversations:
        conversations.drop_column("owned_until")
