"""Location messages: the place is kept, the coordinates are not."""

from typing import Any

import httpx
import pytest
from sqlalchemy import select

from desk.conversations.incoming import Incoming, Located
from desk.conversations.messages import unseal
from desk.conversations.model import Message
from desk.conversations.receiving import receive
from desk.privacy.vault import Vault
from desk.store.database import Database
from tests.desk.builders import on_sqlite
from tests.desk.conversations.conversing import Conversing
from tests.desk.conversations.scripted import ScriptedBrain

CHANGCHUN = {"latitude": 43.88, "longitude": 125.32}


@pytest.mark.parametrize(
    ("place", "text", "payload"),
    [
        ("吉林省长春市", "[位置] 吉林省长春市", '/tell_place{"place": "吉林省长春市"}'),
        (None, "[位置]", "/tell_place"),
    ],
)
async def test_the_brain_is_told_the_place_or_that_there_is_none(
    conversing: Conversing, place: str | None, text: str, payload: str
) -> None:
    async with conversing.database.write() as session:
        incoming = Incoming("message-1", located=Located(place))
        await receive(session, conversing.vault, conversing.id, incoming, now=conversing.clock())
    await conversing.run()
    (question,) = conversing.brain.asked
    assert question.body()["payload"] == payload
    assert question.body()["text"] is None
    assert (await conversing.transcript())[0] == ("user", text)


async def send(page: httpx.AsyncClient, location: Any, **more: Any) -> httpx.Response:
    body = {"message_id": "message-1", "location": location, **more}
    return await page.post("/webchat/api/messages", json=body, headers={"Prefer": "wait=10"})


@on_sqlite
@pytest.mark.parametrize(
    ("location", "payload"),
    [
        (CHANGCHUN, '/tell_place{"place": "吉林省长春市"}'),
        ({**CHANGCHUN, "accuracy": 35.5}, '/tell_place{"place": "吉林省长春市"}'),
        ({**CHANGCHUN, "accuracy": None}, '/tell_place{"place": "吉林省长春市"}'),
        ({**CHANGCHUN, "label": "吉林市场"}, '/tell_place{"place": "吉林省长春市"}'),
        (
            {**CHANGCHUN, "label": "吉林省长春市朝阳区工农大路1128号"},
            '/tell_place{"place": "吉林省长春市朝阳区"}',
        ),
        ({**CHANGCHUN, "accuracy": 90_000}, "/tell_place"),
        ({"latitude": 0, "longitude": 0}, "/tell_place"),
    ],
)
async def test_a_location_reaches_the_brain_as_a_place(
    page: httpx.AsyncClient, brain: ScriptedBrain, location: dict[str, Any], payload: str
) -> None:
    assert (await send(page, location)).status_code == 200
    assert [question.payload for question in brain.asked] == [payload]


@on_sqlite
async def test_coordinates_and_street_are_kept_nowhere(
    page: httpx.AsyncClient, database: Database, vault: Vault
) -> None:
    await send(page, {"latitude": 43.8765, "longitude": 125.3217, "label": "长春市朝阳区工农大路1128号"})
    async with database.read() as session:
        (mine,) = (await session.execute(select(Message).filter_by(sender="user"))).scalars()
    body = unseal(vault, mine).model_dump_json()
    assert "朝阳区" in body
    assert not any(part in body for part in ("43.8", "125.3", "工农大路", "1128"))


@on_sqlite
async def test_a_repeated_location_is_answered_once(page: httpx.AsyncClient, brain: ScriptedBrain) -> None:
    first, again = await send(page, CHANGCHUN), await send(page, CHANGCHUN)
    assert first.json()["replies"] == again.json()["replies"]
    assert len(brain.asked) == 1


@on_sqlite
@pytest.mark.parametrize(
    "location",
    [
        {},
        {"latitude": 43.88},
        {"latitude": 91, "longitude": 0},
        {"latitude": 0, "longitude": -180.1},
        {"latitude": "here", "longitude": 0},
        {**CHANGCHUN, "accuracy": -1},
        {**CHANGCHUN, "label": "长" * 201},
        {**CHANGCHUN, "altitude": 200},
        "43.88,125.32",
        [43.88, 125.32],
    ],
)
async def test_a_location_that_is_none_is_refused(
    page: httpx.AsyncClient, brain: ScriptedBrain, location: Any
) -> None:
    response = await send(page, location)
    assert response.status_code == 422
    assert "125.32" not in response.text
    assert brain.asked == []


@on_sqlite
async def test_a_location_with_a_text_is_refused(page: httpx.AsyncClient, brain: ScriptedBrain) -> None:
    response = await send(page, CHANGCHUN, text="我在这里")
    assert (response.status_code, response.json()["code"]) == (400, "invalid_request")
    assert brain.asked == []
