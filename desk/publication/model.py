"""What is published of complaints: a copy that holds nothing personal, as it was checked."""

import datetime as dt
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from desk.figures.rules import Outcome
from desk.store.base import Base, Instant, Json, named


class WithdrawalReason(StrEnum):
    """Why something is published no more."""

    CONSENT_WITHDRAWN = "consent_withdrawn"
    PERSONAL_DATA = "personal_data"  # it told of a person after all
    MISTAKE = "mistake"  # it did not say what the record says
    RESTRICTED = "restricted"  # the case itself was restricted or erased
    REOPENED = "reopened"  # the case has not ended after all


class RefusalReason(StrEnum):
    """Why an ended complaint is not published although its complainant agreed."""

    TELLS_OF_PERSON = "tells_of_person"  # it cannot be told without telling of somebody
    PUBLIC_SAFETY = "public_safety"  # 第三十九条: made public it would endanger safety or order
    BUSINESS_MATTERS = "business_matters"  # 第三十九条: it would tell what a business keeps to itself
    UNCLEAR_BUSINESS = "unclear_business"  # who the business is could not be made sure of
    ABUSE = "abuse"  # 第四十二条: the complaint was made up, or extortion


class PublicationRefusal(Base):
    """A complaint that was looked at and is not to be published. At most one a case; publishing it after all is possible."""

    __tablename__ = "publication_refusals"

    case_id: Mapped[str] = mapped_column(
        ForeignKey("cases.id", name="fk_publication_refusals_case_id_cases", ondelete="CASCADE"),
        primary_key=True,
    )
    reason: Mapped[RefusalReason] = mapped_column(named(RefusalReason))
    note_sealed: Mapped[str | None] = mapped_column(Text, comment="sealed: in words")
    refused_by: Mapped[str] = mapped_column(String(80))
    refused_at: Mapped[dt.datetime] = mapped_column(Instant)


class Publication(Base):
    """One published complaint. Its id leads to nothing: not to the case, not to its number."""

    __tablename__ = "publications"
    __table_args__ = (
        Index(
            "uq_publications_case_id_standing",
            "case_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index("ix_publications_withdrawn_at_id", "withdrawn_at", "id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    case_id: Mapped[str] = mapped_column(
        ForeignKey("cases.id", name="fk_publications_case_id_cases", ondelete="CASCADE")
    )
    business_name: Mapped[str | None] = mapped_column(
        String(200), comment="null: it may be a natural person's, see desk.publication.rules"
    )
    category: Mapped[str | None] = mapped_column(String(64))
    month: Mapped[str] = mapped_column(String(7), comment="YYYY-MM of receipt in China")
    prefecture: Mapped[str | None] = mapped_column(String(4), comment="of the place of the matter")
    demands: Mapped[list[str]] = mapped_column(Json)
    outcome: Mapped[Outcome] = mapped_column(named(Outcome), comment="settled or terminated")
    agency_id: Mapped[str | None] = mapped_column(String(36))
    summary: Mapped[str | None] = mapped_column(Text, comment="written by an officer, without personal data")
    checked_by: Mapped[str] = mapped_column(String(80))
    published_at: Mapped[dt.datetime] = mapped_column(Instant)
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    withdrawn_by: Mapped[str | None] = mapped_column(String(80))
    withdrawal: Mapped[WithdrawalReason | None] = mapped_column(named(WithdrawalReason))
