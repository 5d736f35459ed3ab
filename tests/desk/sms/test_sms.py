"""Text messages: only after consent, once, through the operator's service, and honestly none where there is none."""

import datetime as dt
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select

from desk.bus import InProcessBus
from desk.outbox.model import OutboxItem
from desk.outbox.service import DEAD, DONE, PENDING
from desk.outbox.worker import OutboxWorker
from desk.privacy.vault import Vault
from desk.settings import SettingsError, read_settings
from desk.sms.delivery import TOO_LATE, SmsErrand
from desk.sms.errors import SmsNumberUnfit, SmsWithoutConsent
from desk.sms.gateway import NOT_CONFIGURED, HttpSmsGateway, NotConfigured, SmsGateway
from desk.sms.service import queue_sms
from desk.sms.templates import SHAPES, Template, TemplateMisused, check
from desk.store.database import Database
from desk.webhooks.rules import new_secret
from desk.webhooks.sending import Sender
from tests.desk.builders import FakeClock, on_sqlite
from tests.desk.webhooks.receiver import Receiver, Reply, receiver

PHONE = "+8613912345678"
LINK = {"url": "https://desk.example/r/AAAAAAAAAAAAAAAAAAAAAA"}
SECRET = new_secret()


class Post:
    """Queues and delivers messages by one gateway."""

    def __init__(self, database: Database, vault: Vault, clock: FakeClock, gateway: SmsGateway) -> None:
        self.database, self.vault, self.clock = database, vault, clock
        errand = SmsErrand(gateway, vault, clock)
        self.worker = OutboxWorker(database, vault, InProcessBus(), clock, errand.handlers(), errand.dead)

    async def queue(self, **changes: Any) -> str | None:
        told: dict[str, Any] = {"key": "resume:1", "phone": PHONE, "consent": True, "conversation_id": "c-1"}
        async with self.database.write() as session:
            return await queue_sms(
                session, self.vault, Template.RESUME_LINK, LINK, **{**told, **changes}, now=self.clock()
            )

    async def deliver(self) -> OutboxItem:
        assert await self.worker.work_once()
        return await self.item()

    async def item(self) -> OutboxItem:
        async with self.database.read() as session:
            return (await session.scalars(select(OutboxItem))).one()


@pytest.fixture
def service() -> Any:
    with receiver() as running:
        yield running


@pytest.fixture
async def post(database: Database, vault: Vault, clock: FakeClock, service: Receiver) -> AsyncIterator[Post]:
    gateway = HttpSmsGateway(service.url, SECRET, Sender(private=True), clock)
    yield Post(database, vault, clock, gateway)
    await gateway.close()


@on_sqlite
async def test_a_message_is_sent_signed_under_its_own_id(post: Post, service: Receiver) -> None:
    queued = await post.queue()
    # The verifier of the receiving side reads the wall clock; ours stands still.
    post.clock.now = dt.datetime.now(dt.UTC)
    async with post.database.write() as session:
        row = await session.get_one(OutboxItem, queued or "")
        row.created_at = row.next_try_at = post.clock()
    item = await post.deliver()
    assert item.state == DONE
    (got,) = service.got
    assert got.verified(SECRET) == {"id": queued, "to": PHONE, "template": "resume_link", "params": LINK}
    assert got.headers["webhook-id"] == queued
    assert json.loads(post.vault.open(item.sealed_body)) == {}


@on_sqlite
async def test_the_number_is_sealed_on_its_way(post: Post) -> None:
    await post.queue()
    item = await post.item()
    assert "139" not in item.sealed_body + item.key
    assert json.loads(post.vault.open(item.sealed_body))["phone"] == PHONE


@on_sqlite
@pytest.mark.parametrize("consent", [None, False])
async def test_nothing_is_queued_without_consent(post: Post, consent: bool | None) -> None:
    with pytest.raises(SmsWithoutConsent):
        await post.queue(consent=consent)
    assert not await post.worker.work_once()


@on_sqlite
@pytest.mark.parametrize("phone", ["+8643188990011", "13912345678", "", "+864001234567", "anonymous"])
async def test_a_number_that_reads_no_messages_is_refused(post: Post, phone: str) -> None:
    with pytest.raises(SmsNumberUnfit):
        await post.queue(phone=phone)


