"""The table of labels."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from desk.store.base import Base, Instant

MAX_LABEL = 20  # characters


class CaseLabel(Base):
    """One label of one case. In clear, to be searched: nothing that tells of a person is taken (desk.labels.rules)."""

    __tablename__ = "case_labels"
    __table_args__ = (Index("ix_case_labels_name_case_id", "name", "case_id"),)

    case_id: Mapped[str] = mapped_column(
        ForeignKey("cases.id", name="fk_case_labels_case_id_cases", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(String(MAX_LABEL), primary_key=True)
    added_by: Mapped[str] = mapped_column(String(80), comment="role and name, officer:zhang")
    added_at: Mapped[dt.datetime] = mapped_column(Instant)
