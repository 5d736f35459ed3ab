"""ordered outbox, notices to consumers, webhooks"""

import sqlalchemy as sa
from alembic import op

revision = "0008_notices"
down_revision = "0007_reconciliation"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(sa.JSON(none_as_null=True), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("outbox") as outbox:
        outbox.alter_column("key", existing_type=sa.String(64), existing_nullable=False, type_=sa.String(128))
        outbox.add_column(
            sa.Column(
                "ordering_key",
                sa.String(128),
                comment="what it waits in line for, case:<id>; null: it waits for nothing",
            )
        )
        outbox.add_column(sa.Column("place", sa.Integer(), comment="its place in that line, from 1"))
        outbox.add_column(sa.Column("case_id", sa.String(36), comment="the case it is about"))
        outbox.create_unique_constraint("uq_outbox_place", ["ordering_key", "place"])
    op.create_index("ix_outbox_finished_at", "outbox", ["finished_at"])
    _create_notices()
    _create_webhooks()


def _create_notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("change_id", sa.String(36), nullable=False, comment="the line of the timeline it tells of"),
        sa.Column("case_id", sa.String(36), nullable=False, comment="the case that changed"),
        sa.Column(
            "recipient",
            sa.String(64),
            nullable=False,
            comment="a conversation of this desk, or the case through which a gateway reaches the person",
        ),
        sa.Column("channel", sa.String(64), nullable=False, comment="conversation, or the case's channel"),
        sa.Column(
            "key", sa.String(40), nullable=False, comment="what is told, desk.cases.states.Notice mostly"
        ),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("code", sa.String(60), comment="why it could not be delivered"),
        sa.Column("text_sealed", sa.Text(), nullable=False, comment="sealed: the words"),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("delivered_at", INSTANT, comment="when the channel took it"),
        sa.Column("message_id", sa.String(36), comment="the message in the conversation"),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.UniqueConstraint("change_id", "recipient", name="uq_notices_change_id_recipient"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_notices_case_id_cases"),
    )
    op.create_index("ix_notices_case_id_id", "notices", ["case_id", "id"])


def _create_webhooks() -> None:
    op.create_table(
        "webhook_endpoints",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("url", sa.String(2000), nullable=False),
        sa.Column("description", sa.String(200), nullable=False),
        sa.Column(
            "events", JSON, nullable=False, comment="values of desk.webhooks.events.EventType it wants"
        ),
        sa.Column("secret_sealed", sa.Text(), nullable=False, comment="sealed: whsec_…"),
        sa.Column("previous_secret_sealed", sa.Text(), comment="sealed: the one before the last rotation"),
        sa.Column("previous_until", INSTANT, comment="until when it signs too"),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("disabled_reason", sa.String(60), comment="why the desk itself switched it off"),
        sa.Column("created_by", sa.String(64), nullable=False, comment="the API client that made it"),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_endpoints"),
    )


def downgrade() -> None:
    op.drop_table("webhook_endpoints")
    op.drop_table("notices")
    # The desk before this revision has no handler for them, and their keys are too long for its column.
    op.execute("DELETE FROM outbox WHERE kind IN ('notice', 'webhook')")
    op.drop_index("ix_outbox_finished_at", "outbox")
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_constraint("uq_outbox_place", type_="unique")
        outbox.drop_column("case_id")
        outbox.drop_column("place")
        outbox.drop_column("ordering_key")
        outbox.alter_column("key", existing_type=sa.String(128), existing_nullable=False, type_=sa.String(64))
