"""Numbers of visits and cases against small sums made by hand, on both databases."""

import datetime as dt
from typing import Any

from sqlalchemy import select

from desk.agencies.model import Agency
from desk.cases.changing import CaseDesk
from desk.cases.states import CaseEvent
from desk.clocks.kinds import ClockKind
from desk.figures.keeping import keep_facts, renew
from desk.figures.rules import Outcome
from desk.ids import new_id
from desk.insight.cases import Clock, handled
from desk.insight.cut import Cut, agencies_meant
from desk.insight.keeping import sum_up
from desk.insight.model import Visit
from desk.insight.numbers import FEW, Talk, Times, by_day, talked
from desk.insight.periods import Period
from desk.store.database import Database
from tests.desk.builders import NOW
from tests.desk.casebook import CaseBook

TODAY = dt.date(2026, 11, 20)
WEEK = Cut(Period(TODAY - dt.timedelta(days=6), TODAY))


def visit(**told: Any) -> Visit:
    """An ended visit of today that the assistant alone answered."""
    usual: dict[str, Any] = {
        "id": new_id(), "begun_at": NOW, "last_at": NOW, "day": TODAY, "channel": "webchat", "ended": True,
        "gave_up": False, "filed": False, "said": 2, "replied": 2, "staff_said": 0, "questions": 2, "declined": 0,
    }  # fmt: skip
    return Visit(**usual | told)


async def keep(database: Database, *visits: Visit) -> None:
    days = {one.day for one in visits}
    async with database.write() as session:
        session.add_all(visits)
        await session.flush()
        await sum_up(session, days)


async def test_an_empty_database_has_no_numbers_and_no_rates(database: Database) -> None:
    async with database.read() as session:
        found = await talked(session, WEEK)
        cases = await handled(session, WEEK, today=TODAY)
    assert (found.total, found.days, found.reasons) == (Talk(), {}, {})
    assert (found.total.automation_rate, found.total.handoff_rate, found.total.declined_rate) == (None,) * 3
    assert (found.first_response, found.staff_wait) == (Times(), Times())
    assert (cases.received, cases.recovered_fen, cases.asked_fen, cases.outcomes) == (0, 0, 0, {})
    assert (cases.settlement_rate, cases.on_time.rate, cases.ratings.mean) == (None, None, None)


async def test_automation_and_hand_off_are_shares_of_the_visits_that_ended(database: Database) -> None:
    await keep(
        database,
        visit(),
        visit(),
        visit(handoff_reason="asked", staff_said=3),
        visit(handoff_reason="asked"),
        visit(staff_said=1),  # staff stepped in
        visit(gave_up=True),
        visit(ended=False),
        visit(ended=False, handoff_reason="misunderstood"),
    )
    async with database.read() as session:
        found = await talked(session, WEEK)
    assert (found.total.visits, found.total.ended) == (8, 6)
    assert found.total.automation_rate == 2 / 6
    assert found.total.handoff_rate == 2 / 6
    assert found.reasons == {"asked": 2}
    assert found.total.messages == 8 * 4 + 4


async def test_questions_not_understood_are_a_share_of_the_questions(database: Database) -> None:
    await keep(database, visit(questions=3, declined=1), visit(questions=1), visit(questions=0))
    async with database.read() as session:
        assert (await talked(session, WEEK)).total.declined_rate == 1 / 4


async def test_times_are_of_those_who_got_an_answer(database: Database) -> None:
    answered = [visit(first_response=tenths) for tenths in (3, 5, 8, 9, 90)]
    waited = [visit(staff_wait=seconds) for seconds in (60, 3600)]
    await keep(database, visit(first_response=None), *answered, *waited)
    async with database.read() as session:
        found = await talked(session, WEEK)
    assert found.first_response == Times(8, 90, 5)
    assert found.staff_wait == Times(60, 3600, 2)


async def test_days_outside_the_period_do_not_count(database: Database) -> None:
    yesterday, before = TODAY - dt.timedelta(days=1), TODAY - dt.timedelta(days=7)
    await keep(database, visit(), visit(day=yesterday), visit(day=before))
    async with database.read() as session:
        days = await by_day(session, WEEK)
        earlier = await by_day(session, WEEK.over(WEEK.period.before()))
    assert {day: one.visits for day, one in days.items()} == {TODAY: 1, yesterday: 1}
    assert list(earlier) == [before]


async def test_filters_take_only_what_they_name(database: Database) -> None:
    await keep(
        database,
        visit(channel="wechat", topic="refund", region_code="220102", agency_id="a"),
        visit(topic="refund", region_code="220203"),
        visit(),
    )

    async def count(**cut: Any) -> int:
        async with database.read() as session:
            return (await talked(session, Cut(WEEK.period, **cut))).total.visits

    assert await count() == 3
    assert await count(channel="wechat") == 1
    assert await count(topic="refund") == 2
    assert await count(region="22") == 2
    assert await count(region="2201") == 1
    assert await count(region="220102") == 1
    assert await count(agency_ids=("a", "b")) == 1
    assert await count(agency_ids=()) == 0


