"""Tables of enrolled enterprises. Nothing here is personal: names and codes stand on the public register."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desk.enterprises.names import NameKind
from desk.store.base import Base, Instant, named


class Enterprise(Base):
    """A business that answers complaints before the authority does (在线消费纠纷解决企业)."""

    __tablename__ = "enterprises"
    __table_args__ = (
        UniqueConstraint("code", name="uq_enterprises_code"),
        UniqueConstraint("uscc", name="uq_enterprises_uscc"),
        Index("ix_enterprises_active_id", "active", "id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    code: Mapped[str] = mapped_column(String(64), comment="what programs and actors call it; never changes")
    name: Mapped[str] = mapped_column(String(200), comment="as on its licence")
    uscc: Mapped[str | None] = mapped_column(String(18), comment="unified social credit code, GB 32100")
    region_code: Mapped[str | None] = mapped_column(
        String(6), comment="GB/T 2260 of where it does business; null: everywhere"
    )
    agency_id: Mapped[str | None] = mapped_column(String(36), comment="who enrolled it; see desk.agencies")
    active: Mapped[bool] = mapped_column(comment="whether complaints are offered to it")
    version: Mapped[int] = mapped_column(comment="grows with each change; the ETag")
    enrolled_at: Mapped[dt.datetime] = mapped_column(Instant)
    updated_at: Mapped[dt.datetime] = mapped_column(Instant)

    __mapper_args__: dict[str, Any] = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's declaration


class EnterpriseName(Base):
    """A name by which complaints find it. One name leads to one enterprise."""

    __tablename__ = "enterprise_names"
    __table_args__ = (
        UniqueConstraint("key", name="uq_enterprise_names_key"),
        Index("ix_enterprise_names_enterprise_id_id", "enterprise_id", "id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    enterprise_id: Mapped[str] = mapped_column(
        ForeignKey("enterprises.id", name="fk_enterprise_names_enterprise_id_enterprises")
    )
    kind: Mapped[NameKind] = mapped_column(named(NameKind))
    key: Mapped[str] = mapped_column(String(420), comment="as compared: see desk.enterprises.names")
    name: Mapped[str] = mapped_column(String(200), comment="as written")
    platform: Mapped[str | None] = mapped_column(String(100), comment="of a shop")
