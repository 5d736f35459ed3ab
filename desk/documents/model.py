"""The register of documents: which letter went out under which number, to whom, how, and when it arrived."""

import datetime as dt

from sqlalchemy import Date, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from desk.documents.kinds import DocumentKind
from desk.documents.register_rules import MAX_NUMBER, Means, Party
from desk.store.base import Base, Instant, named

STANDS = text("voided_at IS NULL")


class IssuedDocument(Base):
    """One document issued to one party. Nothing is changed afterwards but its arrival; a mistake is voided."""

    __tablename__ = "case_documents"
    __table_args__ = (
        Index(
            "uq_case_documents_number_party",
            "number",
            "party",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
        Index("ix_case_documents_case_id_id", "case_id", "id"),
        Index("ix_case_documents_issued_on_id", "issued_on", "id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    case_id: Mapped[str] = mapped_column(
        ForeignKey("cases.id", name="fk_case_documents_case_id_cases", ondelete="CASCADE")
    )
    kind: Mapped[DocumentKind] = mapped_column(named(DocumentKind))
    number: Mapped[str] = mapped_column(
        String(MAX_NUMBER), comment="文号, as the authority numbers its letters"
    )
    party: Mapped[Party] = mapped_column(named(Party), comment="to whom")
    means: Mapped[Means] = mapped_column(named(Means), comment="how")
    issued_on: Mapped[dt.date] = mapped_column(Date)
    delivered_on: Mapped[dt.date | None] = mapped_column(Date, comment="null: not known to have arrived")
    scan_id: Mapped[str | None] = mapped_column(
        String(36), comment="attachment: the signed or sealed original"
    )
    actor: Mapped[str] = mapped_column(String(80), comment="who entered it, role and name")
    at: Mapped[dt.datetime] = mapped_column(Instant)
    voided_at: Mapped[dt.datetime | None] = mapped_column(
        Instant, comment="entered by mistake; the line stays"
    )
    voided_by: Mapped[str | None] = mapped_column(String(80))
