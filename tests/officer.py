"""What an officer does with a case of a running desk, through the desk's own services on its database."""

import datetime as dt

from desk.cases.changes import Actor
from desk.cases.reading import find_case
from desk.cases.states import CaseEvent, Role
from desk.cases.timeline import timeline as lines_of
from desk.cases.transitions import Transition, change_state
from desk.context import build_context
from desk.settings import read_settings
from operations.processes import Stack

OFFICER = Actor(Role.OFFICER, "officer:test")
REASON = "请补充付款凭证。"


async def timeline(stack: Stack, case_no: str) -> list[str]:
    """What was done with the case, oldest first; the assistant's own key may not read it."""
    desk = build_context(read_settings(stack.env), lambda: dt.datetime.now(dt.UTC))
    try:
        async with desk.database.read() as session:
            case = await find_case(session, case_no)
            return [str(line.what) for line in await lines_of(session, case.id)]
    finally:
        await desk.database.close()


async def move(stack: Stack, case_no: str, *steps: Transition) -> None:
    """Take the case through the steps, in one transaction."""
    now = dt.datetime.now(dt.UTC)
    desk = build_context(read_settings(stack.env), lambda: now)
    try:
        async with desk.database.write() as session:
            case = await find_case(session, case_no, lock=True)
            for step in steps:
                await change_state(session, desk.cases, case, step, now=now)
    finally:
        await desk.database.close()


async def ask_for_material(stack: Stack, case_no: str) -> None:
    due_on = (dt.datetime.now(dt.UTC) + dt.timedelta(days=10)).date()
    await move(stack, case_no, Transition(CaseEvent.ASK_FOR_INFO, OFFICER, reason=REASON, due_on=due_on))


async def settle(stack: Stack, case_no: str) -> None:
    """Accept it and end it with a settlement."""
    await move(
        stack, case_no, *(Transition(event, OFFICER) for event in (CaseEvent.ACCEPT, CaseEvent.SETTLE))
    )
