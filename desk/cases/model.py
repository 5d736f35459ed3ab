"""Tables of cases. Personal data and what people wrote freely is sealed; what is counted is not."""

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, Date, ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from desk.cases.changes import ChangeKind
from desk.cases.states import CaseEvent, CaseKind, CaseState
from desk.store.base import Base, Instant, Json, named
from telemetry.trace import current_trace_id

SENT_ON = text("event IN ('transfer', 'return')")
# What the work lists walk, see desk.worklist: few of many cases have a clock that runs.
CLOCK_RUNS = text("next_due_on IS NOT NULL")


class Case(Base):
    """One complaint or one report."""

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("case_no", name="uq_cases_case_no"),
        UniqueConstraint("lookup_digest", name="uq_cases_lookup_digest"),
        Index("ix_cases_story_id", "story_id"),
        Index("ix_cases_conversation_id_id", "conversation_id", "id"),
        UniqueConstraint("dispute_digest", name="uq_cases_dispute_digest"),
        Index("ix_cases_state_id", "state", "id"),
        Index("ix_cases_agency_id_id", "agency_id", "id"),
        Index("ix_cases_category_id", "category", "id"),
        Index("ix_cases_region_code_id", "region_code", "id"),
        Index("ix_cases_respondent_key_id", "respondent_key", "id"),
        Index("ix_cases_person_digest_id", "person_digest", "id"),
        Index("ix_cases_duplicate_of", "duplicate_of"),
        Index("ix_cases_created_at", "created_at"),
        Index("ix_cases_closed_at", "closed_at"),
        Index(
            "ix_cases_next_due_on_id",
            "next_due_on",
            "id",
            sqlite_where=CLOCK_RUNS,
            postgresql_where=CLOCK_RUNS,
        ),
        Index(
            "ix_cases_agency_id_next_due_on_id",
            "agency_id",
            "next_due_on",
            "id",
            sqlite_where=CLOCK_RUNS,
            postgresql_where=CLOCK_RUNS,
        ),
        Index("ix_cases_assignee_id_next_due_on_id", "assignee_id", "next_due_on", "id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    case_no: Mapped[str] = mapped_column(String(16), comment="what people are told; see desk.cases.numbers")
    story_id: Mapped[str] = mapped_column(String(36), comment="cases told in one story share it")
    kind: Mapped[CaseKind] = mapped_column(named(CaseKind))
    state: Mapped[CaseState] = mapped_column(named(CaseState))
    version: Mapped[int] = mapped_column(comment="grows with each change; the ETag")
    client: Mapped[str] = mapped_column(String(64), comment="the API client that filed it")
    channel: Mapped[str] = mapped_column(String(64), comment="webchat, hotline …")
    conversation_id: Mapped[str | None] = mapped_column(String(64), comment="where it was told")
    submitted_at: Mapped[dt.datetime] = mapped_column(
        Instant, comment="when the person confirmed; informative"
    )
    created_at: Mapped[dt.datetime] = mapped_column(Instant, comment="receipt: legal periods start here")
    trace_id: Mapped[str | None] = mapped_column(
        String(32), default=current_trace_id, comment="the request that filed it; see telemetry.trace"
    )
    updated_at: Mapped[dt.datetime] = mapped_column(Instant)
    decide_by: Mapped[dt.date] = mapped_column(Date, comment="last day for the decision, counted in China")
    decide_by_provisional: Mapped[bool] = mapped_column(comment="counted with holidays not announced yet")
    complainant_sealed: Mapped[str | None] = mapped_column(Text, comment="sealed JSON: name, phone, address")
    statement_sealed: Mapped[str] = mapped_column(
        Text, comment="sealed JSON: see desk.cases.sealing.Statement"
    )
    lookup_digest: Mapped[str | None] = mapped_column(
        String(64), comment="keyed: number and last four digits"
    )
    consent_personal_data_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    consent_publication: Mapped[bool | None] = mapped_column(comment="null: not asked")
    consent_mediation: Mapped[bool | None] = mapped_column(comment="null: not asked")
    respondent_name: Mapped[str] = mapped_column(String(200))
    respondent_address: Mapped[str | None] = mapped_column(String(200))
    respondent_platform: Mapped[str | None] = mapped_column(String(100))
    respondent_shop: Mapped[str | None] = mapped_column(String(100))
    product: Mapped[str | None] = mapped_column(String(200), comment="null: a report without a purchase")
    purchased_on: Mapped[str | None] = mapped_column(String(10), comment="YYYY, YYYY-MM or YYYY-MM-DD")
    amount_fen: Mapped[int | None] = mapped_column(BigInteger)
    purchase_channel: Mapped[str | None] = mapped_column(String(100))
    demands: Mapped[list[str]] = mapped_column(Json, comment="values of desk.cases.schemas.Demand")
    topic: Mapped[str | None] = mapped_column(String(64))
    region: Mapped[str | None] = mapped_column(String(100))
    attachments: Mapped[list[str]] = mapped_column(Json, comment="attachment ids")
    source_ref: Mapped[str | None] = mapped_column(
        String(64), comment="its number where it came from, for example a 12345 work order"
    )
    category: Mapped[str | None] = mapped_column(String(64), comment="code of services.yml")
    region_code: Mapped[str | None] = mapped_column(String(6), comment="GB/T 2260 of the place of the matter")
    agency_id: Mapped[str | None] = mapped_column(String(36), comment="who handles it; see desk.agencies")
    enterprise_id: Mapped[str | None] = mapped_column(
        String(36), comment="the enrolled enterprise it was offered to; see desk.reconciliation"
    )
    respondent_key: Mapped[str | None] = mapped_column(
        String(200), comment="the name as compared: see desk.cases.disputes.respondent_key"
    )
    person_digest: Mapped[str | None] = mapped_column(
        String(64), comment="keyed: the complainant's phone; finds one person's cases"
    )
    dispute_digest: Mapped[str | None] = mapped_column(
        String(64), comment="keyed: who, against whom, over what; null once ended, merged or not certain"
    )
    duplicate_of: Mapped[str | None] = mapped_column(
        ForeignKey("cases.id", name="fk_cases_duplicate_of_cases"), comment="the case it was merged into"
    )
    parties_sealed: Mapped[str | None] = mapped_column(
        Text, comment="sealed JSON: representative and joint complainants; see desk.cases.sealing.Parties"
    )
    known_on: Mapped[str | None] = mapped_column(
        String(10), comment="when the person learnt of the wrong: YYYY, YYYY-MM or YYYY-MM-DD"
    )
    happened_on: Mapped[str | None] = mapped_column(String(10), comment="of a report: when it happened")
    prior_handling: Mapped[str | None] = mapped_column(
        String(32), comment="values of desk.cases.schemas.PriorHandling; null: not asked"
    )
    consent_delegation: Mapped[bool | None] = mapped_column(comment="to delegated mediation; null: not asked")
    consent_reconciliation: Mapped[bool | None] = mapped_column(
        comment="to talk with the enterprise first; null: not asked"
    )
    assignee_id: Mapped[str | None] = mapped_column(
        String(36), comment="the member of staff who works on it; see desk.assignments"
    )
    next_due_on: Mapped[dt.date | None] = mapped_column(
        Date, comment="earliest last day of its running clocks, kept by desk.clocks; null: none runs"
    )
    accepted_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    closed_at: Mapped[dt.datetime | None] = mapped_column(Instant, comment="when it came into an ended state")
    recovered_fen: Mapped[int | None] = mapped_column(BigInteger, comment="what the consumer got back")
    satisfaction: Mapped[int | None] = mapped_column(SmallInteger, comment="the consumer's rating, 1 to 5")
    restricted_at: Mapped[dt.datetime | None] = mapped_column(
        Instant, comment="kept by law only: nothing personal is shown any more"
    )
    erased_at: Mapped[dt.datetime | None] = mapped_column(
        Instant, comment="when the personal data was removed"
    )
    restrict_from: Mapped[dt.datetime | None] = mapped_column(
        Instant,
        comment="the person asked for erasure while it was open: it is restricted once it is closed",
    )

    __mapper_args__: dict[str, Any] = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's declaration


class CaseChange(Base):
    """One line of a case's timeline: what was done, by whom, on which grounds, and what was told."""

    __tablename__ = "case_changes"
    __table_args__ = (
        Index("ix_case_changes_case_id_id", "case_id", "id"),
        Index("ix_case_changes_sent", "id", sqlite_where=SENT_ON, postgresql_where=SENT_ON),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", name="fk_case_changes_case_id_cases"))
    what: Mapped[ChangeKind] = mapped_column(named(ChangeKind), server_default=ChangeKind.MOVED)
    event: Mapped[CaseEvent | None] = mapped_column(named(CaseEvent), comment="of a change of state")
    from_state: Mapped[CaseState | None] = mapped_column(named(CaseState))
    to_state: Mapped[CaseState] = mapped_column(named(CaseState))
    grounds: Mapped[list[str]] = mapped_column(
        Json, comment="legal grounds, values of desk.cases.states.Ground"
    )
    actor: Mapped[str] = mapped_column(String(80), comment="who did it: role and name, officer:zhang")
    reason_sealed: Mapped[str | None] = mapped_column(Text, comment="sealed: the reason in words")
    detail: Mapped[dict[str, Any] | None] = mapped_column(
        Json, comment="facts of the change without personal data: fields, files, agency, due day"
    )
    before_sealed: Mapped[str | None] = mapped_column(
        Text, comment="sealed JSON of an amendment: pointer to what stood there before"
    )
    at: Mapped[dt.datetime] = mapped_column(Instant)
