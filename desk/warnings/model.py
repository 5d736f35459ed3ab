"""Warnings: unusual rises, with what they rest on and what an officer made of them."""

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import Date, Float, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desk.store.base import Base, Instant, Json, named


class SeriesKind(StrEnum):
    """Whose complaints and reports are counted together."""

    BUSINESS = "business"
    CATEGORY = "category"
    PREFECTURE = "prefecture"
    BUSINESS_CATEGORY = "business_category"


class WarningState(StrEnum):
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"  # somebody looks into it
    DISMISSED = "dismissed"  # looked at, nothing to do


class Warning(Base):
    """One rise of one series in one week; the same week again adds nothing."""

    __tablename__ = "warnings"
    __table_args__ = (
        UniqueConstraint("series", "key", "week", name="uq_warnings_series_key_week"),
        Index("ix_warnings_state_id", "state", "id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    series: Mapped[SeriesKind] = mapped_column(named(SeriesKind))
    key: Mapped[str] = mapped_column(
        String(300), comment="respondent_key, category, prefecture, or key|category"
    )
    week: Mapped[dt.date] = mapped_column(Date, comment="Monday of the week in which the window ends")
    first_on: Mapped[dt.date] = mapped_column(Date, comment="first day of the window, in China")
    last_on: Mapped[dt.date] = mapped_column(Date)
    observed: Mapped[int]
    expected: Mapped[float] = mapped_column(Float, comment="cases in as many days, by its own history")
    p_value: Mapped[float] = mapped_column(Float, comment="chance of so many or more if nothing had changed")
    threshold: Mapped[float] = mapped_column(Float, comment="Benjamini-Hochberg's, on that day")
    evidence: Mapped[dict[str, Any]] = mapped_column(Json, comment="history, method's numbers, case ids")
    state: Mapped[WarningState] = mapped_column(named(WarningState))
    acted_by: Mapped[str | None] = mapped_column(String(80))
    acted_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    note_sealed: Mapped[str | None] = mapped_column(Text, comment="sealed: what the officer noted")
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
