"""Which cases a client may see at all."""

from sqlalchemy.ext.asyncio import AsyncSession

from desk.agencies.service import subtree_ids
from desk.cases.model import Case
from desk.clients.registry import ApiClient


async def reach_of(session: AsyncSession, client: ApiClient) -> frozenset[str] | None:
    """Ids of the agencies whose cases it may see; None for a client of no agency in particular: all of them."""
    return None if client.agency_id is None else await subtree_ids(session, client.agency_id)


async def reaches(session: AsyncSession, client: ApiClient, case: Case) -> bool:
    """Whether the case lies with the client's agency or below it.

    One that lies with nobody yet, or a client of an agency that is not there, is out of reach.
    """
    agencies = await reach_of(session, client)
    return agencies is None or case.agency_id in agencies
