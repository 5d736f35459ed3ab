"""The table of webhook endpoints."""

import datetime as dt

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from desk.store.base import Base, Instant, Json


class WebhookEndpoint(Base):
    """Where another system listens, and how what it is sent is signed."""

    __tablename__ = "webhook_endpoints"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    url: Mapped[str] = mapped_column(String(2000))
    description: Mapped[str] = mapped_column(String(200))
    events: Mapped[list[str]] = mapped_column(
        Json, comment="values of desk.webhooks.events.EventType it wants"
    )
    secret_sealed: Mapped[str] = mapped_column(Text, comment="sealed: whsec_…")
    previous_secret_sealed: Mapped[str | None] = mapped_column(
        Text, comment="sealed: the one before the last rotation"
    )
    previous_until: Mapped[dt.datetime | None] = mapped_column(Instant, comment="until when it signs too")
    active: Mapped[bool]
    disabled_reason: Mapped[str | None] = mapped_column(
        String(60), comment="why the desk itself switched it off"
    )
    created_by: Mapped[str] = mapped_column(String(64), comment="the API client that made it")
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    updated_at: Mapped[dt.datetime] = mapped_column(Instant)
