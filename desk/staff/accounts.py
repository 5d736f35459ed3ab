"""Accounts: made, looked up, ended; each step written down in the audit log. Nothing here commits."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from desk.agencies.service import subtree_ids
from desk.audit.actions import AuditAction, subject_of
from desk.audit.service import record_audit
from desk.clients.model import Client
from desk.clients.registry import ASSISTANT
from desk.errors import FieldError, InvalidBody
from desk.ids import is_uuid, new_id
from desk.privacy.vault import Vault
from desk.staff.errors import AccountNotFound, StaffNameTaken
from desk.staff.model import StaffAccount
from desk.staff.passwords import hash_password, one_time_password
from desk.staff.roles import Permission, Role, may
from desk.staff.terms import ONE_TIME
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


async def check_fields(session: AsyncSession, display_name: str, role: Role, agency_id: str | None) -> None:
    """Raises InvalidBody."""
    if agency_id is not None and may(role, Permission.STAFF_MANAGE):
        raise refused("agency_id", "admin_is_unlimited")  # they could make themselves another account
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
    await check_fields(session, shown, wanted.role, wanted.agency_id)
    if await is_of_a_program(session, name):
        raise StaffNameTaken
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


async def is_of_a_program(session: AsyncSession, name: str) -> bool:
    """Whether an API client has the name. Cases name both as officer:<name>, and must not take one for the other."""
    return name == ASSISTANT or await session.scalar(select(Client.id).filter_by(name=name)) is not None


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


def refers_to(reference: str) -> ColumnElement[bool]:
    """The account with this id or name."""
    reference = reference.strip().lower()
    return StaffAccount.id == reference if is_uuid(reference) else StaffAccount.name == reference


async def find_account(session: AsyncSession, reference: str) -> StaffAccount:
    """The account with this id or name, its row locked. Raises AccountNotFound."""
    found = await session.scalar(select(StaffAccount).where(refers_to(reference)).with_for_update())
    if found is None:
        raise AccountNotFound
    return found


async def list_accounts(session: AsyncSession) -> Sequence[StaffAccount]:
    """Everybody, those who work here first, by name. An office has some dozens."""
    wanted = select(StaffAccount).order_by(StaffAccount.disabled_at.is_not(None), StaffAccount.name)
    return (await session.scalars(wanted)).all()
