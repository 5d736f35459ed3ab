"""The sessions table: which bearer token speaks for which conversation."""

import datetime as dt

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desk.store.base import Base, Instant


class WebchatSession(Base):
    __tablename__ = "webchat_sessions"
    __table_args__ = (UniqueConstraint("token_digest", name="uq_webchat_sessions_token"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversations.id", name="fk_webchat_sessions_conversation")
    )
    token_digest: Mapped[str] = mapped_column(String(64), comment="SHA-256 of the bearer token")
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    expires_at: Mapped[dt.datetime] = mapped_column(Instant)
