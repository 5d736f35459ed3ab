"""Tencent's side: an HTTP API, callbacks to the account, and people with phones.

    async with Platform(callback_url, account) as platform:
        person = platform.user("o…")
        assert [one.text for one in await person.says("你好")] == ["您好"]

The account under test talks to `platform.account.api_url`. Time is the clock's; only the five seconds the platform
waits for an answer are real, and `second` shortens them.
"""

import dataclasses
import datetime as dt
import itertools
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import httpx

from connectors.wechat.settings import Account
from desk.clock import Clock, utc_now
from tests.connectors.wechat.simulator.delivering import Attempt, Deliverer
from tests.connectors.wechat.simulator.issuing import TokenOffice
from tests.connectors.wechat.simulator.people import Person
from tests.connectors.wechat.simulator.script import Fault, Script
from tests.connectors.wechat.simulator.server import Call, Server
from tests.connectors.wechat.simulator.wire import Wire

MEDIA_LASTS = dt.timedelta(days=3)


@dataclass(frozen=True)
class Medium:
    content: bytes
    media_type: str
    ends: dt.datetime


class Platform:
    """One account's platform.

    callback_url: may be set later, when the account's server has its port. deliveries: how often a message is sent
    at most (3 in practice, 4 by the documents). second: real seconds per second of the platform's patience.
    fresh_signatures: whether a message sent again is signed anew; the documents do not say. white_list: addresses
    that may call, None for all. attempts, calls, typings, troubles: everything that happened, in order.
    """

    def __init__(
        self,
        callback_url: str | None,
        account: Account,
        *,
        deliveries: int = 3,
        second: float = 1.0,
        clock: Clock = utc_now,
        fresh_signatures: bool = True,
        menus_in_messages: bool = True,
    ) -> None:
        self._server = Server(self)
        self.account = dataclasses.replace(account, api_url=self._server.url)
        self.callback_url = callback_url or ""
        self.deliveries, self.second, self.clock = deliveries, second, clock
        self.fresh_signatures, self.menus_in_messages = fresh_signatures, menus_in_messages
        self.white_list: set[str] | None = None
        self.wire, self.script = Wire(account), Script()
        self.tokens = TokenOffice(account.appid, account.secret)
        self.people: dict[str, Person] = {}
        self.media: dict[str, Medium] = {}
        self.menu: dict[str, Any] | None = None
        self.attempts: list[Attempt] = []
        self.calls: list[Call] = []
        self.typings: list[tuple[str, bool]] = []
        self.troubles: list[str] = []
        self.deliverer = Deliverer(self)
        self._numbers = itertools.count(1)

    @property
    def url(self) -> str:
        """Where the API is."""
        return self._server.url

    async def __aenter__(self) -> Self:
        await self._server.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.deliverer.close()
        await self._server.stop()

    def user(self, openid: str) -> Person:
        """The follower with this openid; the same one every time."""
        if openid not in self.people:
            self.people[openid] = Person(self, openid)
        return self.people[openid]

    async def verify_url(self, echo: str = "4375120948345356249") -> bool:
        """Does the callback prove to be the account's, as when an operator saves the settings page?"""
        query = self.wire.verification(echo, now=self.clock())
        async with httpx.AsyncClient(trust_env=False) as http:
            response = await http.get(self.callback_url, params=query)
        return response.status_code == httpx.codes.OK and response.content == echo.encode()

    def fails(self, path: str, code: int = 0, *, times: int | None = 1, **more: Any) -> None:
        """The next `times` calls whose path ends so (custom/send, stable_token …) fail; None: all. See Fault."""
        self.script.plan(path, Fault(code, times, **more))

    def made(self, path: str) -> list[Call]:
        """The calls whose path ends so."""
        return [call for call in self.calls if call.path.endswith(path)]

    def keep_media(self, content: bytes, media_type: str) -> str:
        """Keep a file for three days; its media id."""
        media_id = f"media-{next(self._numbers):04d}-" + "m" * 50
        self.media[media_id] = Medium(content, media_type, self.clock() + MEDIA_LASTS)
        return media_id

    def rid(self) -> str:
        """The request number that ends every error message."""
        return f"{next(self._numbers):08x}-00000000-00000000"
