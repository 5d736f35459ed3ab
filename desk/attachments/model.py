"""The attachments table; the content lies outside the database, sealed."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from desk.store.base import Base, Instant


class Attachment(Base):
    __tablename__ = "attachments"
    __table_args__ = (
        Index("ix_attachments_conversation", "conversation_id"),
        Index("ix_attachments_case_id", "case_id"),
    )

    id: Mapped[str] = mapped_column(
        String(36), primary_key=True, comment="also the file's name in the folder"
    )
    conversation_id: Mapped[str | None] = mapped_column(
        ForeignKey("conversations.id", name="fk_attachments_conversation"),
        comment="where it was sent; null: it came to a case by the API",
    )
    sealed_name: Mapped[str] = mapped_column(Text, comment="the person's file name, sealed: names tell")
    media_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int] = mapped_column(comment="bytes as stored, before sealing")
    sha256: Mapped[str] = mapped_column(String(64), comment="of the content as stored, before sealing")
    case_id: Mapped[str | None] = mapped_column(
        String(36), comment="the case it is evidence of; without one it goes with the conversation"
    )
    by_office: Mapped[bool] = mapped_column(
        server_default=false(), default=False, comment="added by staff: does not take the consumer's room"
    )
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
