"""What we ask of the platform: messages, the typing sign, media, the menu (sections 2.2, 2.3, 2.5, 2.6).

Every method raises an ApiError of `errors` when it was not done, unless it says otherwise.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from connectors.wechat.calls import SOON, Caller, Json, Sleep, decode
from connectors.wechat.errors import ApiError, MediaRefused, NumbersInstead, TooLong, TryLater, error_of
from connectors.wechat.rendering import HARD_LIMIT, SHORTEST, Choice, size, split
from connectors.wechat.settings import Account
from connectors.wechat.tokens import Fetched, TokenStore
from desk.clock import Clock, utc_now

MAX_MEDIA = 10 * 2**20  # bytes; also the platform's own limit
MAX_ERROR = 64 * 2**10  # bytes of an answer in place of media
MEDIA_TIMEOUT = 30.0  # seconds; nobody waits for it
NOT_MEDIA = frozenset({"application/json", "text/plain", "text/json"})
MENU_ITEMS, MENU_TITLE = 8, 20  # items and characters; the platform's limits are not published
EMPTY_TEXT, NO_MENU = 44004, 46003
AI_LABEL = {"is_ai_msg": 1}  # shows 内容由第三方AI生成 under the message


@dataclass(frozen=True)
class Media:
    """media_type: as the platform says; judge the bytes yourself."""

    content: bytes = field(repr=False)
    media_type: str


class WeChatApi:
    """One account's calls. Make one a process, close it at the end; the token store is closed by its owner."""

    def __init__(
        self,
        account: Account,
        tokens: TokenStore,
        *,
        clock: Clock = utc_now,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._caller = Caller(account, tokens, clock=clock, sleep=sleep)

    async def close(self) -> None:
        await self._caller.close()

    async def fetch_token(self) -> Fetched:
        """A token past the store, to see whether the platform gives one: for the operator's check."""
        return await self._caller.fetch_token()

    async def send_text(self, openid: str, content: str, *, by_ai: bool = True) -> None:
        """A customer-service message; by_ai: labelled as written by a machine, which staff's messages are not.

        Too long for the platform after all: it is sent in pieces of half its size, and that once.
        """
        if not content.strip():
            raise error_of(EMPTY_TEXT)
        try:
            await self._send(openid, "text", {"content": content}, by_ai)
        except TooLong:
            for piece in split(content, min(max(size(content) // 2, SHORTEST), HARD_LIMIT)):
                await self._send(openid, "text", {"content": piece}, by_ai)

    async def send_menu(
        self, openid: str, head: str, choices: Sequence[Choice], tail: str = "", *, by_ai: bool = True
    ) -> None:
        """Choices to tap. Raises NumbersInstead when they do not fit or this account has none."""
        if not choices or len(choices) > MENU_ITEMS or any(len(one.title) > MENU_TITLE for one in choices):
            raise NumbersInstead
        listed = [{"id": choice.id, "content": choice.title} for choice in choices]
        menu = {"head_content": head, "list": listed, "tail_content": tail}
        await self._send(openid, "msgmenu", menu, by_ai)

    async def send_image(self, openid: str, media_id: str, *, by_ai: bool = False) -> None:
        await self._send(openid, "image", {"media_id": media_id}, by_ai)

    async def typing(self, openid: str, *, on: bool = True) -> bool:
        """Show or end 对方正在输入. A courtesy: True when shown, and no error reaches anybody."""
        command = "Typing" if on else "CancelTyping"
        try:
            await self._caller.call(
                "POST", "/cgi-bin/message/custom/typing", {"touser": openid, "command": command}
            )
        except ApiError:
            return False
        return True

    async def upload_image(self, content: bytes, *, name: str, media_type: str) -> str:
        """The media id, good for three days. media_type: image/jpeg, image/png or image/gif."""
        if len(content) > MAX_MEDIA:
            raise MediaRefused
        answer = await self._caller.call(
            "POST",
            "/cgi-bin/media/upload",
            params={"type": "image"},
            files={"media": (name, content, media_type)},
        )
        media_id = answer.get("media_id")
        if not isinstance(media_id, str) or not media_id:
            raise TryLater(after=SOON)
        return media_id

    async def get_media(self, media_id: str, *, max_bytes: int = MAX_MEDIA) -> Media:
        """What somebody sent, within three days. Raises MediaGone, MediaRefused when too large or a video."""

        async def once(token: str) -> Media:
            request = self._caller.http.build_request(
                "GET", "/cgi-bin/media/get", params={"access_token": token, "media_id": media_id}
            )
            return await self._media(request, max_bytes)

        return await self._caller.with_token(once)

    async def create_menu(self, menu: Mapping[str, Any]) -> None:
        """Replace the account's menu; phones show it within five minutes. See `menu` for its shape."""
        await self._caller.call("POST", "/cgi-bin/menu/create", menu)

    async def get_menu(self) -> Json | None:
        """The menu made by this API, None when there is none."""
        try:
            answer = await self._caller.call("GET", "/cgi-bin/menu/get")
        except ApiError as error:
            if error.code == NO_MENU:
                return None
            raise
        menu = answer.get("menu")
        return menu if isinstance(menu, dict) else None

    async def delete_menu(self) -> None:
        await self._caller.call("GET", "/cgi-bin/menu/delete")

    async def list_staff(self) -> list[Json]:
        """The accounts of the platform's customer service; PassiveOnly when this account has no permission."""
        answer = await self._caller.call("GET", "/cgi-bin/customservice/getkflist")
        return list(answer.get("kf_list", []))

    async def _send(self, openid: str, kind: str, content: Mapping[str, Any], by_ai: bool) -> None:
        message: Json = {"touser": openid, "msgtype": kind, kind: content}
        if by_ai:
            message["aimsgcontext"] = AI_LABEL
        await self._caller.call("POST", "/cgi-bin/message/custom/send", message)

    async def _media(self, request: httpx.Request, max_bytes: int) -> Media:
        """Streamed: the length is believed by nobody, and what is too long is not read to its end."""
        try:
            async with asyncio.timeout(MEDIA_TIMEOUT):
                response = await self._caller.exchange(request, stream=True)
                try:
                    media_type = response.headers.get("content-type", "").split(";")[0].strip().lower()
                    is_media = response.status_code == httpx.codes.OK and media_type not in NOT_MEDIA
                    content = await _read(response, max_bytes if is_media else MAX_ERROR)
                finally:
                    await response.aclose()
        except (TimeoutError, httpx.HTTPError) as error:
            raise TryLater(after=SOON) from error
        if is_media:
            return Media(content, media_type)
        decode(content, response.status_code)
        raise MediaRefused  # JSON without an error: the address of a video


async def _read(response: httpx.Response, most: int) -> bytes:
    """Raises MediaRefused beyond `most` bytes."""
    content = bytearray()
    async for part in response.aiter_bytes():
        content += part
        if len(content) > most:
            raise MediaRefused
    return bytes(content)
