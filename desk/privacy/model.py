"""What was done on a person's wish: who asked, of whom, with what outcome. It proves that it was done."""

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from desk.store.base import Base, Instant, Json, named


class RequestKind(StrEnum):
    EXPORT = "export"  # 个人信息保护法 第四十五条
    ERASE = "erase"  # 第四十七条


class PrivacyRequest(Base):
    """One export or erasure that was carried out."""

    __tablename__ = "privacy_requests"
    __table_args__ = (Index("ix_privacy_requests_subject_digest", "subject_digest", "id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    what: Mapped[RequestKind] = mapped_column(named(RequestKind), comment="export or erase")
    client: Mapped[str] = mapped_column(String(64), comment="the API client, or who ran the command")
    subject_digest: Mapped[str] = mapped_column(String(64), comment="keyed: of whom, as it was asked")
    reason_sealed: Mapped[str | None] = mapped_column(Text, comment="sealed: why, in words")
    outcome: Mapped[dict[str, Any]] = mapped_column(Json, comment="how many of what; nothing personal")
    at: Mapped[dt.datetime] = mapped_column(Instant)
