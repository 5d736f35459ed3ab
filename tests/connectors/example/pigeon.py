"""A whole connector, as docs/connectors.md explains it: pigeons carry letters of 40 characters, three a message.

A request is signed, carries one text, and its answer may carry one letter back. Later letters are sent to the loft.
"""

import datetime as dt
import hashlib
import hmac
from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

import httpx
from pydantic import BaseModel, ConfigDict
from sanic import Blueprint, HTTPResponse, Request, Sanic
from sanic.response import json

from desk.channels.errors import Closed, Left, TryLater, Unsendable
from desk.channels.intake import Person, answer, arrive
from desk.channels.port import Said
from desk.channels.rules import Allowance, Contact, Quotas
from desk.context import desk_of
from desk.conversations.incoming import Incoming
from desk.errors import Unauthorized
from desk.web.bodies import decode

LETTER = 40  # characters
FAULTS = {410: Left("moved"), 423: Closed("loft_closed"), 503: TryLater("storm")}


class LetterIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str
    ring: str  # of the pigeon, by which we know the sender
    text: str


class Pigeons:
    """See desk.channels.port.Channel."""

    name = "pigeon"
    quotas: Quotas = MappingProxyType({Contact.MESSAGE: Allowance(3, dt.timedelta(hours=1))})

    def __init__(self, loft: str) -> None:
        self._client = httpx.AsyncClient(base_url=loft, trust_env=False)

    def parts(self, said: Said) -> list[str]:
        lines = [said.text or "", *(f"{number}. {title}" for number, title in enumerate(said.choices, 1))]
        text = "\n".join(line for line in lines if line)
        return [text[start : start + LETTER] for start in range(0, len(text), LETTER)]

    def pack(self, parts: Sequence[str]) -> tuple[str, int]:
        return parts[0], 1

    async def send(self, address: str, text: str, *, sender: str) -> None:
        response = await self._client.post("/letters", json={"to": address, "text": text})
        if response.status_code in FAULTS:
            raise FAULTS[response.status_code]
        response.raise_for_status()

    async def fetch(self, media_id: str, *, max_bytes: int) -> bytes:
        raise Unsendable("pigeons carry no pictures")

    async def close(self) -> None:
        await self._client.aclose()


def install(app: Sanic[Any, Any], *, loft: str, secret: bytes, wait: float) -> None:
    pigeons = Pigeons(loft)
    app.ctx.desk.channels.add(pigeons)
    room = Blueprint("pigeons", url_prefix="/pigeons")

    @room.post("/letters")
    async def letter(request: Request) -> HTTPResponse:
        expected = hmac.new(secret, request.body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(request.headers.get("x-signature", ""), expected):
            raise Unauthorized
        came, desk = decode(LetterIn, request), desk_of(request)
        arrived = await arrive(
            desk,
            pigeons,
            Person(came.ring, came.ring),
            Incoming(came.id, text=came.text),
            passive_for=dt.timedelta(seconds=wait + 0.5),
        )
        back = await answer(desk, pigeons, arrived, request=came.id, wait=wait)
        return json({"text": None if back is None else back.text})

    app.blueprint(room)
