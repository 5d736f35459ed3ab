"""Which documents a case has, and what they say: read from the rows of the state table that were taken."""

from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases.changes import ChangeKind
from desk.cases.changing import CaseDesk
from desk.cases.model import Case, CaseChange
from desk.cases.states import TRANSITIONS
from desk.cases.timeline import timeline
from desk.documents.composing import compose
from desk.documents.content import Document
from desk.documents.errors import DocumentNotFound
from desk.documents.facts import gather
from desk.documents.kinds import DocumentKind


async def documents_of(session: AsyncSession, case: Case) -> dict[DocumentKind, CaseChange]:
    """Each document the case has, with the latest line that gave rise to it; a case reopened may have come to the
    same point twice. In the order in which they came."""
    found: dict[DocumentKind, CaseChange] = {}
    for change in await timeline(session, case.id):
        kind = _gives_rise_to(case, change)
        if kind is not None:
            found.pop(kind, None)
            found[kind] = change
    return found


def _gives_rise_to(case: Case, change: CaseChange) -> DocumentKind | None:
    if change.what is not ChangeKind.MOVED or change.from_state is None or change.event is None:
        return None
    row = TRANSITIONS[case.kind].get((change.from_state, change.event))
    return None if row is None else row.document


async def write_document(
    session: AsyncSession, desk: CaseDesk, case: Case, kind: DocumentKind, *, agency: str | None
) -> Document:
    """The document as the record stands now. agency: the name of who issues it; None leaves it open.

    Raises DocumentNotFound, DocumentPersonGone, DocumentTooLong, SealBroken.
    """
    change = (await documents_of(session, case)).get(kind)
    if change is None:
        raise DocumentNotFound(extra={"case": case.id, "kind": kind})
    return compose(kind, gather(desk.vault, desk.calendar, case, change, agency=agency))
