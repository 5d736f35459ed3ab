"""The work list: one heading, filtered, in the order in which the law presses. Nothing here writes.

The earliest last day of a case stands on its row (desk.clocks.service.keep_next_due), so a page is read from an index in
order and reading stops with the page; what it costs does not grow with the cases that have ended. The day passes by
itself: headings are spans of days, nothing has to be moved at midnight.
"""

import datetime as dt
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, func, literal, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from desk.cases import search
from desk.cases.errors import InvalidQuery
from desk.cases.listing import SHOWN
from desk.cases.model import Case
from desk.cases.terms import terms
from desk.cases.wording import CURSOR_UNKNOWN, NOTHING_TO_FIND
from desk.clock import legal_day
from desk.clocks.kinds import ClockState
from desk.clocks.model import CaseClock
from desk.errors import FieldError
from desk.ids import is_uuid
from desk.labels.model import CaseLabel
from desk.labels.service import labels_of
from desk.worklist.buckets import Bucket, days_of
from desk.worklist.schemas import MOST_COUNTED, NOBODY, WorkItem, WorkPage, WorkQuery

Condition = ColumnElement[bool]
EQUAL = ("kind", "state", "category", "topic", "channel")  # names of filters and of columns
COUNTY = 6  # digits of a code of GB/T 2260


async def work_list(
    session: AsyncSession, query: WorkQuery, *, agency_ids: Collection[str] | None, now: dt.datetime
) -> WorkPage:
    """One page of one heading: by last day, earliest first; without a clock oldest first, ended ones newest first.

    agency_ids: of these agencies only; None: of all, also cases that lie with none yet.
    Raises InvalidQuery.
    """
    wanted = (
        select(Case)
        .where(*_under(query.bucket, legal_day(now)), *_filters(session, query, agency_ids))
        .order_by(*_order(query.bucket))
        .limit(query.limit + 1)
    )
    if query.cursor is not None:
        wanted = wanted.where(_behind(query.bucket, query.cursor))
    found = list(await session.scalars(wanted))
    page = found[: query.limit]
    clocks, labels = await _clocks(session, page), await labels_of(session, [case.id for case in page])
    items = tuple(WorkItem(case, clocks.get(case.id), labels.get(case.id, ())) for case in page)
    return WorkPage(items, _cursor(query.bucket, page[-1]) if len(found) > query.limit else None)


async def work_counts(
    session: AsyncSession, query: WorkQuery, *, agency_ids: Collection[str] | None, now: dt.datetime
) -> dict[Bucket, int]:
    """How many stand under each heading with these filters, MOST_COUNTED at most: counting stops there, so that the
    tabs cost no more than the page. Raises InvalidQuery."""
    filters, today = _filters(session, query, agency_ids), legal_day(now)
    counts = []
    for bucket in Bucket:
        some = select(literal(1)).select_from(Case).where(*_under(bucket, today), *filters)
        some = some.limit(MOST_COUNTED)
        counted = select(func.count()).select_from(some.subquery()).scalar_subquery()
        counts.append(counted.label(bucket.value))
    row = (await session.execute(select(*counts))).one()
    return {bucket: getattr(row, bucket.value) for bucket in Bucket}


def _under(bucket: Bucket, today: dt.date) -> list[Condition]:
    days = days_of(bucket, today)
    if days is None:
        closed = Case.closed_at.is_not(None) if bucket is Bucket.CLOSED else Case.closed_at.is_(None)
        return [Case.next_due_on.is_(None), closed]
    wanted = []
    if days.first is not None:
        wanted.append(Case.next_due_on >= days.first)
    if days.last is not None:
        wanted.append(Case.next_due_on <= days.last)
    return wanted


def _filters(session: AsyncSession, query: WorkQuery, agency_ids: Collection[str] | None) -> list[Condition]:
    wanted: list[Condition] = [SHOWN]
    wanted += [getattr(Case, name) == value for name in EQUAL if (value := getattr(query, name)) is not None]
    if agency_ids is not None:
        wanted.append(Case.agency_id.in_(agency_ids))
    if query.agency_id is not None:
        wanted.append(Case.agency_id == query.agency_id.lower())
    if query.assignee is not None:
        nobody = query.assignee == NOBODY
        wanted.append(Case.assignee_id.is_(None) if nobody else Case.assignee_id == query.assignee.lower())
    if query.region_code is not None:
        first, last = query.region_code.ljust(COUNTY, "0"), query.region_code.ljust(COUNTY, "9")
        wanted.append(Case.region_code.between(first, last))
    if query.amount_from is not None:
        wanted.append(Case.amount_fen >= query.amount_from)
    if query.amount_to is not None:
        wanted.append(Case.amount_fen <= query.amount_to)
    if query.label is not None:
        wanted.append(Case.id.in_(select(CaseLabel.case_id).where(CaseLabel.name == query.label)))
    if query.q is not None:
        wanted.append(Case.id.in_(search.ids(session, _terms(query.q))))
    return wanted


def _terms(typed: str) -> list[str]:
    """Raises InvalidQuery."""
    asked = terms(typed)
    if not asked:
        raise InvalidQuery(errors=(FieldError("/q", "nothing_to_find", NOTHING_TO_FIND),))
    return asked


def _key(bucket: Bucket) -> InstrumentedAttribute[dt.date | None] | InstrumentedAttribute[dt.datetime | None]:
    """What the heading is ordered by before the id."""
    return Case.closed_at if bucket is Bucket.CLOSED else Case.next_due_on


def _order(bucket: Bucket) -> list[ColumnElement[Any]]:
    match bucket:
        case Bucket.NONE:
            return [Case.id.asc()]
        case Bucket.CLOSED:
            return [Case.closed_at.desc(), Case.id.desc()]
        case _:
            return [Case.next_due_on.asc(), Case.id.asc()]


def _cursor(bucket: Bucket, case: Case) -> str:
    """Where the page ends: the key of the order and the id."""
    if bucket is Bucket.NONE:
        return case.id
    key = case.closed_at if bucket is Bucket.CLOSED else case.next_due_on
    assert key is not None
    return f"{key.isoformat()}_{case.id}"


def _behind(bucket: Bucket, cursor: str) -> Condition:
    """The cases after the last one shown. Raises InvalidQuery for a cursor that no page of this heading gave."""
    key, _, case_id = cursor.lower().rpartition("_")
    if not is_uuid(case_id) or (bucket is Bucket.NONE and key):
        raise _unknown()
    if bucket is Bucket.NONE:
        return Case.id > case_id
    try:
        if bucket is Bucket.CLOSED:
            at = dt.datetime.fromisoformat(key)
            if at.tzinfo is None:
                raise _unknown()
            return or_(Case.closed_at < at, (Case.closed_at == at) & (Case.id < case_id))
        return tuple_(Case.next_due_on, Case.id) > (dt.date.fromisoformat(key), case_id)
    except ValueError:
        raise _unknown() from None


def _unknown() -> InvalidQuery:
    return InvalidQuery(errors=(FieldError("/cursor", "cursor_unknown", CURSOR_UNKNOWN),))


async def _clocks(session: AsyncSession, cases: list[Case]) -> dict[str, CaseClock]:
    """Case id to the clock that runs out first."""
    rows = await session.scalars(
        select(CaseClock)
        .where(
            CaseClock.case_id.in_([case.id for case in cases if case.next_due_on is not None]),
            CaseClock.state == ClockState.RUNNING,
        )
        .order_by(CaseClock.due_on.desc(), CaseClock.id.desc())
    )
    return {clock.case_id: clock for clock in rows}  # the earliest comes last and stays