async def test_groups_come_most_visits_first_and_what_is_not_known_last(database: Database) -> None:
    await keep(database, visit(topic="refund"), visit(topic="refund"), visit(topic="parcels"), visit())
    async with database.read() as session:
        found = (await talked(session, WEEK)).groups["topic"]
    assert [(one.key, one.talk.visits) for one in found] == [("refund", 2), ("parcels", 1), ("", 1)]


async def test_places_with_fewer_than_five_people_are_put_together(database: Database) -> None:
    many = [visit(region_code="220102") for _ in range(5)]
    few = [visit(region_code="210102") for _ in range(4)] + [visit(region_code="630102")]
    await keep(database, *many, *few, visit())
    async with database.read() as session:
        found = (await talked(session, WEEK)).groups["region"]
    assert [(one.key, one.talk.visits) for one in found] == [("2201", 5), (FEW, 5), ("", 1)]


async def test_an_agencys_staff_see_its_own_reach_whatever_they_ask_for(database: Database) -> None:
    async with database.read() as session:
        known = (await session.scalars(select(Agency.id).limit(1))).first()
        assert await agencies_meant(session, None, None) is None
        assert await agencies_meant(session, "gone", None) == ()  # an unknown agency reaches nothing
        assert await agencies_meant(session, "gone", known) == ()


async def test_cases_their_outcomes_money_and_ratings(database: Database, case_desk: CaseDesk) -> None:
    day = NOW - dt.timedelta(days=2)
    async with database.write() as session:
        cases = CaseBook(session, CaseDesk(case_desk.vault, case_desk.calendar, reactions=(keep_facts,)))
        await cases.settled(now=day, days=1, recovered_fen=20_000)
        rated = await cases.terminated(now=day, days=1)
        rated.satisfaction = 4
        await renew(session, rated)
        await cases.file(now=day, purchase__amount_fen=100)
        await cases.file(now=NOW - dt.timedelta(days=30))
        found = await handled(session, WEEK, today=TODAY)
    assert (found.received, found.complaints, found.reports) == (3, 3, 0)
    assert found.outcomes == {Outcome.SETTLED: 1, Outcome.TERMINATED: 1, None: 1}
    assert found.settlement_rate == 1 / 2
    assert found.asked_fen == 39_900 * 2 + 100
    assert found.recovered_fen == 20_000
    assert (found.ratings.of, found.ratings.mean) == (1, 4.0)
    assert found.days == {TODAY - dt.timedelta(days=2): (3, 20_000)}


async def test_periods_count_on_their_last_day_once_they_are_decided(
    database: Database, case_desk: CaseDesk
) -> None:
    """Seven working days from Monday the 2nd end on Wednesday the 11th; from Wednesday the 11th on Friday the 20th."""
    monday, wednesday = (dt.datetime(2026, 11, day, 2, tzinfo=dt.UTC) for day in (2, 11))
    async with database.write() as session:
        desk = CaseDesk(case_desk.vault, case_desk.calendar, reactions=(keep_facts,))
        cases = CaseBook(session, desk)
        kept = await cases.file(now=monday)
        await cases.step(kept, CaseEvent.REJECT, days=1)
        late = await cases.file(now=monday)
        await cases.step(late, CaseEvent.REJECT, days=12)
        await cases.file(now=monday)  # nobody decided: overdue
        await cases.file(now=wednesday)  # its last day is today: nothing is decided yet
        month = Cut(Period(dt.date(2026, 11, 1), TODAY))
        found = await handled(session, month, today=TODAY)
        before = await handled(session, Cut(Period(dt.date(2026, 11, 1), dt.date(2026, 11, 10))), today=TODAY)
    assert found.clocks == {ClockKind.DECIDE: Clock(1, 3)}
    assert found.clock_days == {dt.date(2026, 11, 11): Clock(1, 3)}
    assert found.on_time.rate == 1 / 3
    assert before.clocks == {}


async def test_cases_are_filtered_like_visits(database: Database, case_desk: CaseDesk) -> None:
    async with database.write() as session:
        cases = CaseBook(session, CaseDesk(case_desk.vault, case_desk.calendar, reactions=(keep_facts,)))
        await cases.file(topic="defective_goods", region_code="220102")
        await cases.file(topic="refund_delay", channel="hotline")

        async def count(**cut: Any) -> int:
            return (await handled(session, Cut(WEEK.period, **cut), today=TODAY)).received

        assert await count() == 2
        assert await count(topic="refund_delay") == 1
        assert await count(channel="hotline") == 1
        assert await count(region="2201") == 1
        assert await count(agency_ids=("nobody",)) == 0
