"""Counting failures in a row by name and by address. Nothing here commits.

A try is counted before the password is looked at and taken back when it was right. So a hundred tries at once
count as a hundred, and a desk that dies in the middle forgets none.
"""

import datetime as dt
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from desk.privacy.vault import Vault
from desk.staff.errors import TooManyAttempts
from desk.staff.model import StaffThrottle
from desk.staff.rules import BY_ADDRESS, BY_NAME, FORGOTTEN, Patience, wait_after


def name_key(vault: Vault, name: str) -> str:
    """Where failures of a name are counted, whether anybody has it or not."""
    return vault.digest("staff name", name)


def address_key(vault: Vault, address: str) -> str:
    """Where failures from an address are counted."""
    return vault.digest("staff address", address)


async def count_attempt(
    session: AsyncSession, vault: Vault, *, name: str, address: str, now: dt.datetime
) -> dt.timedelta:
    """Count one try of `name` from `address`; how long the name must wait if it fails. Raises TooManyAttempts."""
    rows = []
    for key in (name_key(vault, name), address_key(vault, address)):  # always in this order: no deadlock
        row = await _locked(session, key, now=now)
        if row.blocked_until is not None and row.blocked_until > now:
            raise TooManyAttempts.until(row.blocked_until - now)
        rows.append(row)
    wait = _count(rows[0], BY_NAME, now=now)
    _count(rows[1], BY_ADDRESS, now=now)
    await session.flush()
    return wait


def _count(row: StaffThrottle, patience: Patience, *, now: dt.datetime) -> dt.timedelta:
    row.failures = 1 if now - row.failed_at >= FORGOTTEN else row.failures + 1
    wait = wait_after(row.failures, patience)
    row.failed_at, row.blocked_until = now, now + wait
    return wait


async def _locked(session: AsyncSession, key: str, *, now: dt.datetime) -> StaffThrottle:
    dialect: Any = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}.get(
        session.get_bind().dialect.name, insert
    )
    first = dialect(StaffThrottle).values(key=key, failures=0, failed_at=now)
    await session.execute(first.on_conflict_do_nothing())
    return await session.get_one(StaffThrottle, key, with_for_update=True, populate_existing=True)


async def take_back(
    session: AsyncSession, vault: Vault, *, name: str, address: str, now: dt.datetime
) -> None:
    """The try was right: the name begins anew, and of the address this one try counts no more. Others who share the
    address, or one guesser who knows one password, do not set it back."""
    await forget_failures(session, vault, name)
    row = await _locked(session, address_key(vault, address), now=now)
    row.failures = max(row.failures - 1, 0)
    row.blocked_until = None
    await session.flush()


async def forget_failures(session: AsyncSession, vault: Vault, name: str) -> None:
    """The name may be tried at once."""
    await session.execute(delete(StaffThrottle).where(StaffThrottle.key == name_key(vault, name)))


async def purge_throttles(session: AsyncSession, *, now: dt.datetime) -> None:
    """Drop what is too old to count."""
    await session.execute(delete(StaffThrottle).where(StaffThrottle.failed_at <= now - FORGOTTEN))


async def blocked_until(session: AsyncSession, vault: Vault, name: str) -> dt.datetime | None:
    """Until when the name must wait, if it must."""
    wanted = select(StaffThrottle.blocked_until).where(StaffThrottle.key == name_key(vault, name))
    found: dt.datetime | None = await session.scalar(wanted)
    return found
