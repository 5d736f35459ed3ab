"""What the case routes answer with: one case as its caller may see it, with its ETag."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases import reading, views
from desk.cases.model import Case
from desk.cases.schemas import CaseOut
from desk.context import Desk
from desk.idempotency.service import Answer

PREFIX = "/api/v1"


async def shown(
    session: AsyncSession, desk: Desk, cases: Sequence[Case], *, received_again: bool = False
) -> list[CaseOut]:
    """The cases, masked, with the numbers of those linked to them."""
    linked = await reading.linked_numbers(session, cases)
    firsts = await reading.numbers_of(session, (case.duplicate_of for case in cases))
    return [
        views.show(
            case,
            desk.vault,
            linked=linked[case.id],
            personal=False,
            duplicate_of=firsts.get(case.duplicate_of or ""),
            received_again=received_again,
        )
        for case in cases
    ]


async def answer(
    session: AsyncSession, desk: Desk, case: Case, *, status: int = 200, received_again: bool = False
) -> Answer:
    """One case, as of what was flushed."""
    (one,) = await shown(session, desk, [case], received_again=received_again)
    headers = {"ETag": views.etag(case)}
    if status == 201:
        headers["Location"] = f"{PREFIX}/cases/{case.id}"
    return Answer(status, headers, one.model_dump_json())
