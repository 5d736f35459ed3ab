"""Adding a note. It is a line of the timeline: sealed, exported and erased with the case. Never commits."""

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases.changes import Actor, ChangeKind
from desk.cases.changing import CaseDesk, record
from desk.cases.model import Case, CaseChange
from desk.cases.timeline import new_change
from desk.notes.errors import MAX_NOTE, NoteNotFitting


async def add_note(
    session: AsyncSession, desk: CaseDesk, case: Case, typed: str, *, actor: Actor, now: dt.datetime
) -> CaseChange:
    """Note it on the case, open or ended. The case's version stays: whoever is about to act may still do so.

    Raises NoteNotFitting.
    """
    text = typed.replace("\r\n", "\n").strip()
    if not text or len(text) > MAX_NOTE:
        raise NoteNotFitting.at_text()
    line = new_change(desk.vault, case, ChangeKind.NOTED, actor, reason=text, now=now)
    return await record(session, desk, case, line, now=now, changes_case=False)
