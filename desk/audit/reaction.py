"""What officers and supervisors do with cases is written down: their steps, and their corrections of the record."""

import datetime as dt
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk.audit.actions import AuditAction, subject_of
from desk.audit.chain import reason_digest
from desk.audit.service import record_audit
from desk.cases.changes import ChangeKind
from desk.cases.changing import CaseDesk
from desk.cases.model import Case, CaseChange
from desk.cases.states import Role
from desk.privacy.vault import Vault
from desk.store.database import at_end

STAFF = frozenset({Role.OFFICER.value, Role.SUPERVISOR.value})
WRITTEN_DOWN = {
    ChangeKind.MOVED: AuditAction.CASE_MOVE,
    ChangeKind.AMENDED: AuditAction.CASE_AMEND,
    ChangeKind.ASSIGNED: AuditAction.CASE_ASSIGN,
    ChangeKind.ATTACHED: AuditAction.CASE_ATTACH,
    ChangeKind.NOTED: AuditAction.CASE_NOTE,
    ChangeKind.LABELLED: AuditAction.CASE_LABEL,
    ChangeKind.REVISITED: AuditAction.CASE_REVISIT,
    ChangeKind.DOCUMENT: AuditAction.CASE_DOCUMENT,
}
TOLD_OF = (
    "fields",
    "assignee_id",
    "before_id",
    "attachments",
    "added",
    "removed",
    "number",
    "outcome",
    "done",
    "document",
)


async def audit_staff(
    session: AsyncSession, desk: CaseDesk, case: Case, change: CaseChange, *, now: dt.datetime
) -> None:
    """A Reaction. The entry is added at the end of the transaction: one that merges two cases locks the second one
    after it changed the first, and must not hold the log's head meanwhile."""
    role, _, _ = change.actor.partition(":")
    action = WRITTEN_DOWN.get(change.what)
    if action is None or role not in STAFF:
        return
    if action is AuditAction.CASE_AMEND and "fields" not in (change.detail or {}):
        return  # no field was corrected: whoever added the line enters what it tells of

    async def add(session: AsyncSession) -> None:
        if change not in session:
            return  # its savepoint was rolled back: it did not happen
        await record_audit(
            session,
            desk.vault,
            action=action,
            actor=change.actor,
            subject=subject_of("case", change.case_id),
            detail=_facts(desk.vault, change),
            now=now,
        )

    at_end(session, add)


def _facts(vault: Vault, change: CaseChange) -> dict[str, Any]:
    """The line of the timeline, tied to this entry. Its reason is not kept twice, so that erasing it there is enough;
    its digest shows whether it was altered. Of what was corrected the names of the fields stand here, never what
    they held: not even its digest, from which whoever has the key could find a phone number again."""
    moved = change.what is ChangeKind.MOVED
    told = {} if moved else {name: (change.detail or {}).get(name) for name in TOLD_OF}
    facts = {
        "change": change.id,
        "event": change.event and change.event.value,
        "from": change.from_state and change.from_state.value,
        "to": change.to_state.value if moved else None,
        **told,
        "grounds": list(change.grounds) or None,
        "reason_digest": change.reason_sealed and reason_digest(vault, vault.open(change.reason_sealed)),
    }
    return {name: value for name, value in facts.items() if value is not None}
