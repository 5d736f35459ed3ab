"""Events of calls, taken one by one against the database."""

import asyncio
import datetime as dt
from typing import Any

from desk.calls import service
from desk.calls.model import CallRow
from desk.calls.service import REPEATED_FOR, Taken
from desk.privacy.vault import Vault
from desk.store.database import Database
from tests.desk.builders import NOW


async def taken(
    database: Database, vault: Vault, event_id: str = "e-1", seq: int | None = 1, **changes: Any
) -> Taken:
    told: dict[str, Any] = {"switch": "hotline", "call_id": "c-1", "now": NOW, **changes}
    async with database.write() as session:
        return await service.take(session, vault, event_id=event_id, seq=seq, **told)


async def answered(database: Database, vault: Vault, event: Taken, answer: str, state: str = "{}") -> None:
    async with database.write() as session:
        row = await service.lock(session, event.row.id)
        await service.keep_state(session, vault, row, state, ended=False, now=NOW)
        await service.keep_answer(session, vault, row, event.seq, answer)


async def test_a_repeat_is_known_by_its_seq_or_its_id(database: Database, vault: Vault) -> None:
    first = await taken(database, vault)
    assert (first.repeated, first.state) == (False, None)
    await answered(database, vault, first, "good day", "where it stands")
    for again in (await taken(database, vault, "e-other"), await taken(database, vault, "e-1", 7)):
        assert (again.repeated, again.seq, again.answer) == (True, 1, "good day")
    following = await taken(database, vault, "e-2", 2)
    assert (following.repeated, following.state) == (False, "where it stands")


async def test_while_an_event_is_under_way_its_repeat_has_no_answer_yet(
    database: Database, vault: Vault
) -> None:
    await taken(database, vault)
    again = await taken(database, vault)
    assert (again.repeated, again.answer) == (True, None)


async def test_of_many_at_once_one_takes_the_event(database: Database, vault: Vault) -> None:
    came = await asyncio.gather(*(taken(database, vault) for _ in range(6)))
    assert sum(not one.repeated for one in came) == 1
    assert len({one.row.id for one in came}) == 1


async def test_events_without_a_number_get_the_next_one(database: Database, vault: Vault) -> None:
    came = await asyncio.gather(*(taken(database, vault, f"e-{number}", None) for number in range(5)))
    assert sorted(one.seq for one in came) == [0, 1, 2, 3, 4]


async def test_calls_of_two_switches_are_two_whatever_their_ids(database: Database, vault: Vault) -> None:
    one, other = await taken(database, vault), await taken(database, vault, switch="aliyun")
    assert one.row.id != other.row.id
    assert not other.repeated


async def test_only_calls_that_go_on_and_are_quiet_are_found(database: Database, vault: Vault) -> None:
    await taken(database, vault)
    over = await taken(database, vault, call_id="c-2")
    async with database.write() as session:
        row = await service.lock(session, over.row.id)
        await service.keep_state(session, vault, row, "{}", ended=True, now=NOW)
    async with database.read() as session:
        assert len(await service.quiet(session, since=NOW)) == 1
        assert len(await service.quiet(session, since=NOW - dt.timedelta(seconds=1))) == 0


async def test_the_time_of_an_end_stays(database: Database, vault: Vault) -> None:
    event = await taken(database, vault)
    for later in (0, 60):
        async with database.write() as session:
            row = await service.lock(session, event.row.id)
            now = NOW + dt.timedelta(seconds=later)
            await service.keep_state(session, vault, row, "{}", ended=True, now=now)
    async with database.read() as session:
        assert (await session.get_one(CallRow, event.row.id)).ended_at == NOW


async def test_a_call_goes_only_when_its_answers_are_gone(database: Database, vault: Vault) -> None:
    event = await taken(database, vault)
    async with database.write() as session:
        row = await service.lock(session, event.row.id)
        await service.keep_state(session, vault, row, "{}", ended=True, now=NOW)
        assert await service.purge(session, now=NOW + REPEATED_FOR) == 0
    async with database.write() as session:
        assert await service.purge(session, now=NOW + service.KEPT * 2) == 2
