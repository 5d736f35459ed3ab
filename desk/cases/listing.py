"""The list of cases: filters, pages, full text. Nothing here writes.

Its cost must not grow with the cases stored. A page is read from an index that has the filter's value first
and the order behind it, and reading stops with the page. For a filter with several values, an agency with those
below it or a region with its counties, the newest cases are looked through first; when they do not fill the
page, one such page is read for each value (desk.cases.streams), of which the newest are kept.
"""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases import search
from desk.cases.disputes import respondent_key
from desk.cases.errors import InvalidQuery
from desk.cases.model import Case
from desk.cases.schemas import CaseQuery
from desk.cases.streams import streams
from desk.cases.terms import terms
from desk.cases.wording import CURSOR_UNKNOWN, NOTHING_TO_FIND
from desk.clock import midnight
from desk.errors import FieldError

LOOKED_THROUGH = 1000  # cases
MAX_STREAMS = 240  # pages read for one; the largest province has some 200 counties
COUNTY = 6  # digits of a code of GB/T 2260

Condition = ColumnElement[bool]

# A restricted case is kept because the law says so and for nothing else (个人信息保护法 第四十七条第二款): to
# everybody who asks it is not there. Only desk.privacy looks past this.
SHOWN = Case.restricted_at.is_(None)


async def list_cases(
    session: AsyncSession, query: CaseQuery, *, agency_ids: Sequence[str] | None = None
) -> tuple[list[Case], str | None]:
    """One page, newest first, and the cursor of the next one; the cursor is the id of the last case shown.

    agency_ids: the agencies meant, instead of the query's one: those below it, or those the caller may see;
    None: that one alone, or all. Restricted cases are left out; erased ones are listed, but not found by words.
    Newest is by id, within a period by time of receipt.
    Raises InvalidQuery.
    """
    agencies = None if agency_ids is None else list(agency_ids)
    if agencies is None and query.agency_id is not None:
        agencies = [query.agency_id.lower()]
    if query.q is not None:
        found = await _found(session, query, query.q, agencies)
    else:
        found = await _filtered(session, query, agencies)
    page = found[: query.limit]
    return page, page[-1].id if len(found) > query.limit else None


async def _filtered(session: AsyncSession, query: CaseQuery, agencies: list[str] | None) -> list[Case]:
    wanted = await filtered(session, query, agencies)
    for one in wanted:
        found = list(await session.scalars(one))
        if len(found) > query.limit:
            break
    return found


async def filtered(session: AsyncSession, query: CaseQuery, agencies: list[str] | None) -> list[Select[Case]]:
    """What to ask for a page, each the whole answer if it fills the page, the last in any case."""
    order = (Case.created_at.desc(), Case.id.desc()) if _has_period(query) else (Case.id.desc(),)
    conditions = [*_equal(query), *_period(query), *await _after(session, query)]

    def page(*more: Condition) -> Select[Case]:
        return select(Case).where(*conditions, *more).order_by(*order).limit(query.limit + 1)

    several = agencies is not None and len(agencies) > 1
    plain = page(*_of_agencies(agencies), *_in_region(query))
    if _has_period(query) or not (several or _is_wide(query)):
        return [plain]
    if several:
        column, values, other = Case.agency_id, agencies or [], _in_region(query)
    else:
        column, values, other = Case.region_code, await _counties(session, query), _of_agencies(agencies)
    if len(values) > MAX_STREAMS:
        return [plain]
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    ids = streams(page(*other).with_only_columns(Case.id), column, values, is_sqlite=is_sqlite)
    merged = select(Case).where(Case.id.in_(ids)).order_by(*order).limit(query.limit + 1)
    return [plain.where(_among_newest(query)), merged]


def _among_newest(query: CaseQuery) -> Condition:
    """The newest cases behind the cursor, few enough to look at one by one: most often they fill the page."""
    newest = select(Case.id).order_by(Case.id.desc()).offset(LOOKED_THROUGH).limit(1)
    if query.cursor is not None:
        newest = newest.where(Case.id < query.cursor.lower())
    return Case.id > func.coalesce(newest.scalar_subquery(), "")


