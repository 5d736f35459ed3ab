"""The desk with a client that may export and erase, and cases in every stage of their life."""

import dataclasses
import datetime as dt
import io
from typing import Any

import httpx
import pytest
from PIL import Image
from sanic import Sanic
from sqlalchemy import select, update

from desk.cases.changing import CaseDesk
from desk.cases.filing import file_case
from desk.cases.model import Case
from desk.cases.states import CaseState
from desk.clients import ApiClient, Scope, TokenRegistry
from desk.clients.registry import FirstOf
from desk.conversations.service import open_conversation
from desk.store.database import Database
from tests.desk.builders import FakeClock, case_in
from tests.desk.conftest import STAFF_TOKEN

PRIVACY_TOKEN = "privacy-token"
PRIVACY = {"Authorization": f"Bearer {PRIVACY_TOKEN}"}
STAFF = {"Authorization": f"Bearer {STAFF_TOKEN}"}
PHONE = "+8613912345678"  # of builders.FILING's complainant
OTHER = {"name": "赵小光", "phone": "+8613800001111", "address": "长春市二道区吉林大路1号"}


@pytest.fixture
def app(app: Sanic[Any, Any]) -> Sanic[Any, Any]:
    """With one client more, who may do nothing else than this."""
    officer = TokenRegistry({PRIVACY_TOKEN: ApiClient("officer", frozenset({Scope.PRIVACY}))})
    app.ctx.desk = dataclasses.replace(app.ctx.desk, clients=FirstOf(app.ctx.desk.clients, officer))
    return app


def picture(colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (20, 20), colour).save(out, "PNG")
    return out.getvalue()


class People:
    """Cases and conversations of people, put straight into the database."""

    def __init__(self, database: Database, desk: CaseDesk, clock: FakeClock) -> None:
        self.database, self.desk, self.clock, self._count = database, desk, clock, 0

    async def case(self, state: CaseState = CaseState.SUBMITTED, *, closed: float = 0, **told: Any) -> Case:
        """One of its own; closed: days ago."""
        self._count += 1
        told.setdefault("purchase__order_no", f"E{self._count}")
        async with self.database.write() as session:
            filed = await file_case(session, self.desk, case_in(**told), client="assistant", now=self.clock())
            case = filed.cases[0]
            if state is not CaseState.SUBMITTED:
                case.state, case.dispute_digest = state, None
                case.closed_at = self.clock() - dt.timedelta(days=closed)
        return case

    async def again(self, case: Case) -> Case:
        """As it is now."""
        async with self.database.read() as session:
            return await session.get_one(Case, case.id)

    async def change(self, case: Case, **values: Any) -> None:
        async with self.database.write() as session:
            await session.execute(update(Case).where(Case.id == case.id).values(**values))

    async def conversation(self, person: str = "p1", channel: str = "webchat") -> str:
        async with self.database.write() as session:
            opened = await open_conversation(
                session, self.desk.vault, channel=channel, person=person, now=self.clock()
            )
            return opened.id

    async def all(self) -> list[Case]:
        async with self.database.read() as session:
            return list(await session.scalars(select(Case).order_by(Case.id)))


@pytest.fixture
def people(database: Database, case_desk: CaseDesk, clock: FakeClock) -> People:
    return People(database, case_desk, clock)


class Chat:
    """A page that says and sends something."""

    def __init__(self, api: httpx.AsyncClient) -> None:
        self.api, self.headers = api, {}  # type: ignore[var-annotated]

    async def open(self) -> "Chat":
        token = (await self.api.post("/webchat/api/sessions")).json()["token"]
        self.headers = {"Authorization": f"Bearer {token}"}
        return self

    async def say(self, text: str, message_id: str = "message-1") -> None:
        said = {"message_id": message_id, "text": text}
        answer = await self.api.post("/webchat/api/messages", json=said, headers=self.headers)
        assert answer.status_code == 202, answer.text

    async def send(self, name: str = "小票.png") -> str:
        files = {"file": (name, picture(), "image/png")}
        sent = await self.api.post("/webchat/api/attachments", files=files, headers=self.headers)
        assert sent.status_code == 201, sent.text
        return str(sent.json()["attachment_id"])


@pytest.fixture
async def chat(api: httpx.AsyncClient) -> Chat:
    return await Chat(api).open()
