"""Accounts: made, looked up, ended; each step written down in the audit log. Nothing here commits."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from desk.agencies.service import subtree_ids
from desk.audit.actions import AuditAction, subject_of
from desk.audit.service import record_audit
from desk.errors import FieldError, InvalidBody
from desk.ids import is_uuid, new_id
from desk.privacy.vault import Vault
from desk.staff.errors import AccountDisabled, AccountNotFound, LastAdmin, StaffNameTaken
from desk.staff.model import StaffAccount
from desk.staff.passwords import hash_password, one_time_password
from desk.staff.roles import Role
from desk.staff.sessions import end_all
from desk.staff.terms import ONE_TIME
from desk.staff.throttles import forget_failures
from desk.staff.wording import FIELD_ERRORS

NAME = re.compile(r"[a-z](?:[a-z0-9]|[.-](?=[a-z0-9])){1,39}", re.ASCII)
MAX_DISPLAY = 40  # characters


@dataclass(frozen=True)
class NewAccount:
    """What is asked for. display_name: None, the same as the name."""

    name: str
    role: Role
    display_name: str | None = None
    agency_id: str | None = None


@dataclass(frozen=True)
class Issued:
    """An account and the one-time password that is told once."""

    account: StaffAccount
    password: str


def refused(field: str, code: str) -> InvalidBody:
    """One field of a form is wrong."""
    return InvalidBody(errors=(FieldError(f"/{field}", code, FIELD_ERRORS[code]),))


async def _check(session: AsyncSession, display_name: str, agency_id: str | None) -> None:
    if not 0 < len(display_name) <= MAX_DISPLAY or not display_name.isprintable():
        raise refused("display_name", "display_name")
    if agency_id is not None and not await subtree_ids(session, agency_id):
        raise refused("agency_id", "agency_unknown")


async def add_account(
    session: AsyncSession, vault: Vault, wanted: NewAccount, *, actor: str, now: dt.datetime
) -> Issued:
    """An account with a one-time password. Raises InvalidBody, StaffNameTaken."""
    name, shown = wanted.name.strip().lower(), (wanted.display_name or wanted.name).strip()
    if NAME.fullmatch(name) is None:
        raise refused("name", "staff_name")
    await _check(session, shown, wanted.agency_id)
    password = one_time_password()
    account = StaffAccount(
        id=new_id(),
        name=name,
        display_name=shown,
        role=wanted.role,
        agency_id=wanted.agency_id,
        password_hash=await hash_password(password),
        must_change=True,
        password_until=now + ONE_TIME,
        created_at=now,
    )
    try:
        async with session.begin_nested():
            session.add(account)
    except IntegrityError as error:
        raise StaffNameTaken from error
    facts = {"name": name, "role": wanted.role.value, "agency_id": wanted.agency_id}
    await note(session, vault, AuditAction.STAFF_ADD, account, actor=actor, detail=facts, now=now)
    return Issued(account, password)


async def note(
    session: AsyncSession,
    vault: Vault,
    action: AuditAction,
    account: StaffAccount,
    *,
    actor: str,
    detail: dict[str, Any] | None = None,
    now: dt.datetime,
) -> None:
    """Enter in the audit log what was done to the account."""
    subject = subject_of("staff", account.id)
    await record_audit(session, vault, action=action, actor=actor, subject=subject, detail=detail, now=now)


async def find_account(session: AsyncSession, reference: str) -> StaffAccount:
    """The account with this id or name, its row locked. Raises AccountNotFound."""
    reference = reference.strip().lower()
    wanted = StaffAccount.id == reference if is_uuid(reference) else StaffAccount.name == reference
    found = await session.scalar(select(StaffAccount).where(wanted).with_for_update())
    if found is None:
        raise AccountNotFound
    return found


async def list_accounts(session: AsyncSession) -> Sequence[StaffAccount]:
    """Everybody, those who work here first, by name. An office has some dozens."""
    wanted = select(StaffAccount).order_by(StaffAccount.disabled_at.is_not(None), StaffAccount.name)
    return (await session.scalars(wanted)).all()


async def has_admin(session: AsyncSession) -> bool:
    """Whether anybody could make accounts in the console."""
    return await _other_admins(session, None) > 0


async def _other_admins(session: AsyncSession, account_id: str | None) -> int:
    """Admins in service but this one, their rows locked: two who disable each other at once must not both succeed."""
    wanted = select(StaffAccount.id).where(
        StaffAccount.role == Role.ADMIN, StaffAccount.disabled_at.is_(None)
    )
    ids = (await session.scalars(wanted.order_by(StaffAccount.id).with_for_update())).all()
    return sum(one != account_id for one in ids)


async def keep_an_admin(session: AsyncSession, account: StaffAccount) -> None:
    """Raises LastAdmin when the account is the only admin in service."""
    if (
        account.role is Role.ADMIN
        and not account.is_disabled
        and not await _other_admins(session, account.id)
    ):
        raise LastAdmin


async def disable_account(
    session: AsyncSession, vault: Vault, account: StaffAccount, *, actor: str, now: dt.datetime
) -> None:
    """They sign in no more, and are signed out everywhere. Harmless when that was so. Raises LastAdmin."""
    if account.is_disabled:
        return
    await keep_an_admin(session, account)
    account.disabled_at = now
    await end_all(session, account.id)
    await note(session, vault, AuditAction.STAFF_DISABLE, account, actor=actor, now=now)


async def reset_account(
    session: AsyncSession, vault: Vault, account: StaffAccount, *, actor: str, now: dt.datetime
) -> Issued:
    """A new one-time password; the old password, one-time codes and every session end. Raises AccountDisabled."""
    if account.is_disabled:
        raise AccountDisabled
    password = one_time_password()
    account.password_hash = await hash_password(password)
    account.must_change, account.password_until = True, now + ONE_TIME
    account.totp_sealed = account.totp_step = None
    await end_all(session, account.id)
    await forget_failures(session, vault, account.name)
    await note(session, vault, AuditAction.STAFF_RESET, account, actor=actor, now=now)
    return Issued(account, password)


async def count_accounts(session: AsyncSession) -> int:
    """How many there are, disabled ones included."""
    return await session.scalar(select(func.count()).select_from(StaffAccount)) or 0