async def _found(
    session: AsyncSession, query: CaseQuery, typed: str, agencies: list[str] | None
) -> list[Case]:
    asked = terms(typed)
    if not asked:
        raise InvalidQuery(errors=(FieldError("/q", "nothing_to_find", NOTHING_TO_FIND),))
    until = None if query.cursor is None else await search.before(session, query.cursor.lower())
    conditions = [*_equal(query), *_period(query), *_of_agencies(agencies), *_in_region(query)]
    found: list[Case] = []
    for wanted in await search.found(session, asked, until=until):
        found = list(await session.scalars(wanted.where(*conditions).limit(query.limit + 1)))
        if len(found) > query.limit:
            break
    return found


def _has_period(query: CaseQuery) -> bool:
    return query.received_from is not None or query.received_until is not None


def _is_wide(query: CaseQuery) -> bool:
    return query.region_code is not None and len(query.region_code) < COUNTY


def _equal(query: CaseQuery) -> list[Condition]:
    wanted: list[Condition] = [SHOWN]
    for name in ("kind", "state", "category", "channel", "conversation_id"):
        value = getattr(query, name)
        if value is not None:
            wanted.append(getattr(Case, name) == value)
    if query.respondent is not None:
        wanted.append(Case.respondent_key == respondent_key(query.respondent))
    if query.open is not None:
        wanted.append(Case.closed_at.is_(None) if query.open else Case.closed_at.is_not(None))
    return wanted


def _period(query: CaseQuery) -> list[Condition]:
    """From the first to the last day, both whole, counted in China."""
    wanted: list[Condition] = []
    if query.received_from is not None:
        wanted.append(Case.created_at >= midnight(query.received_from))
    if query.received_until is not None:
        wanted.append(Case.created_at < midnight(query.received_until + dt.timedelta(days=1)))
    return wanted


async def _after(session: AsyncSession, query: CaseQuery) -> list[Condition]:
    """Behind the last case shown. Raises InvalidQuery when a period's page has no such case."""
    if query.cursor is None:
        return []
    last = query.cursor.lower()
    if not _has_period(query):
        return [Case.id < last]
    at = await session.scalar(select(Case.created_at).where(Case.id == last))
    if at is None:
        raise InvalidQuery(errors=(FieldError("/cursor", "cursor_unknown", CURSOR_UNKNOWN),))
    return [Case.created_at <= at, or_(Case.created_at < at, Case.id < last)]


def _of_agencies(agencies: list[str] | None) -> list[Condition]:
    if agencies is None:
        return []
    if len(agencies) == 1:
        return [Case.agency_id == agencies[0]]
    # The expression hides the index: so many agencies have so many of the cases that walking them is shorter.
    return [func.coalesce(Case.agency_id, "").in_(agencies)]


def _in_region(query: CaseQuery) -> list[Condition]:
    if query.region_code is None:
        return []
    if not _is_wide(query):
        return [Case.region_code == query.region_code]
    return [func.coalesce(Case.region_code, "").between(*_span(query.region_code))]  # hidden as above


def _span(prefix: str) -> tuple[str, str]:
    """First and last code of a province or prefecture: 2201 gives 220100 and 220199."""
    return prefix.ljust(COUNTY, "0"), prefix.ljust(COUNTY, "9")


async def _counties(session: AsyncSession, query: CaseQuery) -> list[str]:
    """The codes in use there, found by leaping through the index from one to the next."""
    assert query.region_code is not None
    first, last = _span(query.region_code)
    begun = select(func.min(Case.region_code).label("code")).where(Case.region_code.between(first, last))
    codes = begun.cte("codes", recursive=True)
    beyond = select(func.min(Case.region_code)).where(
        Case.region_code > codes.c.code, Case.region_code <= last
    )
    following = select(beyond.scalar_subquery()).where(codes.c.code.is_not(None))
    codes = codes.union_all(following)
    used = select(codes.c.code).where(codes.c.code.is_not(None)).limit(MAX_STREAMS + 1)
    return [code for code in await session.scalars(used) if code is not None]
