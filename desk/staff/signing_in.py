"""Signing in, changing the password, signing out.

Signing in is two transactions with the slow comparison between them: on SQLite one transaction would hold the whole
desk's writing for a tenth of a second, at the wish of anybody who can reach the page.
"""

import datetime as dt
import logging
from dataclasses import dataclass
from typing import Any, NoReturn

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.audit.actions import AuditAction
from desk.errors import FieldError
from desk.privacy.vault import Vault
from desk.staff.accounts import find_account, note
from desk.staff.errors import OneTimePasswordExpired, PasswordRefused, SignInRefused
from desk.staff.model import StaffAccount
from desk.staff.passwords import hash_password, is_outdated, is_password, password_problem
from desk.staff.sessions import end_all, end_session, open_session
from desk.staff.signed_in import actor_of
from desk.staff.terms import StaffTerms
from desk.staff.throttles import count_attempt, take_back
from desk.staff.wording import FIELD_ERRORS
from desk.store.database import Database

log = logging.getLogger("desk.staff")


@dataclass(frozen=True)
class Credentials:
    """What was typed, from where; token: of the cookie the browser came with, which ends."""

    name: str
    password: str
    address: str
    token: str | None = None


async def sign_in(
    database: Database, vault: Vault, terms: StaffTerms, told: Credentials, *, now: dt.datetime
) -> str:
    """The token of a new session; where one-time codes are on it opens nothing but the page that asks for one.

    Raises TooManyAttempts, SignInRefused, OneTimePasswordExpired.
    """
    name = told.name.strip().lower()
    async with database.write() as session:
        wait = await count_attempt(session, vault, name=name, address=told.address, now=now)
        account = await session.scalar(select(StaffAccount).where(StaffAccount.name == name))
    kept = None if account is None or account.is_disabled else account.password_hash
    right = await is_password(told.password, kept)
    if account is None or kept is None or not right:
        await _refuse(database, vault, account, wait, now=now)
    fresh = await hash_password(told.password) if is_outdated(kept) else None
    async with database.write() as session:
        account = await find_account(session, account.id)
        if account.is_disabled or account.password_hash != kept:
            raise SignInRefused  # disabled or reset while the password was compared
        if account.password_until is not None and account.password_until <= now:
            raise OneTimePasswordExpired
        account.password_hash = fresh or kept
        await take_back(session, vault, name=name, address=told.address, now=now)
        if account.totp_sealed is None:
            return await enter(session, vault, terms, account, token=told.token, now=now)
        if told.token is not None:
            await end_session(session, told.token)
        return await open_session(session, account, terms, awaits_code=True, now=now)


async def _refuse(
    database: Database, vault: Vault, account: StaffAccount | None, wait: dt.timedelta, *, now: dt.datetime
) -> NoReturn:
    """Raises SignInRefused, always. That a name must wait is entered in the audit log, if it is somebody's."""
    if wait and account is not None:
        async with database.write() as session:
            detail = {"seconds": wait // dt.timedelta(seconds=1)}
            await note(session, vault, AuditAction.STAFF_LOCK, account, actor="desk", detail=detail, now=now)
    raise SignInRefused


async def enter(
    session: AsyncSession,
    vault: Vault,
    terms: StaffTerms,
    account: StaffAccount,
    *,
    token: str | None,
    detail: dict[str, Any] | None = None,
    now: dt.datetime,
) -> str:
    """A fresh session for somebody who has shown who they are; the browser's old one ends, so that a token planted
    before the sign-in is worth nothing after it. Returns the new token."""
    if token is not None:
        await end_session(session, token)
    account.signed_in_at = now
    fresh = await open_session(session, account, terms, now=now)
    actor = actor_of(account.name)
    await note(session, vault, AuditAction.STAFF_SIGN_IN, account, actor=actor, detail=detail, now=now)
    return fresh


@dataclass(frozen=True)
class NewPassword:
    """What was typed into the form."""

    old: str
    new: str
    again: str


async def change_password(
    database: Database,
    vault: Vault,
    terms: StaffTerms,
    account_id: str,
    told: NewPassword,
    *,
    address: str,
    now: dt.datetime,
) -> str:
    """Their own password; every session ends but a fresh one, whose token is returned.

    Raises PasswordRefused, TooManyAttempts.
    """
    async with database.read() as session:
        _check_new(
            told, name=(await find_account(session, account_id)).name
        )  # a short one is no guess at the old
    kept = await prove(database, vault, account_id, told.old, address=address, now=now)
    fresh = await hash_password(told.new)
    async with database.write() as session:
        account = await find_account(session, account_id)
        if account.password_hash != kept:
            raise _refused("old", "password_wrong")  # reset meanwhile
        account.password_hash, account.must_change, account.password_until = fresh, False, None
        await end_all(session, account.id)
        token = await open_session(session, account, terms, now=now)
        await note(session, vault, AuditAction.STAFF_PASSWORD, account, actor=actor_of(account.name), now=now)
        return token


async def prove(
    database: Database, vault: Vault, account_id: str, password: str, *, address: str, now: dt.datetime
) -> str:
    """That it is they who sit there; returns the hash of their password.

    Raises PasswordRefused, TooManyAttempts: whoever finds an open browser must not guess the password there either.
    """
    async with database.write() as session:
        account = await find_account(session, account_id)
        await count_attempt(session, vault, name=account.name, address=address, now=now)
        kept = account.password_hash
    if kept is None or not await is_password(password, kept):
        raise _refused("old", "password_wrong")
    async with database.write() as session:
        await take_back(session, vault, name=account.name, address=address, now=now)
    return kept


def _check_new(told: NewPassword, *, name: str) -> None:
    """Raises PasswordRefused."""
    if told.new != told.again:
        raise _refused("again", "password_repeated")
    if told.new == told.old:
        raise _refused("new", "password_same")
    if problem := password_problem(told.new, name=name):
        raise _refused("new", problem)


def _refused(field: str, code: str) -> PasswordRefused:
    return PasswordRefused(errors=(FieldError(f"/{field}", code, FIELD_ERRORS[code]),))


async def sign_out_everywhere(
    session: AsyncSession, vault: Vault, account: StaffAccount, *, actor: str, now: dt.datetime
) -> None:
    """Every browser; written down, as it may be done to others."""
    await end_all(session, account.id)
    await note(session, vault, AuditAction.STAFF_SIGN_OUT, account, actor=actor, now=now)
