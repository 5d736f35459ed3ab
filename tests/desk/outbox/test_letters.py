"""Dead letters: listed without their content, tried again by people."""

import httpx
import pytest
from sqlalchemy import select, update

from desk.audit.actions import AuditAction
from desk.audit.model import AuditEntry
from desk.errors import DeskError
from desk.outbox import dead, letters
from desk.outbox.model import OutboxItem
from desk.outbox.service import DEAD, DONE, PENDING, blank, enqueue
from desk.privacy.vault import Vault
from desk.settings import Settings
from desk.store.database import Database
from tests.desk.builders import FakeClock, on_sqlite
from tests.desk.cases.handling import OFFICER, SUPERVISOR

STORY = "我叫王小丽，商家不退款"
OUTBOX = "/api/v1/outbox"


@pytest.fixture
async def dead_ids(database: Database, vault: Vault, clock: FakeClock) -> list[str]:
    """Three dead items of a kind nobody handles, so that a running desk leaves them alone, and one that is done."""
    async with database.write() as session:
        for key in ("1", "2", "3", "done"):
            await enqueue(
                session,
                vault,
                kind="letter",
                key=key,
                body={"story": STORY},
                case_id=f"case-{key}",
                conversation_id=None,
                now=clock(),
            )
        await session.execute(
            update(OutboxItem).values(state=DEAD, attempts=7, error_code="http_503", finished_at=clock())
        )
        await session.execute(update(OutboxItem).where(OutboxItem.key == "done").values(state=DONE))
        found = select(OutboxItem.id).where(OutboxItem.state == DEAD).order_by(OutboxItem.id)
        return list(await session.scalars(found))


async def test_dead_letters_are_listed_by_page_and_never_with_their_content(
    api: httpx.AsyncClient, dead_ids: list[str]
) -> None:
    first = await api.get(OUTBOX, params={"limit": 2, "state": "dead"}, headers=SUPERVISOR)
    assert [item["id"] for item in first.json()["items"]] == dead_ids[:2]
    assert first.json()["items"][0] | {"created_at": "", "next_try_at": "", "finished_at": ""} == {
        "id": dead_ids[0],
        "kind": "letter",
        "state": "dead",
        "attempts": 7,
        "error_code": "http_503",
        "case_id": "case-1",
        "conversation_id": None,
        "created_at": "",
        "next_try_at": "",
        "finished_at": "",
    }
    rest = await api.get(first.headers["link"].partition(">")[0].lstrip("<"), headers=SUPERVISOR)
    assert [item["id"] for item in rest.json()["items"]] == dead_ids[2:]
    assert "link" not in rest.headers


async def test_a_dead_letter_is_due_again_under_its_old_id(
    api: httpx.AsyncClient, dead_ids: list[str], database: Database
) -> None:
    answer = await api.post(f"{OUTBOX}/{dead_ids[0]}/retry", headers=SUPERVISOR)
    assert (answer.status_code, answer.json()["id"], answer.json()["state"]) == (200, dead_ids[0], "pending")
    again = await api.post(f"{OUTBOX}/{dead_ids[0]}/retry", headers=SUPERVISOR)
    assert (again.status_code, again.json()["code"]) == (409, "outbox_item_not_dead")
    async with database.read() as session:
        item = await session.get_one(OutboxItem, dead_ids[0])
        (entry,) = await session.scalars(select(AuditEntry))
    assert (entry.action, entry.actor) == (AuditAction.DEAD_LETTER_RETRY, "client:chief")
    assert (item.state, item.failures, item.key) == (PENDING, 0, "1")


async def test_what_was_erased_cannot_be_tried_again(
    api: httpx.AsyncClient, dead_ids: list[str], database: Database, vault: Vault
) -> None:
    async with database.write() as session:
        await session.execute(update(OutboxItem).values(sealed_body=blank(vault)))
    answer = await api.post(f"{OUTBOX}/{dead_ids[0]}/retry", headers=SUPERVISOR)
    assert (answer.status_code, answer.json()["code"]) == (409, "outbox_item_emptied")


@on_sqlite
@pytest.mark.parametrize("item_id", ["nothing", "0192f3a0-7c11-7a3e-9d42-5b6c7d8e9f00", "%E4%BD%A0"])
async def test_an_item_that_does_not_exist_is_not_found(api: httpx.AsyncClient, item_id: str) -> None:
    for answer in (
        await api.get(f"{OUTBOX}/{item_id}", headers=SUPERVISOR),
        await api.post(f"{OUTBOX}/{item_id}/retry", headers=SUPERVISOR),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "outbox_item_not_found")


@on_sqlite
@pytest.mark.parametrize("query", [{"state": "lost"}, {"limit": 0}, {"cursor": "x"}, {"body": "1"}])
async def test_a_question_that_makes_no_sense_is_refused(
    api: httpx.AsyncClient, query: dict[str, str]
) -> None:
    answer = await api.get(OUTBOX, params=query, headers=SUPERVISOR)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_outbox_query")


@on_sqlite
async def test_officers_do_not_see_the_outbox(api: httpx.AsyncClient) -> None:
    assert (await api.get(OUTBOX, headers=OFFICER)).status_code == 403


async def test_the_command_lists_and_tries_again(settings: Settings, dead_ids: list[str]) -> None:
    listed = await dead.run(settings, None)
    assert [one.split()[0] for one in listed] == dead_ids
    assert STORY not in "".join(listed)
    assert await dead.run(settings, dead_ids[1]) == [f"{dead_ids[1]} is due again"]
    assert len(await dead.run(settings, None)) == 2
    with pytest.raises(DeskError, match="outbox_item_not_dead"):
        await dead.run(settings, dead_ids[1])


@on_sqlite
async def test_the_command_says_so_when_nothing_is_dead(settings: Settings) -> None:
    assert await dead.run(settings, None) == ["no dead letters"]


async def test_the_command_lists_more_than_a_page(
    database: Database, dead_ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = letters.LetterQuery

    monkeypatch.setattr(dead, "LetterQuery", lambda cursor, limit: page(cursor=cursor, limit=2))
    assert len(await dead.list_dead(database)) == 3
