"""Lines of a case's timeline, made and read."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases.changes import Actor, ChangeKind
from desk.cases.model import Case, CaseChange
from desk.cases.states import CaseEvent, CaseState, Ground
from desk.ids import new_id
from desk.privacy.vault import Vault


def new_change(
    vault: Vault,
    case: Case,
    what: ChangeKind,
    actor: Actor,
    *,
    now: dt.datetime,
    event: CaseEvent | None = None,
    from_state: CaseState | None = None,
    grounds: Collection[Ground] = (),
    reason: str | None = None,
    detail: dict[str, Any] | None = None,
) -> CaseChange:
    """A line as of now, with the state the case is in; not yet added to a session."""
    return CaseChange(
        id=new_id(),
        case_id=case.id,
        what=what,
        event=event,
        from_state=from_state,
        to_state=case.state,
        grounds=sorted(ground.value for ground in grounds),
        actor=str(actor),
        reason_sealed=None if reason is None else vault.seal(reason),
        detail=detail or None,
        at=now,
    )


async def timeline(session: AsyncSession, case_id: str) -> Sequence[CaseChange]:
    """All lines of a case, oldest first."""
    found = await session.scalars(
        select(CaseChange).where(CaseChange.case_id == case_id).order_by(CaseChange.id)
    )
    return found.all()
