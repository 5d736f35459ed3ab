"""The table of keys. A row is written in the transaction of the work it protects: both exist or neither."""

import datetime as dt

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desk.store.base import Base, Instant, Json


class IdempotencyKey(Base):
    """One request of one API client and what it was answered."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (
        UniqueConstraint("client", "key", name="uq_idempotency_keys_client_key"),
        Index("ix_idempotency_keys_created_at", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    client: Mapped[str] = mapped_column(String(64), comment="the API client whose key it is")
    key: Mapped[str] = mapped_column(String(36), comment="the Idempotency-Key header, a UUID in lower case")
    digest: Mapped[str] = mapped_column(
        String(64), comment="keyed digest of the operation and its canonical body"
    )
    status: Mapped[int | None] = mapped_column(comment="HTTP status of the answer")
    headers: Mapped[dict[str, str] | None] = mapped_column(
        Json, comment="headers of the answer worth repeating"
    )
    body_sealed: Mapped[str | None] = mapped_column(Text, comment="sealed JSON of the answer")
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
