"""Tables of agencies: the tree, where platforms are at home, and the stamp of both."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desk.agencies.kinds import AgencyKind, Level
from desk.store.base import Base, Instant, Json, named


class Agency(Base):
    """Somebody who decides cases. Never deleted, since cases name it: switched off by `active`."""

    __tablename__ = "agencies"
    __table_args__ = (
        UniqueConstraint("code", name="uq_agencies_code"),
        Index("ix_agencies_region_code_code", "region_code", "code"),
        Index("ix_agencies_parent_code_code", "parent_code", "code"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    code: Mapped[str] = mapped_column(String(64), comment="stable, chosen by the operator: 220104-amr")
    name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[AgencyKind] = mapped_column(named(AgencyKind))
    level: Mapped[Level] = mapped_column(named(Level))
    region_code: Mapped[str] = mapped_column(String(6), comment="GB/T 2260; 100000 for the country")
    parent_code: Mapped[str | None] = mapped_column(
        ForeignKey("agencies.code", name="fk_agencies_parent_code_agencies"), comment="who is above it"
    )
    phone: Mapped[str | None] = mapped_column(String(100), comment="as dialled there; several by semicolon")
    matters: Mapped[list[str]] = mapped_column(Json, comment="codes of services.yml; empty: all of its kind")
    active: Mapped[bool]
    source: Mapped[str] = mapped_column(String(200), comment="where the line comes from")
    updated_at: Mapped[dt.datetime] = mapped_column(Instant)


class PlatformHome(Base):
    """Where the operator of an online platform has its domicile (第十三条)."""

    __tablename__ = "platform_homes"

    key: Mapped[str] = mapped_column(
        String(100), primary_key=True, comment="the name as compared: see desk.agencies.register.platform_key"
    )
    platform: Mapped[str] = mapped_column(String(100), comment="the name as people write it")
    operator: Mapped[str] = mapped_column(String(200), comment="the company that runs it")
    region_code: Mapped[str] = mapped_column(String(6), comment="GB/T 2260 of the operator's domicile")
    source: Mapped[str] = mapped_column(String(200), comment="where that is published")
    updated_at: Mapped[dt.datetime] = mapped_column(Instant)


class AgencyRegister(Base):
    """One row: the stamp of the tree's present content. Whoever imports locks it, whoever caches compares it."""

    __tablename__ = "agency_register"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    stamp: Mapped[str] = mapped_column(String(36), comment="drawn anew by each import that changes something")
    updated_at: Mapped[dt.datetime] = mapped_column(Instant)
