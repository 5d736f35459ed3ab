"""Ten working days: until the end of the last one in China, then the complaint goes on."""

import asyncio
import datetime as dt

from sqlalchemy import select

from desk.cases.changing import CaseDesk
from desk.cases.model import Case
from desk.clocks.kinds import ClockKind, ClockState
from desk.clocks.model import CaseClock
from desk.clocks.timekeeping import end_reconciliations
from desk.reconciliation.offering import follow_case
from desk.store.database import Database
from tests.desk.builders import FakeClock, on_sqlite
from tests.desk.reconciliation.parties import Consumer, Shop

LAST_MOMENT = dt.datetime(2026, 12, 4, 15, 59, 59, tzinfo=dt.UTC)  # the tenth working day after 20 November
MIDNIGHT = dt.datetime(2026, 12, 4, 16, 0, tzinfo=dt.UTC)


def reacting(desk: CaseDesk) -> CaseDesk:
    return CaseDesk(desk.vault, desk.calendar, reactions=(follow_case,))


async def test_it_ends_when_the_tenth_working_day_is_over(
    shop: Shop, consumer: Consumer, database: Database, case_desk: CaseDesk, clock: FakeClock
) -> None:
    desk, one = reacting(case_desk), await shop.offered()
    await shop.propose(one)
    assert await end_reconciliations(database, desk, now=LAST_MOMENT) == 0
    assert (await consumer.talk())["state"] == "proposed"
    assert await end_reconciliations(database, desk, now=MIDNIGHT) == 1
    clock.now = MIDNIGHT
    talk, case = await consumer.talk(), await consumer.case()
    assert (talk["state"], talk["end_reason"]) == ("failed", "expired")
    assert (case["state"], case["decide_by"]) == (
        "submitted",
        "2026-12-15",
    )  # seven working days from Saturday
    assert await end_reconciliations(database, desk, now=MIDNIGHT) == 0
    async with database.read() as session:
        running = await session.scalars(select(CaseClock.kind).where(CaseClock.state == ClockState.RUNNING))
        assert running.all() == [ClockKind.DECIDE]


async def test_several_desks_looking_at_once_end_it_once(
    shop: Shop, consumer: Consumer, database: Database, case_desk: CaseDesk
) -> None:
    desk = reacting(case_desk)
    ended = await asyncio.gather(*(end_reconciliations(database, desk, now=MIDNIGHT) for _ in range(3)))
    assert sum(ended) == 1


async def test_after_the_last_day_the_enterprise_is_too_late_but_an_open_proposal_may_be_accepted(
    shop: Shop, consumer: Consumer, clock: FakeClock
) -> None:
    one = await shop.offered()
    clock.now = LAST_MOMENT
    proposal = (await shop.propose(one)).json()["proposal"]["id"]
    clock.now = MIDNIGHT
    for response in (await shop.say(one, "再等等"), await shop.propose(one, "再加一点")):
        assert (response.status_code, response.json()["code"]) == (409, "reconciliation_over")
    assert (await consumer.accept(proposal)).json()["state"] == "settled"


async def test_settled_one_does_not_expire(
    shop: Shop, consumer: Consumer, database: Database, case_desk: CaseDesk
) -> None:
    proposal = (await shop.propose(await shop.offered())).json()["proposal"]["id"]
    await consumer.accept(proposal)
    assert await end_reconciliations(database, reacting(case_desk), now=MIDNIGHT) == 0


@on_sqlite
async def test_one_that_cannot_be_ended_does_not_keep_the_others(
    shop: Shop, consumer: Consumer, database: Database, case_desk: CaseDesk
) -> None:
    broken: list[str] = []

    async def breaks_once(
        _session: object, _desk: object, case: Case, _change: object, *, now: object
    ) -> None:
        if not broken:
            broken.append(case.id)
            raise RuntimeError

    desk = CaseDesk(case_desk.vault, case_desk.calendar, reactions=(follow_case, breaks_once))
    assert await end_reconciliations(database, desk, now=MIDNIGHT) == 0
    assert await end_reconciliations(database, desk, now=MIDNIGHT) == 1
