"""enterprises and the offers made to them"""

import sqlalchemy as sa
from alembic import op

revision = "0007_reconciliation"
down_revision = "0006_agencies"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
STILL_OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    _enterprises()
    _reconciliations()
    _messages()


def _enterprises() -> None:
    op.create_table(
        "enterprises",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column(
            "code", sa.String(64), nullable=False, comment="what programs and actors call it; never changes"
        ),
        sa.Column("name", sa.String(200), nullable=False, comment="as on its licence"),
        sa.Column("uscc", sa.String(18), comment="unified social credit code, GB 32100"),
        sa.Column(
            "region_code",
            sa.String(6),
            comment="GB/T 2260 of where it does business; null: everywhere",
        ),
        sa.Column("agency_id", sa.String(36), comment="who enrolled it; see desk.agencies"),
        sa.Column("active", sa.Boolean(), nullable=False, comment="whether complaints are offered to it"),
        sa.Column("version", sa.Integer(), nullable=False, comment="grows with each change; the ETag"),
        sa.Column("enrolled_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_enterprises"),
        sa.UniqueConstraint("code", name="uq_enterprises_code"),
        sa.UniqueConstraint("uscc", name="uq_enterprises_uscc"),
    )
    op.create_index("ix_enterprises_active_id", "enterprises", ["active", "id"])
    op.create_table(
        "enterprise_names",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("enterprise_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("key", sa.String(420), nullable=False, comment="as compared: see desk.enterprises.names"),
        sa.Column("name", sa.String(200), nullable=False, comment="as written"),
        sa.Column("platform", sa.String(100), comment="of a shop"),
        sa.PrimaryKeyConstraint("id", name="pk_enterprise_names"),
        sa.UniqueConstraint("key", name="uq_enterprise_names_key"),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprises.id"], name="fk_enterprise_names_enterprise_id_enterprises"
        ),
    )
    op.create_index("ix_enterprise_names_enterprise_id_id", "enterprise_names", ["enterprise_id", "id"])


def _reconciliations() -> None:
    op.create_table(
        "reconciliations",
        sa.Column(
            "id",
            sa.String(36),
            nullable=False,
            comment="what the enterprise knows it by; it never learns the case number",
        ),
        sa.Column("case_id", sa.String(36), nullable=False),
        sa.Column("enterprise_id", sa.String(36), nullable=False),
        sa.Column("clock_id", sa.String(36), nullable=False, comment="the ten working days"),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column(
            "automatic", sa.Boolean(), nullable=False, comment="offered on filing, not chosen afterwards"
        ),
        sa.Column(
            "share_contact",
            sa.Boolean(),
            nullable=False,
            comment="the consumer agreed that the phone is shown",
        ),
        sa.Column(
            "proposal_id",
            sa.String(36),
            comment="the message with the proposal that is open or was accepted",
        ),
        sa.Column("offered_at", INSTANT, nullable=False),
        sa.Column("answered_at", INSTANT, comment="the enterprise's first words"),
        sa.Column("ended_at", INSTANT),
        sa.Column("end_reason", sa.String(32), comment="of a failure"),
        sa.Column("recovered_fen", sa.BigInteger(), comment="agreed refund, in fen"),
        sa.PrimaryKeyConstraint("id", name="pk_reconciliations"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_reconciliations_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprises.id"], name="fk_reconciliations_enterprise_id_enterprises"
        ),
        sa.ForeignKeyConstraint(
            ["clock_id"], ["case_clocks.id"], name="fk_reconciliations_clock_id_case_clocks"
        ),
    )
    op.create_index(
        "uq_reconciliations_case_id_open",
        "reconciliations",
        ["case_id"],
        unique=True,
        sqlite_where=STILL_OPEN,
        postgresql_where=STILL_OPEN,
    )
    op.create_index("ix_reconciliations_case_id_id", "reconciliations", ["case_id", "id"])
    op.create_index("ix_reconciliations_enterprise_id_id", "reconciliations", ["enterprise_id", "id"])
    op.create_index(
        "ix_reconciliations_enterprise_id_offered_at", "reconciliations", ["enterprise_id", "offered_at"]
    )
    op.create_index("ix_reconciliations_offered_at", "reconciliations", ["offered_at"])


def _messages() -> None:
    op.create_table(
        "reconciliation_messages",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("reconciliation_id", sa.String(36), nullable=False),
        sa.Column("author", sa.String(32), nullable=False, comment="consumer or enterprise"),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column(
            "client_message_id",
            sa.String(36),
            nullable=False,
            comment="given by the caller; of a decline, the proposal's id",
        ),
        sa.Column("text_sealed", sa.Text(), comment="sealed: the words; null once erased"),
        sa.Column("refund_fen", sa.BigInteger(), comment="of a proposal"),
        sa.Column("answer", sa.String(32), comment="of a proposal"),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reconciliation_messages"),
        sa.UniqueConstraint(
            "reconciliation_id", "author", "client_message_id", name="uq_reconciliation_messages_client_id"
        ),
        sa.ForeignKeyConstraint(
            ["reconciliation_id"],
            ["reconciliations.id"],
            name="fk_reconciliation_messages_reconciliation_id_reconciliations",
        ),
    )
    op.create_index(
        "ix_reconciliation_messages_reconciliation_id_id",
        "reconciliation_messages",
        ["reconciliation_id", "id"],
    )


def downgrade() -> None:
    for table in ("reconciliation_messages", "reconciliations", "enterprise_names", "enterprises"):
        op.drop_table(table)
