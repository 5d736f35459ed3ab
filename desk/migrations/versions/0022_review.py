"""what people say of answers; turns under review and what is taught from them; knowledge written in the console"""

import sqlalchemy as sa
from alembic import op

revision = "0022_review"
down_revision = "0024_casework"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON()


def upgrade() -> None:
    _feedback()
    _teaching()
    _review()
    _knowledge()


def _feedback() -> None:
    op.create_table(
        "turn_feedback",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("turn_id", sa.String(36), nullable=False),
        sa.Column("conversation_id", sa.String(36), nullable=False),
        sa.Column("verdict", sa.String(32), nullable=False),
        sa.Column("given_at", INSTANT, nullable=False, comment="the last word counts"),
        sa.PrimaryKeyConstraint("id", name="pk_turn_feedback"),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], name="fk_turn_feedback_turn_id_turns"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_turn_feedback_conversation_id_conversations"
        ),
        sa.UniqueConstraint("turn_id", name="uq_turn_feedback_turn_id"),
    )
    op.create_index("ix_turn_feedback_conversation_id", "turn_feedback", ["conversation_id"])
    op.create_index("ix_turn_feedback_given_at", "turn_feedback", ["given_at"])


def _teaching() -> None:
    op.create_table(
        "teach_batches",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="1, 2, 3 …"),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column(
            "diff", sa.Text(), nullable=False, comment="unified, as it was when exported; git apply takes it"
        ),
        sa.Column("made_by", sa.String(80), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_teach_batches"),
        sa.UniqueConstraint("number", name="uq_teach_batches_number"),
    )
    op.create_table(
        "teach_sentences",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("batch_id", sa.String(36), nullable=False),
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column(
            "source_key", sa.String(120), nullable=False, comment="review:<item>, knowledge:<topic>:<digest>"
        ),
        sa.Column("label", sa.String(80), nullable=False),
        sa.Column(
            "text",
            sa.Text(),
            nullable=False,
            comment="with its entities marked as Rasa marks them; anonymous",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_teach_sentences"),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["teach_batches.id"], name="fk_teach_sentences_batch_id_teach_batches"
        ),
        sa.UniqueConstraint("source_key", name="uq_teach_sentences_source_key"),
    )
    op.create_index("ix_teach_sentences_batch_id", "teach_sentences", ["batch_id"])
    op.create_table(
        "teach_runs",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("batches", JSON, nullable=False, comment="numbers"),
        sa.Column("report", JSON, nullable=False, comment="shape: operations.teach.report.Report"),
        sa.Column("made_by", sa.String(80), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_teach_runs"),
    )


def _review() -> None:
    op.create_table(
        "review_items",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("turn_id", sa.String(36), comment="null: its conversation was erased"),
        sa.Column("conversation_id", sa.String(36)),
        sa.Column("heard_at", INSTANT, nullable=False, comment="when the person said it"),
        sa.Column(
            "understood", sa.String(80), nullable=False, comment="the best label: ask/<topic> or an act"
        ),
        sa.Column("confidence", sa.Float(), nullable=False, comment="of that label, 0 to 1"),
        sa.Column(
            "unsure", sa.Boolean(), nullable=False, comment="asked back, or below the bar for an answer"
        ),
        sa.Column("misunderstood", sa.Boolean(), nullable=False, comment="climbed the fallback ladder"),
        sa.Column("disliked", sa.Boolean(), nullable=False, comment="the person said: no use"),
        sa.Column("handed_over", sa.Boolean(), nullable=False, comment="staff were asked for after it"),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column(
            "round",
            sa.Integer(),
            nullable=False,
            comment="grows when two people disagreed and when it is opened again",
        ),
        sa.Column("label", sa.String(80), comment="what it is, once reviewed; null: nothing to teach"),
        sa.Column("settled_by", sa.String(36), comment="the view that stands"),
        sa.Column("batch_id", sa.String(36), comment="in which it was exported"),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_review_items"),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], name="fk_review_items_turn_id_turns"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_review_items_conversation_id_conversations"
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["teach_batches.id"], name="fk_review_items_batch_id_teach_batches"
        ),
        sa.UniqueConstraint("turn_id", name="uq_review_items_turn_id"),
    )
    op.create_index("ix_review_items_queue", "review_items", ["state", "disliked", "confidence", "id"])
    op.create_index("ix_review_items_conversation_id", "review_items", ["conversation_id"])
    op.create_index("ix_review_items_batch_id", "review_items", ["batch_id"])
    op.create_table(
        "review_views",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("item_id", sa.String(36), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("reviewer", sa.String(80), nullable=False, comment="staff:zhang.wei"),
        sa.Column("label", sa.String(80), comment="null: nothing to teach"),
        sa.Column(
            "body_sealed",
            sa.Text(),
            nullable=False,
            comment="sealed JSON, shape: desk.review.rules.Correction without its label",
        ),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_review_views"),
        sa.ForeignKeyConstraint(
            ["item_id"], ["review_items.id"], name="fk_review_views_item_id_review_items"
        ),
        sa.UniqueConstraint("item_id", "round", "reviewer", name="uq_review_views_item_id_round_reviewer"),
    )


def _knowledge() -> None:
    op.create_table(
        "knowledge_versions",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("topic", sa.String(60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, comment="from 1, for each topic"),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column(
            "entry",
            JSON,
            nullable=False,
            comment="shape: actions.knowledge.schema.Entry; a draft may be unfinished",
        ),
        sa.Column(
            "sentences",
            JSON,
            nullable=False,
            comment="how people ask it, for the next training; none of a person",
        ),
        sa.Column(
            "authors",
            JSON,
            nullable=False,
            comment="everybody who wrote in it; none of them may approve it",
        ),
        sa.Column(
            "seen",
            sa.Integer(),
            nullable=False,
            comment="grows with each save: whoever saves names the one they saw",
        ),
        sa.Column("decided_by", sa.String(80)),
        sa.Column("note", sa.Text(), comment="why it was returned or withdrawn"),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("decided_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_knowledge_versions"),
        sa.UniqueConstraint("topic", "version", name="uq_knowledge_versions_topic_version"),
    )
    for name, where in ONE_EACH.items():
        op.create_index(
            name,
            "knowledge_versions",
            ["topic"],
            unique=True,
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )
    op.create_index("ix_knowledge_versions_state_changed_at", "knowledge_versions", ["state", "changed_at"])
    op.create_table(
        "knowledge_readers",
        sa.Column("name", sa.String(80), nullable=False, comment="of the API client"),
        sa.Column(
            "in_force",
            sa.String(64),
            nullable=False,
            comment="tag of the set it answers from; empty: files alone",
        ),
        sa.Column("refused_tag", sa.String(64)),
        sa.Column("problem", sa.String(200), comment="why it refused that set; quotes no text"),
        sa.Column("told_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_knowledge_readers"),
    )


ONE_EACH = {
    "uq_knowledge_versions_open": "state IN ('draft', 'submitted')",
    "uq_knowledge_versions_published": "state = 'published'",
}


def downgrade() -> None:
    for table in (
        "knowledge_readers",
        "knowledge_versions",
        "review_views",
        "review_items",
        "teach_runs",
        "teach_sentences",
        "teach_batches",
        "turn_feedback",
    ):
        op.drop_table(table)
