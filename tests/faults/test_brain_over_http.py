"""A brain that hangs or crashes, on the wire: the deadline, the words, and who sees what could not be answered."""

import dataclasses
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from sanic import Sanic

from desk.app import create_app
from desk.clients import TokenRegistry
from desk.clients.registry import ApiClient, Scope
from desk.conversations import wording
from desk.conversations.rules import EXCUSE_AFTER, LONGEST_DELAY
from desk.settings import Settings
from tests.desk.builders import FakeClock, on_sqlite, unique
from tests.eventually import eventually
from tests.faults.page import Page
from tests.faults.stand_in import CRASHED, Answer, StandIn, Turn, saying, standing_in

pytestmark = on_sqlite  # the database has no part in it

POISON = "☠"


def answer(turn: Turn) -> Answer:
    return CRASHED if POISON in turn["text"] else saying(f"答：{turn['text']}")


@pytest.fixture
def brain() -> Iterator[StandIn]:
    with standing_in(answer) as stand_in:
        yield stand_in


@pytest.fixture
def app(settings: Settings, clock: FakeClock, brain: StandIn) -> Sanic[Any, Any]:
    """The whole desk with its own client of the brain, in less of a hurry than people and more than usual."""
    Sanic.test_mode = True
    hurried = dataclasses.replace(settings, brain_url=brain.url, brain_timeout=0.5)
    made = create_app(hurried, clock=clock, name=unique("desk"))
    staff = TokenRegistry({"staff": ApiClient("staff", frozenset({Scope.CONVERSATIONS_READ}))})
    made.ctx.desk = dataclasses.replace(made.ctx.desk, clients=staff)
    return made


async def test_a_brain_that_hangs_is_given_its_deadline_and_the_answer_comes_once_when_it_is_back(
    page: Page, brain: StandIn, clock: FakeClock
) -> None:
    brain.silent.set()
    assert (await page.post("商家不退款")).status_code == 202
    clock.advance(seconds=EXCUSE_AFTER.total_seconds())
    await page.until(("user", "商家不退款"), ("system", wording.WAITING))

    async def tries() -> int:
        clock.advance(seconds=LONGEST_DELAY.total_seconds())
        return len(brain.asked)

    await eventually(tries, lambda count: count >= 3)
    brain.silent.clear()
    await eventually(page.history, lambda said: len(said) > 2, meanwhile=tries)
    await page.until(("user", "商家不退款"), ("system", wording.WAITING), ("bot", "答：商家不退款"))
    assert len({turn["message_id"] for turn in brain.asked}) == 1  # by which it would repeat what it had done


async def test_a_message_that_crashes_every_turn_is_given_up_seen_by_staff_and_the_next_one_is_answered(
    page: Page, brain: StandIn, clock: FakeClock, served: str
) -> None:
    assert (await page.post(f"坏{POISON}")).status_code == 202
    assert (await page.post("商家不退款")).status_code == 202

    async def on() -> None:
        clock.advance(seconds=LONGEST_DELAY.total_seconds())

    said = await eventually(page.history, lambda said: said[-1:] == [("bot", "答：商家不退款")], meanwhile=on)
    assert ("system", wording.GIVEN_UP) in said
    staff = {"Authorization": "Bearer staff"}
    async with httpx.AsyncClient(base_url=served, headers=staff, trust_env=False) as api:
        listed = (await api.get("/api/v1/conversations", params={"queue": "all"})).json()["conversations"]
    assert [one["reason"] for one in listed] == ["bot_failure"]
