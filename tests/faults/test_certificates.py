"""Those we send to show a certificate that has ended: nothing is told to them, what was to be told waits, and the reason stands."""

import datetime as dt
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from connectors.wechat.api import WeChatApi
from connectors.wechat.errors import TryLater
from connectors.wechat.tokens import InProcessTokens
from desk.cases.states import CaseEvent
from desk.outbox.service import DONE, PENDING
from desk.privacy.vault import Vault
from desk.store.database import Database
from desk.webhooks.events import EventType
from desk.webhooks.sending import CERTIFICATE, Sender
from tests.connectors.wechat.builders import OPENID, account
from tests.desk.builders import FakeClock, on_sqlite
from tests.desk.webhooks.hooking import Hooking
from tests.faults.certified import Certified, certified

YESTERDAY, NEXT_YEAR = dt.timedelta(days=-1), dt.timedelta(days=365)


@pytest.fixture
def endpoint(tmp_path: Path) -> Iterator[Certified]:
    with certified(tmp_path) as server:
        server.shows(ends_in=YESTERDAY)
        yield server


@pytest.fixture
async def hooking(database: Database, vault: Vault, endpoint: Certified) -> AsyncIterator[Hooking]:
    made = Hooking(database, vault)
    made.sender = Sender(private=True, tls=endpoint.trusted)
    yield made
    await made.sender.close()


@on_sqlite
async def test_a_webhook_waits_until_its_endpoint_has_a_certificate_that_holds(
    hooking: Hooking, endpoint: Certified
) -> None:
    await hooking.register(endpoint.url, [EventType.MOVED])
    await hooking.act(await hooking.file(), CaseEvent.ACCEPT)
    await hooking.deliver()
    (item,) = await hooking.items()
    assert (item.state, item.error_code) == (PENDING, CERTIFICATE)
    assert endpoint.got == []  # not a byte of it was shown to whoever stands there
    endpoint.shows(ends_in=NEXT_YEAR)
    hooking.clock.advance(minutes=1)
    await hooking.deliver()
    (item,) = await hooking.items()
    assert item.state == DONE
    assert len(endpoint.got) == 1


async def test_wechats_api_behind_a_certificate_that_has_ended_has_sent_nothing_and_is_tried_later(
    endpoint: Certified, clock: FakeClock
) -> None:
    api = WeChatApi(account(api_url=endpoint.url.removesuffix("/hook")), InProcessTokens(), clock=clock)
    with pytest.raises(TryLater) as raised:
        await api.send_text(OPENID, "好")
    assert not raised.value.unsure
    assert endpoint.got == []
    await api.close()
