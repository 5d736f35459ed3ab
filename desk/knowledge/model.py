"""Versions of knowledge entries, and what those who answer say they hold."""

import datetime as dt
from typing import Any

from sqlalchemy import Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from desk.knowledge.states import DraftState
from desk.store.base import Base, Instant, Json, named

OPEN_STATES = "state IN ('draft', 'submitted')"
IN_FORCE = "state = 'published'"


class KnowledgeVersion(Base):
    """One version of one topic's entry. Of a topic one is published at most, and one is being worked on at most."""

    __tablename__ = "knowledge_versions"
    __table_args__ = (
        UniqueConstraint("topic", "version", name="uq_knowledge_versions_topic_version"),
        Index(
            "uq_knowledge_versions_open",
            "topic",
            unique=True,
            sqlite_where=text(OPEN_STATES),
            postgresql_where=text(OPEN_STATES),
        ),
        Index(
            "uq_knowledge_versions_published",
            "topic",
            unique=True,
            sqlite_where=text(IN_FORCE),
            postgresql_where=text(IN_FORCE),
        ),
        Index("ix_knowledge_versions_state_changed_at", "state", "changed_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    topic: Mapped[str] = mapped_column(String(60))
    version: Mapped[int] = mapped_column(comment="from 1, for each topic")
    state: Mapped[DraftState] = mapped_column(named(DraftState))
    entry: Mapped[dict[str, Any]] = mapped_column(
        Json, comment="shape: actions.knowledge.schema.Entry; a draft may be unfinished"
    )
    sentences: Mapped[list[str]] = mapped_column(
        Json, comment="how people ask it, for the next training; none of a person"
    )
    authors: Mapped[list[str]] = mapped_column(
        Json, comment="everybody who wrote in it; none of them may approve it"
    )
    seen: Mapped[int] = mapped_column(comment="grows with each save: whoever saves names the one they saw")
    decided_by: Mapped[str | None] = mapped_column(String(80))
    note: Mapped[str | None] = mapped_column(Text, comment="why it was returned or withdrawn")
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    changed_at: Mapped[dt.datetime] = mapped_column(Instant)
    decided_at: Mapped[dt.datetime | None] = mapped_column(Instant)


class KnowledgeReader(Base):
    """One program that answers from what is published, as it reported last."""

    __tablename__ = "knowledge_readers"

    name: Mapped[str] = mapped_column(String(80), primary_key=True, comment="of the API client")
    in_force: Mapped[str] = mapped_column(
        String(64), comment="tag of the set it answers from; empty: files alone"
    )
    refused_tag: Mapped[str | None] = mapped_column(String(64))
    problem: Mapped[str | None] = mapped_column(
        String(200), comment="why it refused that set; quotes no text"
    )
    told_at: Mapped[dt.datetime] = mapped_column(Instant)
