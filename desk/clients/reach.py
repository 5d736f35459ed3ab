"""Which cases a client may see at all."""

from desk.cases.model import Case
from desk.clients.registry import ApiClient


def reaches(client: ApiClient, case: Case) -> bool:
    """Whether the case lies with the client's agency; always for a client of no agency in particular.

    A case that lies with nobody yet is out of reach of every agency.
    """
    return client.agency_id is None or client.agency_id == case.agency_id
