"""Showing the people of a case. Nothing here commits."""

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncSession

from desk.audit.actions import AuditAction, subject_of
from desk.audit.service import record_audit
from desk.cases import reading, views
from desk.cases.model import Case
from desk.clients import ApiClient
from desk.clients.reach import find_for
from desk.disclosures.errors import CaseErased, CaseRestricted
from desk.disclosures.schemas import DisclosureIn, DisclosureOut
from desk.privacy.vault import Vault


async def disclose(
    session: AsyncSession,
    vault: Vault,
    reference: str,
    told: DisclosureIn,
    *,
    client: ApiClient,
    now: dt.datetime,
) -> DisclosureOut:
    """The case in clear, and the entry that says so, in one transaction: without the entry nothing is shown.

    The row is locked, so that a restriction or an erasure under way comes before or after it, never between.
    Raises CaseNotFound, CaseRestricted, CaseErased.
    """
    case = await find_for(session, client, reference, lock=True, restricted=True)
    return await disclose_case(session, vault, case, told, actor=f"client:{client.name}", now=now)


async def disclose_case(
    session: AsyncSession, vault: Vault, case: Case, told: DisclosureIn, *, actor: str, now: dt.datetime
) -> DisclosureOut:
    """The same for a case whose row the caller holds. actor: as it stands in the audit log.

    Raises CaseRestricted, CaseErased.
    """
    check_open(case)
    linked = await reading.linked_numbers(session, [case])
    firsts = await reading.numbers_of(session, [case.duplicate_of])
    shown = views.show(
        case,
        vault,
        linked=linked[case.id],
        personal=True,
        duplicate_of=firsts.get(case.duplicate_of or ""),
    )
    entry = await record_audit(
        session,
        vault,
        action=AuditAction.CASE_DISCLOSE,
        actor=actor,
        subject=subject_of("case", case.id),
        detail={"purpose": told.purpose.value},
        reason=told.reason,
        now=now,
    )
    return DisclosureOut(audit_seq=entry.seq, case=shown)


def check_open(case: Case) -> None:
    """Raises CaseRestricted, CaseErased."""
    if case.erased_at is not None:
        raise CaseErased
    if case.restricted_at is not None:
        raise CaseRestricted
