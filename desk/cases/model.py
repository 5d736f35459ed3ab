"""Tables of cases. Personal data and what people wrote freely is sealed; what is counted is not."""

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy import Enum as SqlEnum
from sqlalchemy.orm import Mapped, mapped_column

from desk.cases.states import CaseEvent, CaseKind, CaseState
from desk.store.base import Base, Instant, Json


def _named(kind: type[StrEnum]) -> SqlEnum:
    """An enum stored by value as text, so that a new member needs no migration."""
    return SqlEnum(
        kind, native_enum=False, length=32, values_callable=lambda enum: [member.value for member in enum]
    )


class Case(Base):
    """One complaint or one report."""

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("case_no", name="uq_cases_case_no"),
        UniqueConstraint("lookup_digest", name="uq_cases_lookup_digest"),
        Index("ix_cases_story_id", "story_id"),
        Index("ix_cases_conversation_id_id", "conversation_id", "id"),
        Index("ix_cases_state_id", "state", "id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    case_no: Mapped[str] = mapped_column(String(16), comment="what people are told; see desk.cases.numbers")
    story_id: Mapped[str] = mapped_column(String(36), comment="cases told in one story share it")
    kind: Mapped[CaseKind] = mapped_column(_named(CaseKind))
    state: Mapped[CaseState] = mapped_column(_named(CaseState))
    version: Mapped[int] = mapped_column(comment="grows with each change; the ETag")
    client: Mapped[str] = mapped_column(String(64), comment="the API client that filed it")
    channel: Mapped[str] = mapped_column(String(64), comment="webchat, hotline …")
    conversation_id: Mapped[str | None] = mapped_column(String(64), comment="where it was told")
    submitted_at: Mapped[dt.datetime] = mapped_column(
        Instant, comment="when the person confirmed; informative"
    )
    created_at: Mapped[dt.datetime] = mapped_column(Instant, comment="receipt: legal periods start here")
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

    __mapper_args__: dict[str, Any] = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's declaration


class CaseChange(Base):
    """One step in the life of a case: what was done, by whom, on which grounds."""

    __tablename__ = "case_changes"
    __table_args__ = (Index("ix_case_changes_case_id_id", "case_id", "id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", name="fk_case_changes_case_id_cases"))
    event: Mapped[CaseEvent | None] = mapped_column(_named(CaseEvent), comment="null: the case was filed")
    from_state: Mapped[CaseState | None] = mapped_column(_named(CaseState))
    to_state: Mapped[CaseState] = mapped_column(_named(CaseState))
    grounds: Mapped[list[str]] = mapped_column(
        Json, comment="legal grounds, values of desk.cases.states.Ground"
    )
    actor: Mapped[str] = mapped_column(String(80), comment="who did it, for example client:assistant")
    reason_sealed: Mapped[str | None] = mapped_column(Text, comment="sealed: the reason in words")
    at: Mapped[dt.datetime] = mapped_column(Instant)
