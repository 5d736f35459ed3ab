"""The reconciliations that are under way among the cases of a conversation."""

from collections.abc import Iterable

from actions.case_backend.port import (
    CaseBackend,
    CaseSummary,
    CaseUnknown,
    NoReconciliation,
    Origin,
    Reconciliation,
)


async def open_talks(
    backend: CaseBackend, cases: Iterable[CaseSummary], conversation_id: str
) -> dict[str, Reconciliation]:
    """By the number of their case; one that ended meanwhile is none. Raises Unreachable, Refused."""
    origin, found = Origin(conversation_id), {}
    for case in cases:
        if not case.is_reconciling:
            continue
        try:
            talk = await backend.reconciliation(case.case_no, origin)
        except (CaseUnknown, NoReconciliation):
            continue
        if talk.is_open:
            found[case.case_no] = talk
    return found
