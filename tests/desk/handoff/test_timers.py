"""What the desk does by itself: places, delays, silence, holders who are gone, hours."""

import datetime as dt

from desk.handoff import wording
from desk.handoff.presence import seen
from desk.handoff.states import CloseReason, Flag, ServiceState
from tests.desk.builders import FakeClock, on_sqlite
from tests.desk.handoff.serving import CHIEF, LI, WU, Serving

S = ServiceState


async def others(serving: Serving, count: int) -> list[Serving]:
    """People who asked before."""
    found = []
    for number in range(count):
        other = Serving(serving.database, serving.vault, serving.clock, serving.brain)
        await other.open(f"other-{number}")
        await other.asks()
        found.append(other)
        serving.clock.advance(seconds=1)
    return found


async def test_whom_nobody_takes_is_told_honestly_once(serving: Serving) -> None:
    await serving.asks()
    assert await serving.time_passes(minutes=9) == 0
    assert await serving.time_passes(minutes=1) == 1
    assert await serving.time_passes(minutes=20) == 0
    said = await serving.said_by("system")
    assert said == [wording.queued(0, None), wording.delayed(0)]
    service = await serving.service()
    assert (service.state, service.flag) == (S.QUEUED, Flag.UNCLAIMED)
    await serving.person("继续等人工", "message-1")
    assert (await serving.said_by("system"))[-1] == wording.WAITS


async def test_a_better_place_is_told_when_it_halved_and_not_each_time(serving: Serving) -> None:
    before = await others(serving, 4)
    await serving.asks()
    assert (await serving.said_by("system"))[-1] == wording.queued(4, None)
    serving.clock.advance(minutes=2)
    await before[0].claims(WU)
    await serving.time_passes()
    assert len(await serving.said_by("system")) == 1  # four, then three: not worth a word
    await before[1].claims(WU)
    await serving.time_passes()
    assert (await serving.said_by("system"))[-1].startswith(wording.moved_up(2, None)[:16])  # type: ignore[union-attr]
    await before[2].claims(WU)
    await before[3].claims(WU)
    await serving.time_passes(seconds=30)
    assert len(await serving.said_by("system")) == 2  # not within a minute
    await serving.time_passes(seconds=31)
    assert "您是下一位" in str((await serving.said_by("system"))[-1])


async def test_an_unanswered_person_is_shown_to_supervisors_until_answered(serving: Serving) -> None:
    await serving.asks()
    await serving.claims()
    await serving.person("在吗", "message-1")
    assert await serving.time_passes(minutes=5) == 1
    assert (await serving.service()).flag is Flag.UNANSWERED
    await serving.says("在的")
    assert (await serving.service()).flag is None


async def test_a_holder_who_is_gone_loses_it_to_the_queue_and_it_is_told(serving: Serving) -> None:
    await serving.asks()
    await serving.claims()
    await serving.time_passes(minutes=5)
    assert await serving.time_passes(minutes=5) == 1
    service = await serving.service()
    assert (service.state, service.claimed_by, service.flag) == (S.QUEUED, None, Flag.HOLDER_GONE)
    assert (await serving.said_by("system"))[-1] == wording.RELEASED
    assert (await serving.steps())[-1].detail == {"holder": LI.id}


@on_sqlite
async def test_a_holder_who_gives_signs_keeps_it(serving: Serving, clock: FakeClock) -> None:
    await serving.asks()
    await serving.claims()
    for _ in range(4):
        clock.advance(minutes=4)
        async with serving.database.write() as session:
            await seen(session, LI.id, now=clock())
        await serving.time_passes()
    assert (await serving.service()).claimed_by == LI.id


async def test_a_silent_person_is_reminded_and_then_it_is_closed(serving: Serving) -> None:
    await serving.claims()
    await serving.says("还需要什么帮助吗？")
    await serving.time_passes(minutes=15)
    assert (await serving.said_by("system"))[-1] == wording.REMIND
    assert await serving.time_passes(minutes=14) == 0
    await serving.time_passes(minutes=1)
    service = await serving.service()
    assert (service.state, service.close_reason) == (S.CLOSED, CloseReason.NO_ANSWER)
    assert (await serving.said_by("system"))[-1] == wording.CLOSED_SILENT


@on_sqlite
async def test_a_person_who_answers_in_time_is_not_closed(serving: Serving) -> None:
    await serving.claims()
    await serving.says("还需要什么帮助吗？")
    await serving.time_passes(minutes=15)
    await serving.person("在的", "message-1")
    await serving.says("好的", "m-2")
    await serving.time_passes(minutes=16)
    assert (await serving.service()).state is S.SERVING
    assert (await serving.said_by("system")).count(wording.REMIND) == 2


@on_sqlite
async def test_what_was_put_aside_comes_back_in_time(serving: Serving, clock: FakeClock) -> None:
    await serving.claims()
    await serving.snoozes(clock() + dt.timedelta(minutes=30))
    assert await serving.time_passes(minutes=29) == 0
    assert await serving.time_passes(minutes=1) == 1
    assert (await serving.service()).state is S.SERVING


async def test_at_closing_time_who_waits_is_told_and_stands_first_next_time(serving: Serving) -> None:
    await serving.asks()
    asked_at = (await serving.service()).requested_at
    await serving.time_passes(minutes=90)  # 12:00, noon break
    service = await serving.service()
    assert (service.state, service.goes_on, service.queued_at) == (S.MESSAGE_LEFT, True, None)
    assert "今天13:30起优先接待" in str((await serving.said_by("system"))[-1])
    assert await serving.person("那我先问小保", "message-1") is not None
    (later,) = await others(serving, 1)
    await serving.time_passes(minutes=90)
    again = await serving.service()
    assert (again.state, again.requested_at) == (S.QUEUED, asked_at)
    assert again.queued_at == serving.clock()  # waiting is counted from the opening
    assert (await later.service()).requested_at > asked_at


@on_sqlite
async def test_a_served_conversation_is_not_touched_by_closing_time(serving: Serving) -> None:
    await serving.asks()
    await serving.claims()
    await serving.says("稍等")
    await serving.person("好", "message-1")
    await serving.time_passes(minutes=91)
    assert (await serving.service()).state is S.SERVING


@on_sqlite
async def test_who_goes_on_with_the_assistant_is_flagged_but_not_interrupted(serving: Serving) -> None:
    await serving.asks()
    await serving.person("先问小保", "message-1")
    told = len(await serving.said_by("system"))
    await serving.time_passes(minutes=10)
    assert (await serving.service()).flag is Flag.UNCLAIMED
    assert len(await serving.said_by("system")) == told


@on_sqlite
async def test_a_supervisor_may_empty_the_queue(serving: Serving) -> None:
    await serving.asks()
    assert (await serving.returns(CHIEF)).state is S.RETURNED
    assert await serving.time_passes(minutes=30) == 0
