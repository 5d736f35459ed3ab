"""Signing in with a second step: switched on and off by oneself, asked for after the password."""

import datetime as dt
from typing import Any

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from desk.audit.actions import AuditAction
from desk.privacy.vault import SealBroken, Vault
from desk.staff.accounts import find_account, note
from desk.staff.codes import bare, new_recovery_codes, step_taken
from desk.staff.errors import CodeRefused, CodesRequired, SetupExpired
from desk.staff.model import StaffAccount, StaffRecoveryCode
from desk.staff.sessions import Found, end_others
from desk.staff.signed_in import actor_of
from desk.staff.signing_in import enter
from desk.staff.terms import StaffTerms
from desk.staff.throttles import count_attempt, take_back
from desk.store.database import Database

RECOVERY = "staff recovery code"  # purpose of the digest


def seal_setup(vault: Vault, account_id: str, secret: str) -> str:
    """What the page of the set-up carries until the first code was typed; kept nowhere else."""
    return vault.seal(f"{account_id} {secret}")


def open_setup(vault: Vault, account_id: str, sealed: str) -> str:
    """The secret, of this account alone. Raises SetupExpired."""
    try:
        owner, _, secret = vault.open(sealed).partition(" ")
    except (SealBroken, UnicodeEncodeError) as error:
        raise SetupExpired from error
    if owner != account_id or not secret:
        raise SetupExpired
    return secret


async def switch_on(
    session: AsyncSession,
    vault: Vault,
    account: StaffAccount,
    *,
    secret: str,
    code: str,
    session_id: str,
    now: dt.datetime,
) -> list[str]:
    """Ask for codes from now on; the recovery codes, told once. Other browsers, which had no code, are signed out.

    Raises CodeRefused.
    """
    step = step_taken(secret, code, after=None, now=now)
    if step is None:
        raise CodeRefused
    account.totp_sealed, account.totp_step = vault.seal(secret), step
    codes = await _draw(session, vault, account, now=now)
    await end_others(session, account.id, session_id)
    await _note(session, vault, account, "on", now=now)
    return codes


async def draw_anew(
    session: AsyncSession, vault: Vault, account: StaffAccount, *, now: dt.datetime
) -> list[str]:
    """Other recovery codes, told once; the old ones end."""
    codes = await _draw(session, vault, account, now=now)
    await _note(session, vault, account, "recovery_codes", now=now)
    return codes


async def switch_off(
    session: AsyncSession, vault: Vault, terms: StaffTerms, account: StaffAccount, *, now: dt.datetime
) -> None:
    """The password alone signs in again. Raises CodesRequired."""
    if account.role in terms.code_roles:
        raise CodesRequired
    account.totp_sealed = account.totp_step = None
    await session.execute(delete(StaffRecoveryCode).where(StaffRecoveryCode.account_id == account.id))
    await _note(session, vault, account, "off", now=now)


async def _note(
    session: AsyncSession, vault: Vault, account: StaffAccount, what: str, *, now: dt.datetime
) -> None:
    actor = actor_of(account.name)
    await note(session, vault, AuditAction.STAFF_CODES, account, actor=actor, detail={"what": what}, now=now)


async def _draw(session: AsyncSession, vault: Vault, account: StaffAccount, *, now: dt.datetime) -> list[str]:
    await session.execute(delete(StaffRecoveryCode).where(StaffRecoveryCode.account_id == account.id))
    codes = new_recovery_codes()
    session.add_all(
        StaffRecoveryCode(digest=_digest(vault, account.id, code), account_id=account.id, created_at=now)
        for code in codes
    )
    await session.flush()
    return codes


def _digest(vault: Vault, account_id: str, code: str) -> str:
    return vault.digest(RECOVERY, f"{account_id} {bare(code)}")


async def codes_left(session: AsyncSession, account_id: str) -> int:
    """Recovery codes that were not used yet."""
    wanted = select(func.count()).where(
        StaffRecoveryCode.account_id == account_id, StaffRecoveryCode.used_at.is_(None)
    )
    return await session.scalar(wanted) or 0


async def pass_code(
    database: Database,
    vault: Vault,
    terms: StaffTerms,
    found: Found,
    *,
    token: str,
    code: str,
    address: str,
    now: dt.datetime,
) -> str:
    """The token of a full session for one that waits for its code; a recovery code counts, once.

    Raises CodeRefused, TooManyAttempts. Tries are counted apart from those of the password: whoever knows that
    one could set its count back at will.
    """
    counted = f"{found.account.name} code"  # no name: names have no blanks
    async with database.write() as session:
        await count_attempt(session, vault, name=counted, address=address, now=now)
    async with database.write() as session:
        account = await find_account(session, found.account.id)
        by = await _check(session, vault, account, code, now=now)
        await take_back(session, vault, name=counted, address=address, now=now)
        detail = {"by": by}
        return await enter(session, vault, terms, account, token=token, detail=detail, now=now)


async def _check(
    session: AsyncSession, vault: Vault, account: StaffAccount, code: str, *, now: dt.datetime
) -> str:
    """What it was. Raises CodeRefused."""
    if account.totp_sealed is None or account.is_disabled:
        raise CodeRefused  # reset meanwhile
    step = step_taken(vault.open(account.totp_sealed), code, after=account.totp_step, now=now)
    if step is not None:
        account.totp_step = step
        return "code"
    mine = (StaffRecoveryCode.digest == _digest(vault, account.id, code)) & StaffRecoveryCode.used_at.is_(
        None
    )
    done: CursorResult[Any] = await session.execute(update(StaffRecoveryCode).where(mine).values(used_at=now))  # type: ignore[assignment]
    if done.rowcount == 0:
        raise CodeRefused
    return "recovery_code"
