"""Enrolling enterprises, changing and finding them; who enrols and changes stands in the audit log. The caller opens
the transaction; nothing here commits."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import flag_modified

from desk.audit.actions import AuditAction, subject_of
from desk.audit.service import audit_at_end
from desk.cases.disputes import respondent_key
from desk.cases.model import Case
from desk.enterprises.errors import EnterpriseCodeTaken, EnterpriseNameTaken, EnterpriseNotFound
from desk.enterprises.model import Enterprise, EnterpriseName
from desk.enterprises.names import Named, NameKind, shop_key
from desk.enterprises.schemas import EnterpriseIn, EnterprisePatch, EnterpriseQuery, Shop
from desk.ids import new_id
from desk.privacy.vault import Vault


async def enrol(
    session: AsyncSession, vault: Vault, told: EnterpriseIn, *, actor: str, now: dt.datetime
) -> Enterprise:
    """Add an enterprise with its names. Raises EnterpriseCodeTaken, EnterpriseNameTaken."""
    columns = told.model_dump(exclude={"aliases", "shops"})
    enterprise = Enterprise(id=new_id(), enrolled_at=now, updated_at=now, **columns)
    await _store(session, enterprise)
    await _name(session, enterprise, told.aliases, told.shops)
    audit_at_end(
        session,
        vault,
        action=AuditAction.ENTERPRISE_ENROL,
        actor=actor,
        subject=subject_of("enterprise", enterprise.id),
        detail={"code": enterprise.code, "active": enterprise.active},
        now=now,
    )
    return enterprise


async def amend(
    session: AsyncSession,
    vault: Vault,
    enterprise: Enterprise,
    told: EnterprisePatch,
    *,
    actor: str,
    now: dt.datetime,
) -> Enterprise:
    """Change what was given; the caller holds its row. Raises EnterpriseCodeTaken, EnterpriseNameTaken."""
    before = await _standing(session, enterprise)
    given = told.model_dump(exclude_unset=True, exclude={"aliases", "shops"})
    for column, value in given.items():
        setattr(enterprise, column, value)
    enterprise.updated_at = now
    flag_modified(enterprise, "updated_at")  # a version for a change of names alone, in the same instant too
    await _store(session, enterprise)
    if told.model_fields_set & {"name", "aliases", "shops"}:
        await session.execute(delete(EnterpriseName).where(EnterpriseName.enterprise_id == enterprise.id))
        await _name(
            session,
            enterprise,
            told.aliases if "aliases" in told.model_fields_set else before["aliases"],
            told.shops if "shops" in told.model_fields_set else before["shops"],
        )
    after = await _standing(session, enterprise)
    changed = sorted(name for name in after if after[name] != before[name])
    if changed:
        leaves = "active" in changed and not enterprise.active
        audit_at_end(
            session,
            vault,
            action=AuditAction.ENTERPRISE_LEAVE if leaves else AuditAction.ENTERPRISE_CHANGE,
            actor=actor,
            subject=subject_of("enterprise", enterprise.id),
            detail={"code": enterprise.code, "fields": changed},
            now=now,
        )
    return enterprise


async def _standing(session: AsyncSession, enterprise: Enterprise) -> dict[str, Any]:
    """What its enrolment says now, by the names of EnterprisePatch."""
    names = await names_of(session, [enterprise.id])
    aliases, shops = split(names.get(enterprise.id, ()))
    columns = EnterprisePatch.model_fields.keys() - {"aliases", "shops"}
    standing: dict[str, Any] = {column: getattr(enterprise, column) for column in columns}
    return standing | {"aliases": aliases, "shops": shops}


async def _store(session: AsyncSession, enterprise: Enterprise) -> None:
    code = enterprise.code  # read now: what was rolled back cannot be read
    try:
        async with session.begin_nested():
            session.add(enterprise)
    except IntegrityError as error:
        raise EnterpriseCodeTaken(extra={"enterprise": code}) from error


async def _name(
    session: AsyncSession, enterprise: Enterprise, aliases: Iterable[str], shops: Iterable[Shop]
) -> None:
    """Write its names. An alias that compares like another name of its own is not kept apart."""
    rows: dict[str, dict[str, Any]] = {
        respondent_key(enterprise.name): {"kind": NameKind.NAME, "name": enterprise.name}
    }
    for alias in aliases:
        rows.setdefault(respondent_key(alias), {"kind": NameKind.ALIAS, "name": alias})
    for shop in shops:
        rows.setdefault(
            shop_key(shop.platform, shop.shop),
            {"kind": NameKind.SHOP, "name": shop.shop, "platform": shop.platform},
        )
    code = enterprise.code
    try:
        async with session.begin_nested():
            session.add_all(
                EnterpriseName(id=new_id(), enterprise_id=enterprise.id, key=key, **columns)
                for key, columns in rows.items()
            )
    except IntegrityError as error:
        raise EnterpriseNameTaken(extra={"enterprise": code}) from error


async def find_enterprise(session: AsyncSession, code: str, *, lock: bool = False) -> Enterprise:
    """The enterprise with this code. lock: hold its row. Raises EnterpriseNotFound."""
    found = select(Enterprise).where(Enterprise.code == code)
    enterprise = await session.scalar(found.with_for_update() if lock else found)
    if enterprise is None:
        raise EnterpriseNotFound
    return enterprise


async def is_enrolled(session: AsyncSession, enterprise_id: str) -> bool:
    """Whether there is an enterprise with this id, active or not."""
    return await session.get(Enterprise, enterprise_id) is not None


async def list_enterprises(
    session: AsyncSession, query: EnterpriseQuery
) -> tuple[list[Enterprise], str | None]:
    """One page, newest first, and the cursor of the next one."""
    wanted = select(Enterprise).order_by(Enterprise.id.desc()).limit(query.limit + 1)
    if query.cursor is not None:
        wanted = wanted.where(Enterprise.id < query.cursor.lower())
    if query.active is not None:
        wanted = wanted.where(Enterprise.active == query.active)
    found = list(await session.scalars(wanted))
    page = found[: query.limit]
    return page, page[-1].id if len(found) > query.limit else None


async def names_of(session: AsyncSession, enterprise_ids: Iterable[str]) -> dict[str, list[EnterpriseName]]:
    """Enterprise id to its names, in one query."""
    found = await session.scalars(
        select(EnterpriseName)
        .where(EnterpriseName.enterprise_id.in_(set(enterprise_ids)))
        .order_by(EnterpriseName.id)
    )
    told: dict[str, list[EnterpriseName]] = {}
    for row in found:
        told.setdefault(row.enterprise_id, []).append(row)
    return told


def split(names: Iterable[EnterpriseName]) -> tuple[list[str], list[Shop]]:
    """The aliases and the shops among its names."""
    kept = list(names)
    return (
        [row.name for row in kept if row.kind is NameKind.ALIAS],
        [Shop(platform=row.platform or "", shop=row.name) for row in kept if row.kind is NameKind.SHOP],
    )


def named_in(case: Case) -> Named:
    """Whom a case is about. The key is made anew: cases filed before names were compared have none."""
    return Named(
        name=case.respondent_name,
        platform=case.respondent_platform,
        shop=case.respondent_shop,
        address=case.respondent_address,
        place=case.region_code,
    )


async def recognise(session: AsyncSession, case: Case) -> Enterprise | None:
    """The active enterprise that a case is certainly about; None when that is not certain.

    A shop is the same wherever its buyers are; a name counts only where the enterprise does business. Where
    shop and name lead to two enterprises, nothing is certain.
    """
    told = named_in(case)
    keys = [key for key in (told.by_shop, told.by_name) if key is not None]
    rows = await session.execute(
        select(Enterprise, EnterpriseName.key)
        .join(EnterpriseName, EnterpriseName.enterprise_id == Enterprise.id)
        .where(EnterpriseName.key.in_(keys), Enterprise.active)
    )
    found = {
        enterprise.id: enterprise
        for enterprise, key in rows
        if key == told.by_shop or told.may_lie_in(enterprise.region_code)
    }
    return next(iter(found.values())) if len(found) == 1 else None
