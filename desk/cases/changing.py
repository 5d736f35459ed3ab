"""What every change of a case needs, and how other rooms hear of it."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from desk.calendar import WorkingCalendar
from desk.cases.model import Case, CaseChange
from desk.cases.numbers import new_case_no
from desk.privacy.vault import Vault


class Reaction(Protocol):
    """What another room does when a line was added to a timeline, in the same transaction: a notice, a webhook,
    an offer to an enterprise. It adds rows and flushes; it never calls the outside and never commits."""

    async def __call__(
        self, session: AsyncSession, desk: "CaseDesk", case: Case, change: CaseChange, *, now: dt.datetime
    ) -> None: ...


@dataclass(frozen=True)
class CaseDesk:
    """What the use cases of cases need beside the session.

    reactions: run in order after each line of a timeline; draw: gives candidate case numbers.
    """

    vault: Vault
    calendar: WorkingCalendar
    draw: Callable[[], str] = new_case_no
    reactions: Sequence[Reaction] = ()


async def record(
    session: AsyncSession,
    desk: CaseDesk,
    case: Case,
    change: CaseChange,
    *,
    now: dt.datetime,
    changes_case: bool = True,
) -> CaseChange:
    """Add a line to the timeline and let the other rooms react. The case's version grows with it: so does its
    ETag.

    changes_case: False for a line that only notes something (a notice was delivered). The version stays, so that
    an officer who read the case a moment before may still act on it.
    """
    if changes_case:
        case.updated_at = now
    session.add(change)
    await session.flush()
    for react in desk.reactions:
        await react(session, desk, case, change, now=now)
    return change
