"""Changing what others may do and ending it; each step written down in the audit log. Nothing here commits."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.audit.actions import AuditAction
from desk.privacy.vault import Vault
from desk.staff.accounts import Issued, NewAccount, add_account, check_fields, find_account, note, refers_to
from desk.staff.errors import AccountDisabled, LastAdmin, OwnAccount, RoleOutOfReach
from desk.staff.model import StaffAccount, StaffRecoveryCode
from desk.staff.passwords import hash_password, one_time_password
from desk.staff.roles import GRANTS, Role
from desk.staff.sessions import end_all
from desk.staff.signed_in import SignedIn
from desk.staff.terms import ONE_TIME
from desk.staff.throttles import forget_failures


@dataclass(frozen=True)
class Manager:
    """Who manages people. staff: None for the command, which may do everything; it needs the machine."""

    actor: str
    staff: SignedIn | None = None

    @classmethod
    def of(cls, staff: SignedIn) -> "Manager":
        return cls(staff.actor, staff)

    def check(self, account: StaffAccount) -> None:
        """Raises OwnAccount, RoleOutOfReach: nobody raises or locks out themselves, nor touches who may do more."""
        if self.staff is not None and self.staff.id == account.id:
            raise OwnAccount
        self.check_role(account.role)

    def check_role(self, role: Role) -> None:
        """Raises RoleOutOfReach for a role that may do what the manager may not."""
        if self.staff is not None and not GRANTS[role] <= GRANTS[self.staff.role]:
            raise RoleOutOfReach


async def find_to_manage(session: AsyncSession, reference: str) -> StaffAccount:
    """The account with this id or name, its row locked, and with it every admin's, in one order: of two who disable
    each other at once the second waits and sees what the first did, and neither waits for the other. On SQLite the
    transaction itself is the lock. Raises AccountNotFound."""
    wanted = select(StaffAccount).where(or_(StaffAccount.role == Role.ADMIN, refers_to(reference)))
    await session.scalars(wanted.order_by(StaffAccount.id).with_for_update())
    return await find_account(session, reference)


async def employ(
    session: AsyncSession, vault: Vault, wanted: NewAccount, *, by: Manager, now: dt.datetime
) -> Issued:
    """Add somebody. Raises RoleOutOfReach, InvalidBody, StaffNameTaken."""
    by.check_role(wanted.role)
    return await add_account(session, vault, wanted, actor=by.actor, now=now)


async def has_admin(session: AsyncSession) -> bool:
    """Whether anybody could make accounts in the console."""
    wanted = select(StaffAccount.id).where(
        StaffAccount.role == Role.ADMIN, StaffAccount.disabled_at.is_(None)
    )
    return await session.scalar(wanted.limit(1)) is not None


async def keep_an_admin(session: AsyncSession, account: StaffAccount) -> None:
    """Raises LastAdmin when the account is the only admin in service.

    The caller found it by find_to_manage.
    """
    if account.role is not Role.ADMIN or account.is_disabled:
        return
    others = select(StaffAccount.id).where(
        StaffAccount.role == Role.ADMIN, StaffAccount.disabled_at.is_(None), StaffAccount.id != account.id
    )
    if await session.scalar(others.limit(1)) is None:
        raise LastAdmin


@dataclass(frozen=True)
class Changes:
    """What somebody is from now on."""

    display_name: str
    role: Role
    agency_id: str | None


async def change_account(
    session: AsyncSession,
    vault: Vault,
    account: StaffAccount,
    wanted: Changes,
    *,
    by: Manager,
    now: dt.datetime,
) -> None:
    """Harmless when nothing changes. Raises OwnAccount, RoleOutOfReach, LastAdmin, InvalidBody."""
    by.check(account)
    by.check_role(wanted.role)
    await check_fields(session, wanted.display_name, wanted.role, wanted.agency_id)
    if wanted.role is not Role.ADMIN:
        await keep_an_admin(session, account)
    changed = {
        name: [getattr(account, name), getattr(wanted, name)]
        for name in ("display_name", "role", "agency_id")
        if getattr(account, name) != getattr(wanted, name)
    }
    if not changed:
        return
    account.display_name, account.role = wanted.display_name, wanted.role
    account.agency_id = wanted.agency_id
    await note(session, vault, AuditAction.STAFF_CHANGE, account, actor=by.actor, detail=changed, now=now)


async def disable_account(
    session: AsyncSession, vault: Vault, account: StaffAccount, *, by: Manager, now: dt.datetime
) -> None:
    """They sign in no more, and are signed out everywhere. Harmless when that was so.

    Raises OwnAccount, RoleOutOfReach, LastAdmin.
    """
    by.check(account)
    if account.is_disabled:
        return
    await keep_an_admin(session, account)
    account.disabled_at = now
    await end_all(session, account.id)
    await note(session, vault, AuditAction.STAFF_DISABLE, account, actor=by.actor, now=now)


async def enable_account(
    session: AsyncSession, vault: Vault, account: StaffAccount, *, by: Manager, now: dt.datetime
) -> Issued:
    """They work here again, with a new one-time password: what they signed in with before may be known by others.

    Raises OwnAccount, RoleOutOfReach.
    """
    by.check(account)
    account.disabled_at = None
    await note(session, vault, AuditAction.STAFF_ENABLE, account, actor=by.actor, now=now)
    return await reset_account(session, vault, account, by=by, now=now)


async def reset_account(
    session: AsyncSession, vault: Vault, account: StaffAccount, *, by: Manager, now: dt.datetime
) -> Issued:
    """A new one-time password; the old password, one-time codes and every session end.

    Raises AccountDisabled, OwnAccount, RoleOutOfReach.
    """
    by.check(account)
    if account.is_disabled:
        raise AccountDisabled
    password = one_time_password()
    account.password_hash = await hash_password(password)
    account.must_change, account.password_until = True, now + ONE_TIME
    account.totp_sealed = account.totp_step = None
    await session.execute(delete(StaffRecoveryCode).where(StaffRecoveryCode.account_id == account.id))
    await end_all(session, account.id)
    await forget_failures(session, vault, account.name)
    await note(session, vault, AuditAction.STAFF_RESET, account, actor=by.actor, now=now)
    return Issued(account, password)


async def sign_out_account(
    session: AsyncSession, vault: Vault, account: StaffAccount, *, by: Manager, now: dt.datetime
) -> None:
    """Signed out in every browser; they may sign in again. Raises OwnAccount, RoleOutOfReach."""
    by.check(account)
    await end_all(session, account.id)
    await note(session, vault, AuditAction.STAFF_SIGN_OUT, account, actor=by.actor, now=now)
