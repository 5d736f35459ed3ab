"""Which cases a client, or a member of staff, may see at all: those of its agency and of the agencies below it."""

from collections.abc import Collection
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from desk.agencies.service import subtree_ids
from desk.cases.errors import CaseNotFound
from desk.cases.model import Case
from desk.cases.reading import find_case


class OfAgency(Protocol):
    """A program or a member of staff. agency_id: whose cases it sees, with those below; None: all."""

    @property
    def agency_id(self) -> str | None: ...


async def reach_of(session: AsyncSession, client: OfAgency) -> frozenset[str] | None:
    """Ids of the agencies whose cases the client may see; None for a client of no agency in particular."""
    return None if client.agency_id is None else await subtree_ids(session, client.agency_id)


async def within(
    session: AsyncSession, client: OfAgency, wanted: Collection[str] | None
) -> frozenset[str] | None:
    """The agencies whose cases a list shows when `wanted` ones are asked for; None for all of them. A client of an
    agency gets no more than its own, whatever it asks for."""
    own = await reach_of(session, client)
    asked = None if wanted is None else frozenset(wanted)
    if own is None or asked is None:
        return asked if own is None else own
    return own & asked


async def agencies_meant(
    session: AsyncSession, client: OfAgency, agency_id: str | None, *, subtree: bool
) -> list[str] | None:
    """The agencies that a list or a figure is about when `agency_id` is asked for, with those below it when
    `subtree`; None for all of them, an empty list when nothing is left. See `within`."""
    wanted = None
    if agency_id is not None:
        agency_id = agency_id.lower()
        wanted = await subtree_ids(session, agency_id) if subtree else frozenset({agency_id})
    meant = await within(session, client, wanted)
    return None if meant is None else sorted(meant)


async def reaches(session: AsyncSession, client: OfAgency, case: Case) -> bool:
    """Whether the case lies within the client's reach. One that lies with nobody yet is out of every agency's."""
    own = await reach_of(session, client)
    return own is None or case.agency_id in own


async def find_for(
    session: AsyncSession, client: OfAgency, reference: str, *, lock: bool = False, restricted: bool = False
) -> Case:
    """As find_case; out of reach is as if it were not there. Raises CaseNotFound."""
    case = await find_case(session, reference, lock=lock, restricted=restricted)
    if not await reaches(session, client, case):
        raise CaseNotFound
    return case