@on_sqlite
async def test_what_is_asked_for_twice_is_sent_once(post: Post, service: Receiver) -> None:
    assert await post.queue() is not None
    assert await post.queue() is None
    await post.deliver()
    assert not await post.worker.work_once()
    assert len(service.got) == 1


@on_sqlite
@pytest.mark.parametrize("status", [500, 503, 429])
async def test_a_service_that_cannot_now_is_tried_again_under_the_same_id(
    post: Post, service: Receiver, status: int
) -> None:
    await post.queue()
    service.replies = [Reply(status), Reply(202)]
    assert (await post.deliver()).state == PENDING
    post.clock.advance(minutes=1)
    assert (await post.deliver()).state == DONE
    first, second = service.got
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body


@on_sqlite
async def test_a_service_that_took_it_before_has_taken_it(post: Post, service: Receiver) -> None:
    await post.queue()
    service.replies = [Reply(409)]
    assert (await post.deliver()).state == DONE


@on_sqlite
@pytest.mark.parametrize("status", [400, 410, 422])
async def test_a_refusal_is_a_dead_letter_without_the_number(
    post: Post, service: Receiver, status: int
) -> None:
    await post.queue()
    service.replies = [Reply(status)]
    item = await post.deliver()
    assert (item.state, item.error_code) == (DEAD, f"sms_http_{status}")
    assert json.loads(post.vault.open(item.sealed_body)) == {}


@on_sqlite
async def test_a_link_that_comes_too_late_is_not_sent(post: Post, service: Receiver) -> None:
    await post.queue()
    post.clock.now += SHAPES[Template.RESUME_LINK].useful_for
    item = await post.deliver()
    assert (item.state, item.error_code) == (DEAD, TOO_LATE)
    assert service.got == []


@on_sqlite
async def test_without_a_service_it_is_told_that_nothing_was_sent(
    database: Database, vault: Vault, clock: FakeClock
) -> None:
    gateway = NotConfigured()
    assert gateway.configured is False
    post = Post(database, vault, clock, gateway)
    await post.queue()
    item = await post.deliver()
    assert (item.state, item.error_code) == (DEAD, NOT_CONFIGURED)


@pytest.mark.parametrize("template", list(Template))
def test_a_template_takes_its_own_parameters_only(template: Template) -> None:
    fits = dict.fromkeys(SHAPES[template].params, "x")
    check(template, fits)
    for wrong in ({}, fits | {"more": "x"}, dict.fromkeys(fits, ""), dict.fromkeys(fits, "x" * 200)):
        with pytest.raises(TemplateMisused):
            check(template, wrong)


@pytest.mark.parametrize("value", ["a\nb", "【某银行】", "x\x00"])
def test_a_value_cannot_pose_as_another_message(value: str) -> None:
    with pytest.raises(TemplateMisused):
        check(Template.CASE_FILED, {"case_no": value})


BASE = {"XIAOBAO_KEY": "x" * 43 + "=", "BRAIN_TOKEN": "b", "CASE_API_TOKEN": "c"}


def test_a_service_is_read_from_the_settings() -> None:
    told = read_settings(BASE | {"SMS_URL": "https://sms.internal.example/send", "SMS_SECRET": SECRET})
    assert (told.sms_url, told.sms_secret) == ("https://sms.internal.example/send", SECRET)
    assert read_settings(BASE).sms_url is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"SMS_URL": "https://sms.example"},
        {"SMS_SECRET": SECRET},
        {"SMS_URL": "ftp://sms.example", "SMS_SECRET": SECRET},
        {"SMS_URL": "https://sms.example", "SMS_SECRET": "whsec_c2hvcnQ="},
        {"SMS_URL": "https://sms.example", "SMS_SECRET": "not-a-secret"},
        {"SMS_URL": "https://sms.example", "SMS_SECRET": "whsec_密钥"},
    ],
)
def test_half_a_service_stops_the_start_by_name(wrong: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="SMS_"):
        read_settings(BASE | wrong)
