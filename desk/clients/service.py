"""Adding clients, revoking them, exchanging their keys; each written down in the audit log. Nothing here commits."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from desk.agencies.service import subtree_ids
from desk.audit.actions import AuditAction, subject_of
from desk.audit.service import record_audit
from desk.clients.errors import ClientNameTaken, ClientNotFound, ClientRevoked
from desk.clients.keys import NewKey, new_key
from desk.clients.model import Client, ClientKey
from desk.clients.schemas import ClientIn, ClientOut, KeyOut
from desk.clients.wording import FIELD_ERRORS
from desk.enterprises.service import is_enrolled
from desk.errors import FieldError, InvalidBody
from desk.ids import is_uuid, new_id
from desk.privacy.vault import Vault
from desk.staff.model import StaffAccount


@dataclass(frozen=True)
class Issued:
    """A client and the key that is told once."""

    client: Client
    key: str


async def add_client(
    session: AsyncSession, vault: Vault, told: ClientIn, *, actor: str, now: dt.datetime
) -> Issued:
    """A client with its first key. Raises InvalidBody, ClientNameTaken."""
    if told.expires_at is not None and told.expires_at <= now:
        raise _refused("expires_at", "expires_in_the_past")
    if told.agency_id is not None and not await subtree_ids(session, told.agency_id):
        raise _refused("agency_id", "agency_unknown")
    if told.enterprise_id is not None and not await is_enrolled(session, told.enterprise_id):
        raise _refused("enterprise_id", "enterprise_unknown")
    if await session.scalar(select(StaffAccount.id).filter_by(name=told.name)) is not None:
        raise ClientNameTaken  # cases name both as officer:<name>
    client = Client(
        id=new_id(),
        name=told.name,
        scopes=sorted(scope.value for scope in set(told.scopes)),
        agency_id=told.agency_id,
        enterprise_id=told.enterprise_id,
        per_minute=told.per_minute,
        created_at=now,
        expires_at=told.expires_at,
    )
    try:
        async with session.begin_nested():
            session.add(client)
    except IntegrityError as error:
        raise ClientNameTaken from error
    key = await _add_key(session, client, now=now)
    await record_audit(
        session,
        vault,
        action=AuditAction.CLIENT_ADD,
        actor=actor,
        subject=subject_of("client", client.id),
        detail={
            "name": client.name,
            "scopes": client.scopes,
            "agency_id": client.agency_id,
            "enterprise_id": client.enterprise_id,
            "per_minute": client.per_minute,
            "expires_at": client.expires_at and client.expires_at.isoformat(),
            "key": key.prefix,
        },
        now=now,
    )
    return Issued(client, key.text)


def _refused(field: str, code: str) -> InvalidBody:
    return InvalidBody(errors=(FieldError(f"/{field}", code, FIELD_ERRORS[code]),))


async def find_client(session: AsyncSession, reference: str) -> Client:
    """The client with this id or name, its row locked. Raises ClientNotFound."""
    wanted = Client.id == reference.lower() if is_uuid(reference) else Client.name == reference
    client = await session.scalar(select(Client).where(wanted).with_for_update())
    if client is None:
        raise ClientNotFound
    return client


async def revoke_client(
    session: AsyncSession, vault: Vault, client: Client, *, actor: str, now: dt.datetime
) -> None:
    """No key of it opens anything any more. Harmless when that was so already."""
    if client.revoked_at is not None:
        return
    client.revoked_at = now
    subject = subject_of("client", client.id)
    await record_audit(
        session, vault, action=AuditAction.CLIENT_REVOKE, actor=actor, subject=subject, now=now
    )


async def rotate_key(
    session: AsyncSession,
    vault: Vault,
    client: Client,
    *,
    overlap: dt.timedelta,
    actor: str,
    now: dt.datetime,
) -> Issued:
    """A new key; the ones before work `overlap` longer, so that a program can be changed while it runs.

    Raises ClientRevoked.
    """
    if client.revoked_at is not None:
        raise ClientRevoked
    until = now + overlap
    for old in await valid_keys(session, [client.id], now=now):
        old.valid_until = until if old.valid_until is None else min(old.valid_until, until)
    key = await _add_key(session, client, now=now)
    await record_audit(
        session,
        vault,
        action=AuditAction.CLIENT_ROTATE,
        actor=actor,
        subject=subject_of("client", client.id),
        detail={"key": key.prefix, "others_until": until.isoformat()},
        now=now,
    )
    return Issued(client, key.text)


async def _add_key(session: AsyncSession, client: Client, *, now: dt.datetime) -> NewKey:
    key = new_key()  # 48 random bits of prefix: one taken already is a broken source of randomness
    session.add(ClientKey(prefix=key.prefix, client_id=client.id, digest=key.digest, created_at=now))
    await session.flush()
    return key


async def valid_keys(
    session: AsyncSession, client_ids: Sequence[str], *, now: dt.datetime
) -> Sequence[ClientKey]:
    """The keys of these clients that did not run out, oldest first."""
    wanted = select(ClientKey).where(ClientKey.client_id.in_(client_ids))
    found = await session.scalars(wanted.order_by(ClientKey.created_at, ClientKey.prefix))
    return [key for key in found if key.valid_until is None or key.valid_until > now]


async def list_clients(
    session: AsyncSession, *, cursor: str | None = None, limit: int
) -> tuple[Sequence[Client], str | None]:
    """One page, newest first, and the cursor of the next one: the id of the last client shown."""
    wanted = select(Client).order_by(Client.id.desc()).limit(limit + 1)
    if cursor is not None:
        wanted = wanted.where(Client.id < cursor)
    found = (await session.scalars(wanted)).all()
    page = found[:limit]
    return page, page[-1].id if len(found) > limit else None


async def show_clients(
    session: AsyncSession, clients: Sequence[Client], *, now: dt.datetime
) -> list[ClientOut]:
    """The clients with their valid keys, in one more query."""
    keys: dict[str, list[KeyOut]] = {}
    for key in await valid_keys(session, [client.id for client in clients], now=now):
        keys.setdefault(key.client_id, []).append(
            KeyOut(prefix=key.prefix, created_at=key.created_at, valid_until=key.valid_until)
        )
    return [
        ClientOut(
            id=client.id,
            name=client.name,
            scopes=client.scopes,
            agency_id=client.agency_id,
            enterprise_id=client.enterprise_id,
            per_minute=client.per_minute,
            created_at=client.created_at,
            expires_at=client.expires_at,
            revoked_at=client.revoked_at,
            last_used_at=client.last_used_at,
            keys=[] if client.revoked_at is not None else keys.get(client.id, []),
        )
        for client in clients
    ]
