"""Filing a kept complaint through the outbox, against a case API that does as the test says."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from desk.attachments.storage import FolderStorage
from desk.bus import InProcessBus
from desk.conversations import wording
from desk.conversations.errands import Errands
from desk.conversations.model import Conversation
from desk.outbox.model import OutboxItem
from desk.outbox.service import DEAD, DONE, PENDING
from desk.outbox.worker import MAX_FAILURES, OutboxWorker
from tests.desk.conversations.conversing import Conversing
from tests.desk.conversations.scripted import reply

FILING = {"idempotency_key": "0190aaaa-0000-7000-8000-000000000000", "body": {"problem": "不退款"}}
CASE = {"case_no": "XB00000001", "next_step": "请等候", "state_label": "已登记"}

Respond = Callable[[httpx.Request], httpx.Response]


class Filing:
    """A conversation with a complaint kept for filing, and the worker that files it."""

    def __init__(self, conversing: Conversing, folder: Path) -> None:
        self.conversing = conversing
        self.respond: Respond = lambda _: httpx.Response(201, json=CASE)
        errands = Errands(
            conversing.vault,
            conversing.brain,
            conversing.clock,
            files=FolderStorage(folder),
            case_api_url="http://x",
            token="t",
        )
        errands._cases = httpx.AsyncClient(
            base_url="http://cases", transport=httpx.MockTransport(lambda request: self.respond(request))
        )
        self.worker = OutboxWorker(
            conversing.database,
            conversing.vault,
            InProcessBus(),
            conversing.clock,
            errands.handlers(),
            errands.dead,
        )

    async def tries(self, times: int = 1) -> OutboxItem:
        for _ in range(times):
            await self.worker.work_once()
            self.conversing.clock.advance(minutes=11)
        async with self.conversing.database.read() as session:
            return (await session.execute(select(OutboxItem))).scalar_one()


@pytest.fixture
async def filing(conversing: Conversing, tmp_path: Path) -> Filing:
    conversing.brain.script = lambda question: (reply("稍后登记", filing=FILING),)
    await conversing.hear("确认提交", "message-1")
    await conversing.run()
    return Filing(conversing, tmp_path)


async def test_a_kept_complaint_is_filed_and_its_number_told(filing: Filing) -> None:
    item = await filing.tries()
    assert (item.state, filing.conversing.vault.open(item.sealed_body)) == (DONE, "{}")
    assert (await filing.conversing.transcript())[-1][1] == wording.filed_later("XB00000001", "请等候")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (httpx.Response(200, text="<html>"), "JSONDecodeError"),
        (httpx.Response(201, json={"id": "x"}), "KeyError"),
        (httpx.Response(201, json=[]), "TypeError"),
        (httpx.Response(503), "http_503"),
    ],
)
async def test_an_answer_that_makes_no_sense_is_asked_for_again(
    filing: Filing, answer: httpx.Response, code: str
) -> None:
    filing.respond = lambda _: answer
    item = await filing.tries()
    assert (item.state, item.error_code) == (PENDING, code)
    filing.respond = lambda _: httpx.Response(201, json=CASE)
    assert (await filing.tries()).state == DONE


@pytest.mark.parametrize(("status", "times"), [(422, 1), (200, MAX_FAILURES)])
async def test_a_complaint_that_cannot_be_filed_is_told_and_staff_are_wanted(
    filing: Filing, status: int, times: int
) -> None:
    filing.respond = lambda _: httpx.Response(status, text="<html>")
    assert (await filing.tries(times)).state == DEAD
    assert (await filing.conversing.transcript())[-1] == ("system", wording.filing_refused())
    async with filing.conversing.database.read() as session:
        conversation = await session.get_one(Conversation, filing.conversing.id)
    assert conversation.handoff_reason == "filing_refused"
