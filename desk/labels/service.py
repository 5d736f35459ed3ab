"""Giving and taking labels; which there are. Adds and flushes, never commits."""

import datetime as dt
from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases.changes import Actor, ChangeKind
from desk.cases.changing import CaseDesk, record
from desk.cases.model import Case
from desk.cases.timeline import new_change
from desk.labels.errors import TooManyLabels
from desk.labels.model import CaseLabel
from desk.labels.rules import MOST, label_name

MOST_OFFERED = 100  # in a list to choose from


async def add_label(
    session: AsyncSession, desk: CaseDesk, case: Case, typed: str, *, actor: Actor, now: dt.datetime
) -> str:
    """Give the case, whose row the caller holds, a label; one that it has already stays. Returns it as kept.

    Raises LabelNotFitting, TooManyLabels.
    """
    name = label_name(typed)
    has = (await labels_of(session, [case.id])).get(case.id, ())
    if name in has:
        return name
    if len(has) >= MOST:
        raise TooManyLabels
    session.add(CaseLabel(case_id=case.id, name=name, added_by=str(actor), added_at=now))
    await _note(session, desk, case, {"added": name}, actor, now=now)
    return name


async def remove_label(
    session: AsyncSession, desk: CaseDesk, case: Case, name: str, *, actor: Actor, now: dt.datetime
) -> None:
    """Take a label from the case, whose row the caller holds; one that it has not is nothing."""
    label = await session.get(CaseLabel, (case.id, name))
    if label is not None:
        await session.delete(label)
        await _note(session, desk, case, {"removed": name}, actor, now=now)


async def _note(
    session: AsyncSession,
    desk: CaseDesk,
    case: Case,
    detail: dict[str, str],
    actor: Actor,
    *,
    now: dt.datetime,
) -> None:
    line = new_change(desk.vault, case, ChangeKind.LABELLED, actor, detail=detail, now=now)
    await record(session, desk, case, line, now=now, changes_case=False)


async def labels_of(session: AsyncSession, case_ids: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Case id to its labels, in the order of their characters; cases without any are left out."""
    found: dict[str, tuple[str, ...]] = {}
    rows = await session.execute(
        select(CaseLabel.case_id, CaseLabel.name)
        .where(CaseLabel.case_id.in_(case_ids))
        .order_by(CaseLabel.case_id, CaseLabel.name)
    )
    for case_id, name in rows:
        found[case_id] = (*found.get(case_id, ()), name)
    return found


async def labels_in_use(
    session: AsyncSession, *, agency_ids: Collection[str] | None
) -> tuple[tuple[str, int], ...]:
    """Labels of open cases within reach and how many have each, the most used first; at most MOST_OFFERED."""
    wanted = (
        select(CaseLabel.name, func.count())
        .join(Case, Case.id == CaseLabel.case_id)
        .where(Case.closed_at.is_(None), Case.restricted_at.is_(None))
        .group_by(CaseLabel.name)
        .order_by(func.count().desc(), CaseLabel.name)
        .limit(MOST_OFFERED)
    )
    if agency_ids is not None:
        wanted = wanted.where(Case.agency_id.in_(agency_ids))
    return tuple((name, count) for name, count in await session.execute(wanted))
