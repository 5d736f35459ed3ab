"""cases: every field of the record, who handles it, how it ended; the timeline records more than states"""

import sqlalchemy as sa
from alembic import op

revision = "0004_case_record"
down_revision = "0003_explanations"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(sa.JSON(none_as_null=True), "postgresql")

INDEXES = (
    "agency_id",
    "category",
    "region_code",
    "respondent_key",
    "person_digest",
)


def _columns() -> list[sa.Column]:
    return [
        sa.Column(
            "source_ref",
            sa.String(64),
            comment="its number where it came from, for example a 12345 work order",
        ),
        sa.Column("category", sa.String(64), comment="code of services.yml"),
        sa.Column("region_code", sa.String(6), comment="GB/T 2260 of the place of the matter"),
        sa.Column("agency_id", sa.String(36), comment="who handles it; see desk.agencies"),
        sa.Column(
            "enterprise_id",
            sa.String(36),
            comment="the enrolled enterprise it was offered to; see desk.reconciliation",
        ),
        sa.Column(
            "respondent_key",
            sa.String(200),
            comment="the name as compared: see desk.cases.disputes.respondent_key",
        ),
        sa.Column(
            "person_digest",
            sa.String(64),
            comment="keyed: the complainant's phone; finds one person's cases",
        ),
        sa.Column(
            "dispute_digest",
            sa.String(64),
            comment="keyed: who, against whom, over what; null once ended, merged or not certain",
        ),
        sa.Column("duplicate_of", sa.String(36), comment="the case it was merged into"),
        sa.Column(
            "parties_sealed",
            sa.Text(),
            comment="sealed JSON: representative and joint complainants; see desk.cases.sealing.Parties",
        ),
        sa.Column(
            "known_on",
            sa.String(10),
            comment="when the person learnt of the wrong: YYYY, YYYY-MM or YYYY-MM-DD",
        ),
        sa.Column("happened_on", sa.String(10), comment="of a report: when it happened"),
        sa.Column(
            "prior_handling",
            sa.String(32),
            comment="values of desk.cases.schemas.PriorHandling; null: not asked",
        ),
        sa.Column("consent_delegation", sa.Boolean(), comment="to delegated mediation; null: not asked"),
        sa.Column(
            "consent_reconciliation",
            sa.Boolean(),
            comment="to talk with the enterprise first; null: not asked",
        ),
        sa.Column("accepted_at", INSTANT),
        sa.Column("closed_at", INSTANT, comment="when it came into an ended state"),
        sa.Column("recovered_fen", sa.BigInteger(), comment="what the consumer got back"),
        sa.Column("satisfaction", sa.SmallInteger(), comment="the consumer's rating, 1 to 5"),
        sa.Column("restricted_at", INSTANT, comment="kept by law only: nothing personal is shown any more"),
        sa.Column("erased_at", INSTANT, comment="when the personal data was removed"),
    ]


def _comment(event: str, actor: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        return  # SQLite keeps no comments
    op.alter_column("case_changes", "event", existing_type=sa.String(32), comment=event)
    op.alter_column("case_changes", "actor", existing_type=sa.String(80), comment=actor)


def upgrade() -> None:
    with op.batch_alter_table("cases") as cases:
        for column in _columns():
            cases.add_column(column)
    # Filed before names were compared: the name as it stands. New filings compute the key.
    op.execute("UPDATE cases SET respondent_key = respondent_name")
    with op.batch_alter_table("cases") as cases:
        cases.create_unique_constraint("uq_cases_dispute_digest", ["dispute_digest"])
        cases.create_foreign_key("fk_cases_duplicate_of_cases", "cases", ["duplicate_of"], ["id"])
    for name in INDEXES:
        op.create_index(f"ix_cases_{name}_id", "cases", [name, "id"])
    for name in ("duplicate_of", "created_at", "closed_at"):
        op.create_index(f"ix_cases_{name}", "cases", [name])
    with op.batch_alter_table("case_changes") as changes:
        changes.add_column(sa.Column("what", sa.String(32), nullable=False, server_default="moved"))
        changes.add_column(
            sa.Column(
                "detail",
                JSON,
                comment="facts of the change without personal data: fields, files, agency, due day",
            )
        )
        changes.add_column(
            sa.Column(
                "before_sealed",
                sa.Text(),
                comment="sealed JSON of an amendment: pointer to what stood there before",
            )
        )
    _comment("of a change of state", "who did it: role and name, officer:zhang")
    op.execute("UPDATE case_changes SET what = 'filed' WHERE event IS NULL")


def downgrade() -> None:
    _comment("null: the case was filed", "who did it, for example client:assistant")
    with op.batch_alter_table("case_changes") as changes:
        changes.drop_column("before_sealed")
        changes.drop_column("detail")
        changes.drop_column("what")
    for name in ("duplicate_of", "created_at", "closed_at"):
        op.drop_index(f"ix_cases_{name}", "cases")
    for name in INDEXES:
        op.drop_index(f"ix_cases_{name}_id", "cases")
    with op.batch_alter_table("cases") as cases:
        cases.drop_constraint("fk_cases_duplicate_of_cases", type_="foreignkey")
        cases.drop_constraint("uq_cases_dispute_digest", type_="unique")
        for column in reversed(_columns()):
            cases.drop_column(column.name)
