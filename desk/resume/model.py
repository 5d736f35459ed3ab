"""The table of resume tokens. The token itself is nowhere: whoever reads the table opens nothing."""

import datetime as dt
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desk.store.base import Base, Instant, named


class Purpose(StrEnum):
    """What a token opens: one purpose never opens another's door."""

    GO_ON = "go_on"  # the conversation, on another channel


class ResumeToken(Base):
    __tablename__ = "resume_tokens"
    __table_args__ = (
        UniqueConstraint("digest", name="uq_resume_tokens_digest"),
        Index("ix_resume_tokens_conversation_id", "conversation_id"),
        Index("ix_resume_tokens_expires_at", "expires_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), comment="SHA-256 of the token")
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversations.id", name="fk_resume_tokens_conversation_id_conversations")
    )
    purpose: Mapped[Purpose] = mapped_column(named(Purpose))
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    expires_at: Mapped[dt.datetime] = mapped_column(Instant)
    used_at: Mapped[dt.datetime | None] = mapped_column(Instant)
