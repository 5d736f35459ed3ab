"""Jobs beside the requests: repeated, not ended by an error, and let come to the end of their round."""

import asyncio

import pytest

from desk import background
from desk.background import Recurring


async def test_round_under_way_comes_to_its_end_when_the_server_stops() -> None:
    begun, done = asyncio.Event(), []

    async def work() -> None:
        begun.set()
        await asyncio.sleep(0.05)
        done.append("whole")

    job = Recurring("job", work, every=3600.0)
    job.start()
    await begun.wait()
    await job.stop()
    assert done == ["whole"]


async def test_failed_round_is_followed_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "AGAIN", 0.0)
    rounds, second = [], asyncio.Event()

    async def work() -> None:
        rounds.append(1)
        if len(rounds) == 1:
            raise RuntimeError
        second.set()

    job = Recurring("job", work, every=3600.0)
    job.start()
    await asyncio.wait_for(second.wait(), 5)
    await job.stop()
    assert len(rounds) == 2


async def test_round_that_does_not_end_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "GRACE", 0.01)
    job = Recurring("job", asyncio.Event().wait, every=1.0)  # type: ignore[arg-type]
    job.start()
    await asyncio.sleep(0)
    await asyncio.wait_for(job.stop(), 5)


async def test_job_that_has_not_begun_never_does(monkeypatch: pytest.MonkeyPatch) -> None:
    rounds: list[int] = []

    async def work() -> None:
        rounds.append(1)

    job = Recurring("job", work, every=1.0, first=3600.0)
    job.start()
    await job.stop()
    assert rounds == []
