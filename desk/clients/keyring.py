"""Clients found by the keys of the table, remembered for a moment."""

import datetime as dt
import logging
from collections import OrderedDict
from dataclasses import dataclass

from sqlalchemy import or_, select, update

from desk.clients.keys import opens, prefix_of
from desk.clients.model import Client, ClientKey
from desk.clients.registry import ApiClient, Scope
from desk.clock import Clock
from desk.store.database import DATABASE_AWAY, Database

log = logging.getLogger("desk.clients")

# A key revoked on one desk is refused by all of them this much later, whether they share a Redis or not.
REMEMBERED = dt.timedelta(seconds=3)
MAX_REMEMBERED = 1000  # prefixes, known and unknown ones
USE_NOTED_EVERY = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Known:
    """What the table said of a prefix at `read_at`; `client` is None where no key of that prefix is valid."""

    read_at: dt.datetime
    client_id: str = ""
    digest: str = ""
    client: ApiClient | None = None
    valid_until: dt.datetime | None = None


class Keyring:
    """A ClientRegistry over the table. Unknown prefixes are remembered too: guessing costs one query each."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._known: OrderedDict[str, Known] = OrderedDict()
        self._noted: dict[str, dt.datetime] = {}  # client id to when its use was written last

    async def find(self, token: str) -> ApiClient | None:
        prefix = prefix_of(token)
        if prefix is None:
            return None
        now = self._clock()
        known = self._known.get(prefix)
        # A clock set back makes the age negative; then what is remembered counts as old.
        if known is None or not dt.timedelta(0) <= now - known.read_at < REMEMBERED:
            known = await self._read(prefix, now)
            self._remember(prefix, known)
        if known.client is None or not opens(token, known.digest):
            return None
        if known.valid_until is not None and known.valid_until <= now:
            return None
        await self._note_use(known.client_id, now)
        return known.client

    def _remember(self, prefix: str, known: Known) -> None:
        self._known[prefix] = known
        self._known.move_to_end(prefix)
        while len(self._known) > MAX_REMEMBERED:
            self._known.popitem(last=False)

    async def _read(self, prefix: str, now: dt.datetime) -> Known:
        async with self._database.read() as session:
            found = await session.execute(
                select(ClientKey, Client)
                .join(Client, Client.id == ClientKey.client_id)
                .where(ClientKey.prefix == prefix)
            )
            row = found.one_or_none()
        if row is None or row.Client.revoked_at is not None:
            return Known(now)
        ends = [end for end in (row.ClientKey.valid_until, row.Client.expires_at) if end is not None]
        return Known(
            now, row.Client.id, row.ClientKey.digest, as_client(row.Client), min(ends) if ends else None
        )

    async def _note_use(self, client_id: str, now: dt.datetime) -> None:
        """Write when the client called last, at most once a minute over all desks. A call never fails for it."""
        noted = self._noted.get(client_id)
        if noted is not None and now - noted < USE_NOTED_EVERY:
            return
        self._noted[client_id] = now
        long_ago = or_(Client.last_used_at.is_(None), Client.last_used_at <= now - USE_NOTED_EVERY)
        try:
            async with self._database.write() as session:
                await session.execute(
                    update(Client).where(Client.id == client_id, long_ago).values(last_used_at=now)
                )
        except DATABASE_AWAY as error:
            log.warning("use of client %s not noted: %s", client_id, type(error).__name__)


def as_client(row: Client) -> ApiClient:
    """The row as the guard and the handlers know it. A scope of a newer desk grants nothing here."""
    known = {scope.value: scope for scope in Scope}
    return ApiClient(
        row.name,
        frozenset(known[scope] for scope in row.scopes if scope in known),
        enterprise_id=row.enterprise_id,
        agency_id=row.agency_id,
        per_minute=row.per_minute,
    )
