"""Tables of API clients and their keys."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desk.store.base import Base, Instant, Json


class Client(Base):
    """A program that may call /api/v1. Never deleted: its name stands in timelines and in the audit log."""

    __tablename__ = "api_clients"
    __table_args__ = (UniqueConstraint("name", name="uq_api_clients_name"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), comment="stored with what it does; never given twice")
    scopes: Mapped[list[str]] = mapped_column(Json, comment="values of desk.clients.Scope")
    agency_id: Mapped[str | None] = mapped_column(
        String(36), comment="it sees the cases of this agency and of those below; null: of all"
    )
    enterprise_id: Mapped[str | None] = mapped_column(String(36), comment="the enterprise it stands for")
    per_minute: Mapped[int] = mapped_column(comment="calls of one route group")
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    expires_at: Mapped[dt.datetime | None] = mapped_column(Instant, comment="null: not by itself")
    revoked_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    last_used_at: Mapped[dt.datetime | None] = mapped_column(Instant, comment="to the minute")


class ClientKey(Base):
    """One key of a client. While a key is exchanged for another there are two."""

    __tablename__ = "api_client_keys"
    __table_args__ = (Index("ix_api_client_keys_client_id", "client_id"),)

    prefix: Mapped[str] = mapped_column(String(12), primary_key=True, comment="the part that may be shown")
    client_id: Mapped[str] = mapped_column(
        ForeignKey("api_clients.id", name="fk_api_client_keys_client_id_api_clients")
    )
    digest: Mapped[str] = mapped_column(String(64), comment="SHA-256 of the whole key")
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    valid_until: Mapped[dt.datetime | None] = mapped_column(
        Instant, comment="set when another key took its place"
    )
