"""A desk with pigeons, a scripted brain, and the loft they fly to."""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from sanic import Sanic

from desk.app import create_app
from desk.clock import utc_now
from desk.settings import Settings
from tests.connectors.example import pigeon
from tests.desk.builders import unique
from tests.desk.conversations.scripted import ScriptedBrain
from tests.desk.webhooks.receiver import Receiver, receiver

SECRET = b"coo"
PATIENT, HURRIED = 20.0, 0.2  # seconds a request waits for its answer


@pytest.fixture
def brain() -> ScriptedBrain:
    return ScriptedBrain()


@pytest.fixture
def wait() -> float:
    return PATIENT


@pytest.fixture
def loft() -> Iterator[Receiver]:
    with receiver() as made:
        yield made


@pytest.fixture
def app(settings: Settings, brain: ScriptedBrain, loft: Receiver, wait: float) -> Sanic[Any, Any]:
    Sanic.test_mode = True
    made = create_app(settings, clock=utc_now, name=unique("desk"), brain=brain)
    pigeon.install(made, loft=loft.url.removesuffix("/hook"), secret=SECRET, wait=wait)
    return made


class Sender:
    """Somebody with pigeons."""

    def __init__(self, client: httpx.AsyncClient, loft: Receiver) -> None:
        self._client, self._loft, self._sent = client, loft, 0

    async def sends(self, text: str, *, ring: str = "r-1", id: str | None = None) -> str | None:
        """The text of the letter that comes back with the answer."""
        self._sent += 1
        body = json.dumps({"id": id or f"letter-{self._sent}", "ring": ring, "text": text}).encode()
        signature = hmac.new(SECRET, body, hashlib.sha256).hexdigest()
        response = await self._client.post(
            "/pigeons/letters", content=body, headers={"x-signature": signature}
        )
        response.raise_for_status()
        back: str | None = response.json()["text"]
        return back

    @property
    def pushed(self) -> list[str]:
        """Letters that came to the loft by themselves."""
        return [json.loads(got.body)["text"] for got in self._loft.got]


@pytest.fixture
async def sender(served: str, loft: Receiver) -> AsyncIterator[Sender]:
    async with httpx.AsyncClient(base_url=served, trust_env=False, timeout=30) as client:
        yield Sender(client, loft)
