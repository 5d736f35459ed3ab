"""A person with a phone: what they do reaches the account, and what they are shown is kept in order."""

import asyncio
import datetime as dt
import itertools
from typing import TYPE_CHECKING, Any

from tests.connectors.wechat.simulator import sight
from tests.connectors.wechat.simulator.allowances import Allowances, Contact
from tests.connectors.wechat.simulator.delivering import Delivered
from tests.connectors.wechat.simulator.sight import Seen, Tappable
from tests.connectors.wechat.simulator.wire import document

if TYPE_CHECKING:
    from tests.connectors.wechat.simulator.platform import Platform

STICKER = "【收到不支持的消息类型，暂无法显示】"
SEES_NOTHING = frozenset({"LOCATION", "VIEW", "unsubscribe", "kf_create_session", "kf_close_session"})
TYPING_LASTS, TYPING_NEEDS = dt.timedelta(seconds=15), dt.timedelta(seconds=30)

CONTACTS = {"CLICK": Contact.CLICK, "subscribe": Contact.SUBSCRIBE, "SCAN": Contact.SCAN}

_message_ids = itertools.count(7_300_000_000_000_000_001)


class Person:
    """seen: everything the phone showed, oldest first. follows: may be written to at all.

    queued: handed to the platform's customer service, and nobody there has taken over yet: messages still reach the
    account. with_staff: somebody has; messages do not.
    """

    def __init__(self, platform: "Platform", openid: str) -> None:
        self._platform = platform
        self.openid = openid
        self.seen: list[Seen] = []
        self.follows = True
        self.queued = self.with_staff = False
        self.allowances = Allowances()
        self.deliveries: list[Delivered] = []
        self._typing_until: dt.datetime | None = None
        self._last_exchange: dt.datetime | None = None
        self._news = asyncio.Event()

    # -- what the person does; each returns what it brought to the phone as passive reply or the platform's line

    async def says(self, text: str, **more: Any) -> list[Seen]:
        return await self.sends("text", Content=text, **more)

    async def sends(self, kind: str, **fields: Any) -> list[Seen]:
        """Any message. fields: more elements; MsgId and CreateTime may be given."""
        choice = "bizmsgmenuid" in fields
        self.touches(Contact.CLICK if choice else Contact.MESSAGE)
        known = {"MsgType": kind, **fields}
        known.setdefault("MsgId", next(_message_ids))
        return [] if self.with_staff else await self._deliver(known)

    async def does(self, event: str, **fields: Any) -> list[Seen]:
        """Any event."""
        if event in CONTACTS:
            self.touches(CONTACTS[event])
        shown = await self._deliver({"MsgType": "event", "Event": event, **fields})
        return [] if event in SEES_NOTHING else shown

    async def taps(self, title: str) -> list[Seen]:
        """The newest choice with this title. Verified accounts alone are told its id."""
        choice = self._choice(title)
        more = {"bizmsgmenuid": choice.id} if self._platform.account.customer_service else {}
        return await self.says(choice.content, **more)

    async def subscribes(self, scene: str | None = None) -> list[Seen]:
        self.follows = True
        key = {"EventKey": f"qrscene_{scene}", "Ticket": "ticket"} if scene else {"EventKey": ""}
        return await self.does("subscribe", **key)

    async def unsubscribes(self) -> list[Seen]:
        self.follows = False
        self.allowances = Allowances()
        return await self.does("unsubscribe", EventKey="")

    async def clicks(self, key: str) -> list[Seen]:
        return await self.does("CLICK", EventKey=key)

    async def scans(self, scene: str) -> list[Seen]:
        return await self.does("SCAN", EventKey=scene, Ticket="ticket")

    async def sends_picture(self, content: bytes, media_type: str = "image/jpeg") -> list[Seen]:
        media_id = self._platform.keep_media(content, media_type)
        return await self.sends("image", PicUrl="http://mmbiz.qpic.cn/mmbiz_jpg/x/0", MediaId=media_id)

    async def speaks(self, recognition: str | None = None) -> list[Seen]:
        """recognition: None as on nearly every account, "" as on some, words as it once was."""
        media_id = self._platform.keep_media(b"#!AMR\n", "audio/amr")
        heard = {} if recognition is None else {"Recognition": recognition}
        return await self.sends("voice", MediaId=media_id, Format="amr", MediaId16K=media_id, **heard)

    async def sends_place(self, latitude: float, longitude: float, label: str = "") -> list[Seen]:
        place = {"Location_X": latitude, "Location_Y": longitude, "Scale": 15, "Label": label}
        return await self.sends("location", **place)

    async def sends_sticker(self) -> list[Seen]:
        return await self.says(STICKER)

    # -- what the platform's customer service does with the person

    async def staff_take_over(self, worker: str = "li") -> None:
        self.queued, self.with_staff = False, True
        await self.does("kf_create_session", KfAccount=self._staff(worker))

    async def staff_close(self, worker: str = "li") -> None:
        """The conversation ends; messages reach the account again."""
        self.with_staff = False
        await self.does("kf_close_session", KfAccount=self._staff(worker))

    # -- what the person waits for

    async def waits_for(self, count: int, *, within: float = 10.0) -> list[Seen]:
        """Everything seen, once it is `count` or more. within: real seconds; then AssertionError says what there is."""
        try:
            async with asyncio.timeout(within):
                while len(self.seen) < count:
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"{count} were expected, these came: {self.seen}") from None
        return list(self.seen)

    @property
    def texts(self) -> list[str]:
        return [one.text for one in self.seen]

    @property
    def sees_typing(self) -> bool:
        return self._typing_until is not None and self._platform.clock() < self._typing_until

    # -- what the platform does

    def receive(self, message: dict[str, Any]) -> int:
        """Show a customer-service message: 0, or the error code why not."""
        code = self.allowances.spend(now=self._platform.clock())
        if code:
            return code
        self._typing_until = None  # any message ends it
        self._last_exchange = self._platform.clock()
        self._show(sight.of_message(message))
        return 0

    def show_typing(self, *, on: bool) -> int:
        now = self._platform.clock()
        if self._last_exchange is None or now - self._last_exchange > TYPING_NEEDS:
            return 45080
        if on and self.sees_typing:
            return 45081
        self._typing_until = now + TYPING_LASTS if on else None
        self._platform.typings.append((self.openid, on))
        return 0

    def touches(self, contact: Contact) -> None:
        """Be in contact, so that the account may write; `says` and the like do it by themselves."""
        now = self._platform.clock()
        self.allowances.renew(contact, now=now)
        self._last_exchange = now

    async def _deliver(self, fields: dict[str, Any]) -> list[Seen]:
        common = {
            "ToUserName": self._platform.account.original_id,
            "FromUserName": self.openid,
            "CreateTime": int(self._platform.clock().timestamp()),
        }
        done = await self._platform.deliverer.deliver(document(common | fields), self.openid)
        self.deliveries.append(done)
        if done.trouble is not None:
            self._platform.troubles.append(done.trouble)
            shown = sight.trouble()
        elif done.reply is None:
            return []
        elif done.reply["MsgType"] == "transfer_customer_service":
            self.queued = True
            return []
        else:
            shown = sight.of_reply(done.reply)
        if fields.get("Event") in SEES_NOTHING:
            return []
        self._show(shown)
        return [shown]

    def _staff(self, worker: str) -> str:
        return f"{worker}@{self._platform.account.original_id}"

    def _choice(self, title: str) -> Tappable:
        for one in reversed(self.seen):
            for choice in one.choices:
                if choice.shown == title:
                    return choice
        raise AssertionError(f"nothing called {title!r} can be tapped in {self.seen}")

    def _show(self, shown: Seen) -> None:
        self.seen.append(shown)
        self._news.set()
