"""From the provider's word to an account. Nothing here commits."""

import datetime as dt
import logging
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from desk.audit.actions import AuditAction
from desk.ids import new_id
from desk.privacy.vault import Vault
from desk.staff.accounts import is_of_a_program, note
from desk.staff.errors import LastAdmin, SignInRefused, StaffNameTaken
from desk.staff.managing import find_to_manage, keep_an_admin
from desk.staff.model import StaffAccount
from desk.staff.oidc.errors import NoRole
from desk.staff.oidc.flow import display_name_of, name_wished, role_of
from desk.staff.roles import Role
from desk.staff.signing_in import enter
from desk.staff.terms import OidcTerms, StaffTerms

log = logging.getLogger("desk.staff")

ACTOR = "oidc"  # in the audit log: nobody here did it
NAMES_TRIED = 20


async def enter_by(
    session: AsyncSession,
    vault: Vault,
    terms: StaffTerms,
    oidc: OidcTerms,
    claims: Mapping[str, Any],
    *,
    token: str | None,
    now: dt.datetime,
) -> str:
    """The token of a session for whom the provider means. Raises NoRole, SignInRefused.

    An account is theirs by issuer and subject alone. Names and addresses of mail are given anew over there, and whoever
    got somebody's old one must not get their account.
    """
    role = role_of(oidc, claims)
    if role is None:
        raise NoRole
    known = await session.scalar(
        select(StaffAccount.id).where(
            StaffAccount.oidc_issuer == oidc.issuer, StaffAccount.oidc_subject == str(claims["sub"])
        )
    )
    if known is None:
        account = await _add(session, vault, oidc, claims, role, now=now)
    else:
        account = await find_to_manage(session, known)
        if account.is_disabled:
            raise SignInRefused
        await _follow(session, vault, account, role, now=now)
    return await enter(session, vault, terms, account, token=token, detail={"by": "oidc"}, now=now)


async def _add(
    session: AsyncSession,
    vault: Vault,
    oidc: OidcTerms,
    claims: Mapping[str, Any],
    role: Role,
    *,
    now: dt.datetime,
) -> StaffAccount:
    """A new account, without a password. A name that is taken gets a number behind it: zhang.wei-2."""
    wished = name_wished(claims)
    for number in range(1, NAMES_TRIED + 1):
        name = wished if number == 1 else f"{wished}-{number}"
        if await is_of_a_program(session, name):
            continue
        account = StaffAccount(
            id=new_id(),
            name=name,
            display_name=display_name_of(claims, wished),
            role=role,
            must_change=False,
            oidc_issuer=oidc.issuer,
            oidc_subject=str(claims["sub"]),
            created_at=now,
        )
        try:
            async with session.begin_nested():
                session.add(account)
        except IntegrityError:
            continue
        detail = {"name": account.name, "role": role.value, "by": "oidc"}
        await note(session, vault, AuditAction.STAFF_ADD, account, actor=ACTOR, detail=detail, now=now)
        return account
    raise StaffNameTaken


async def _follow(
    session: AsyncSession, vault: Vault, account: StaffAccount, role: Role, *, now: dt.datetime
) -> None:
    """The role that the provider says now. The last admin stays one: otherwise nobody could put it right again."""
    if account.role is role:
        return
    try:
        await keep_an_admin(session, account)
    except LastAdmin:
        log.warning("the provider gives the last admin another role; it stays")
        return
    detail = {"role": [account.role.value, role.value]}
    account.role = role
    if account.agency_id is not None and role is Role.ADMIN:
        account.agency_id = None
    await note(session, vault, AuditAction.STAFF_CHANGE, account, actor=ACTOR, detail=detail, now=now)
