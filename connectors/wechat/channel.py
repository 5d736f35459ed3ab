"""WeChat as one of the desk's channels (desk.channels.port): what is said becomes texts, the platform's errors ours."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from connectors.wechat import rendering
from connectors.wechat.api import WeChatApi
from connectors.wechat.errors import (
    ApiError,
    ConfigFault,
    MediaGone,
    MediaRefused,
    PassiveOnly,
    QuotaUsed,
    Unreachable,
    WindowClosed,
)
from connectors.wechat.errors import OurFault as PlatformRefuses
from connectors.wechat.errors import TooLong as StillTooLong
from connectors.wechat.errors import TryLater as PlatformBusy
from connectors.wechat.settings import Account
from connectors.wechat.tokens import TokenStore
from desk.channels.errors import Closed, DeliveryFault, Left, Misconfigured, TryLater, Unsendable
from desk.channels.port import Said
from desk.channels.rules import Allowance, Contact, Quotas
from desk.clock import Clock
from desk.conversations.numbering import menu_id

NAME = "wechat"
BOT = "bot"
# A permission that is missing is not asked for with every message.
ASKED_AGAIN = dt.timedelta(hours=1)


def source_lines(answer: dict[str, Any] | None) -> list[str]:
    """「《消费者权益保护法》第二十五条」 of an answer's card."""
    if answer is None:
        return []
    return [f"《{source['law']}》{source['article']}" for source in answer.get("sources", ())]


def fault_of(error: ApiError) -> DeliveryFault:
    """The platform's refusal in the desk's words; the code goes with it for the operator."""
    code = f"wechat_{error.code}" if error.code is not None else type(error).__name__
    match error:
        case WindowClosed() | QuotaUsed() | PassiveOnly() | PlatformRefuses() | StillTooLong():
            # What the API does not take as we send it, the next reply in a callback can still carry.
            return Closed(code)
        case Unreachable():
            return Left(code)
        case ConfigFault():
            return Misconfigured(code)
        case MediaGone() | MediaRefused():
            return Unsendable(code)
        case PlatformBusy():
            return TryLater(code, after=error.after)
        case _:
            return TryLater(code)


class WeChatChannel:
    """See desk.channels.port.Channel. One a process."""

    name = NAME

    def __init__(self, account: Account, api: WeChatApi, tokens: TokenStore, *, clock: Clock) -> None:
        self.account, self.api, self._tokens, self._clock = account, api, tokens, clock
        numbers = account.numbers
        self.quotas: Quotas | None = {
            Contact.MESSAGE: Allowance(numbers.message_quota, dt.timedelta(seconds=numbers.message_window)),
            Contact.CLICK: Allowance(numbers.click_quota, dt.timedelta(seconds=numbers.click_window)),
        }
        self._answers_only_until: dt.datetime | None = None

    def may_push(self) -> bool:
        """Whether the account may send by itself, as far as is known."""
        until = self._answers_only_until
        return self.account.customer_service and (until is None or until <= self._clock())

    def parts(self, said: Said) -> list[str]:
        choices = [
            rendering.Choice(menu_id(said.position, index), title) for index, title in enumerate(said.choices)
        ]
        text = rendering.render(said.text or "", choices, source_lines(said.answer))
        return rendering.split(text, self.account.numbers.chunk_bytes)

    def pack(self, parts: Sequence[str]) -> tuple[str, int]:
        return rendering.pack(parts, self.account.numbers.chunk_bytes)

    async def send(self, address: str, text: str, *, sender: str) -> None:
        if not self.may_push():
            raise Closed("answers_only")
        try:
            await self.api.send_text(address, text, by_ai=sender == BOT)
        except PassiveOnly as error:
            self._answers_only_until = self._clock() + (error.after or ASKED_AGAIN)
            raise fault_of(error) from error
        except ApiError as error:
            raise fault_of(error) from error

    async def fetch(self, media_id: str, *, max_bytes: int) -> bytes:
        try:
            return (await self.api.get_media(media_id, max_bytes=max_bytes)).content
        except ApiError as error:
            raise fault_of(error) from error

    async def close(self) -> None:
        await self.api.close()
        await self._tokens.close()
