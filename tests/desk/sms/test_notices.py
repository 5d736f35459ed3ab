"""Cases told on the telephone: their news goes out by text message, or it is said that nobody was told."""

import pytest
from sqlalchemy import select

from desk.cases.states import CaseEvent
from desk.clock import utc_now
from desk.notices.model import ConsumerNotice, NoticeState
from desk.privacy.vault import Vault
from desk.sms.gateway import NOT_CONFIGURED, HttpSmsGateway, NotConfigured, SmsGateway
from desk.sms.notices import NO_MOBILE, SmsNotices
from desk.store.database import Database
from desk.webhooks.rules import new_secret
from desk.webhooks.sending import Sender
from tests.desk.builders import FakeClock, on_sqlite
from tests.desk.notices.hearing import Hearing
from tests.desk.webhooks.receiver import receiver

PHONE = "+8613812345678"


async def told(hearing: Hearing, sms: SmsGateway, *, phone: str = PHONE) -> ConsumerNotice:
    """The notice of a case from a call that was accepted, delivered as far as it can be."""
    call = await hearing.converse("call-1", channel="hotline")
    case = await hearing.file(call, channel="hotline", complainant__phone=phone)
    await hearing.act(case, CaseEvent.ACCEPT)
    hearing.gateways = {"hotline": SmsNotices(sms)}
    await hearing.deliver()
    async with hearing.database.read() as session:
        return (await session.scalars(select(ConsumerNotice))).one()


@pytest.fixture
def hearing(database: Database, vault: Vault, clock: FakeClock) -> Hearing:
    return Hearing(database, vault, clock)


async def test_the_message_names_the_case_and_nothing_of_what_happened(hearing: Hearing) -> None:
    with receiver() as service:
        gateway = HttpSmsGateway(service.url, new_secret(), Sender(private=True), utc_now)
        notice = await told(hearing, gateway)
        await gateway.close()
    (got,) = service.got
    body = got.body.decode()
    assert (notice.state, notice.channel) == (NoticeState.DELIVERED, "hotline")
    assert "case_moved" in body
    assert "受理" not in body


@on_sqlite
@pytest.mark.parametrize(("phone", "why"), [(PHONE, NOT_CONFIGURED)])
async def test_without_a_service_it_is_said_that_nobody_was_told(
    hearing: Hearing, phone: str, why: str
) -> None:
    notice = await told(hearing, NotConfigured(), phone=phone)
    assert (notice.state, notice.code) == (NoticeState.UNDELIVERABLE, why)


@on_sqlite
async def test_a_landline_reads_no_messages(hearing: Hearing) -> None:
    with receiver() as service:
        gateway = HttpSmsGateway(service.url, new_secret(), Sender(private=True), utc_now)
        notice = await told(hearing, gateway, phone="+8643188888888")
        await gateway.close()
    assert (notice.state, notice.code, service.got) == (NoticeState.UNDELIVERABLE, NO_MOBILE, [])
