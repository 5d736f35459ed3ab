"""cases, their changes, idempotency keys"""

import sqlalchemy as sa
from alembic import op

revision = "0002_cases"
down_revision = "0001_conversations"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(sa.JSON(none_as_null=True), "postgresql")


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column(
            "case_no", sa.String(16), nullable=False, comment="what people are told; see desk.cases.numbers"
        ),
        sa.Column("story_id", sa.String(36), nullable=False, comment="cases told in one story share it"),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, comment="grows with each change; the ETag"),
        sa.Column("client", sa.String(64), nullable=False, comment="the API client that filed it"),
        sa.Column("channel", sa.String(64), nullable=False, comment="webchat, hotline …"),
        sa.Column("conversation_id", sa.String(64), comment="where it was told"),
        sa.Column("submitted_at", INSTANT, nullable=False, comment="when the person confirmed; informative"),
        sa.Column("created_at", INSTANT, nullable=False, comment="receipt: legal periods start here"),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column(
            "decide_by", sa.Date(), nullable=False, comment="last day for the decision, counted in China"
        ),
        sa.Column(
            "decide_by_provisional",
            sa.Boolean(),
            nullable=False,
            comment="counted with holidays not announced yet",
        ),
        sa.Column("complainant_sealed", sa.Text(), comment="sealed JSON: name, phone, address"),
        sa.Column(
            "statement_sealed",
            sa.Text(),
            nullable=False,
            comment="sealed JSON: see desk.cases.sealing.Statement",
        ),
        sa.Column("lookup_digest", sa.String(64), comment="keyed: number and last four digits"),
        sa.Column("consent_personal_data_at", INSTANT),
        sa.Column("consent_publication", sa.Boolean(), comment="null: not asked"),
        sa.Column("consent_mediation", sa.Boolean(), comment="null: not asked"),
        sa.Column("respondent_name", sa.String(200), nullable=False),
        sa.Column("respondent_address", sa.String(200)),
        sa.Column("respondent_platform", sa.String(100)),
        sa.Column("respondent_shop", sa.String(100)),
        sa.Column("product", sa.String(200), comment="null: a report without a purchase"),
        sa.Column("purchased_on", sa.String(10), comment="YYYY, YYYY-MM or YYYY-MM-DD"),
        sa.Column("amount_fen", sa.BigInteger()),
        sa.Column("purchase_channel", sa.String(100)),
        sa.Column("demands", JSON, nullable=False, comment="values of desk.cases.schemas.Demand"),
        sa.Column("topic", sa.String(64)),
        sa.Column("region", sa.String(100)),
        sa.Column("attachments", JSON, nullable=False, comment="attachment ids"),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("case_no", name="uq_cases_case_no"),
        sa.UniqueConstraint("lookup_digest", name="uq_cases_lookup_digest"),
    )
    op.create_index("ix_cases_story_id", "cases", ["story_id"])
    op.create_index("ix_cases_conversation_id_id", "cases", ["conversation_id", "id"])
    op.create_index("ix_cases_state_id", "cases", ["state", "id"])


def _changes() -> None:
    op.create_table(
        "case_changes",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("case_id", sa.String(36), nullable=False),
        sa.Column("event", sa.String(32), comment="null: the case was filed"),
        sa.Column("from_state", sa.String(32)),
        sa.Column("to_state", sa.String(32), nullable=False),
        sa.Column(
            "grounds", JSON, nullable=False, comment="legal grounds, values of desk.cases.states.Ground"
        ),
        sa.Column("actor", sa.String(80), nullable=False, comment="who did it, for example client:assistant"),
        sa.Column("reason_sealed", sa.Text(), comment="sealed: the reason in words"),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_changes"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_changes_case_id_cases"),
    )
    op.create_index("ix_case_changes_case_id_id", "case_changes", ["case_id", "id"])


def _keys() -> None:
    op.create_table(
        "idempotency_keys",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("client", sa.String(64), nullable=False, comment="the API client whose key it is"),
        sa.Column(
            "key", sa.String(36), nullable=False, comment="the Idempotency-Key header, a UUID in lower case"
        ),
        sa.Column(
            "digest",
            sa.String(64),
            nullable=False,
            comment="keyed digest of the operation and its canonical body",
        ),
        sa.Column("status", sa.Integer(), comment="HTTP status of the answer"),
        sa.Column("headers", JSON, comment="headers of the answer worth repeating"),
        sa.Column("body_sealed", sa.Text(), comment="sealed JSON of the answer"),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_idempotency_keys"),
        sa.UniqueConstraint("client", "key", name="uq_idempotency_keys_client_key"),
    )
    op.create_index("ix_idempotency_keys_created_at", "idempotency_keys", ["created_at"])


def upgrade() -> None:
    _cases()
    _changes()
    _keys()


def downgrade() -> None:
    op.drop_table("idempotency_keys")
    op.drop_table("case_changes")
    op.drop_table("cases")
