"""The account's callback (section 1): GET proves the address is ours, POST brings what people said and did.

Nothing is answered before it is stored. What cannot be stored is not answered at all: the platform then delivers it
again, and tells the person when it has given up; an answer would tell it that all is well.
"""

import asyncio
import datetime as dt
import logging
from contextlib import AbstractAsyncContextManager

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import empty, text

from connectors.limits import take
from connectors.wechat import wording
from connectors.wechat.answering import (
    in_time,
    is_last_delivery,
    passive_for,
    to_last_delivery,
    unanswered,
)
from connectors.wechat.channel import WeChatChannel
from connectors.wechat.entry import Callback, open_callback, verify_url
from connectors.wechat.inbound import decode
from connectors.wechat.menu import Menu
from connectors.wechat.messages import Inbound
from connectors.wechat.passive import CONTENT_TYPE, SUCCESS, SUCCESS_TYPE, reply_body, text_reply
from connectors.wechat.reading import (
    Leaves,
    Nothing,
    Says,
    Sends,
    Shares,
    Staffed,
    Unreadable,
    meaning_of,
)
from connectors.wechat.refusals import Malformed
from desk.channels.intake import Arrived, Person, arrive, arrive_unreadable, left, nudged, owned_by_staff
from desk.channels.port import Spoken
from desk.context import Desk, desk_of
from desk.conversations.errors import EmptyMessage, MessageTooLong
from desk.conversations.incoming import Incoming, Located, Merging
from desk.conversations.service import find_conversation
from desk.crowd import Crowded
from desk.limits import Limit
from desk.logs import trace_of
from desk.places import find_place

log = logging.getLogger("connectors.wechat")

# Per person: faster than anybody types, slower than a script; the platform's repeats count as well.
MESSAGES = Limit("wechat-messages", 60, dt.timedelta(minutes=1))
KF_SESSION = dt.timedelta(minutes=30)  # an idle session of the platform's customer service ends then


class Callbacks:
    """The two handlers of one account."""

    def __init__(self, channel: WeChatChannel, menu: Menu) -> None:
        self._channel, self._menu = channel, menu
        self._account, numbers = channel.account, channel.account.numbers
        self._merging = Merging(
            dt.timedelta(seconds=numbers.debounce),
            dt.timedelta(seconds=numbers.burst_longest),
            numbers.burst_parts,
            numbers.burst_characters,
        )

    async def verify(self, request: Request) -> HTTPResponse:
        """GET: the echo, verbatim."""
        desk = desk_of(request)
        echo = verify_url(self._account, _query(request), now=desk.clock())
        return text(echo, content_type="text/plain; charset=utf-8")

    async def receive(self, request: Request) -> HTTPResponse:
        """POST: one message or event. 200 with XML or `success`, or no answer in time when it could not be stored."""
        began, desk = _seconds(), desk_of(request)
        callback = open_callback(self._account, _query(request), request.body, now=desk.clock())
        try:
            inbound = decode(callback.fields)
        except Malformed as error:
            log.warning("callback not understood: %s", error.extra)
            return _success()
        person = Person(f"{self._account.appid}|{inbound.openid}", inbound.openid)
        if not (await take(desk, MESSAGES, person.id)).allowed:
            return self._reply(callback, Spoken(wording.TOO_FAST, desk.clock()))
        try:
            arrived = await self._take_in(desk, inbound, person)
        except MessageTooLong:
            return self._reply(callback, Spoken(wording.TOO_LONG, desk.clock()))
        except Crowded as crowded:
            return self._reply(callback, Spoken(crowded.detail, desk.clock()))
        except EmptyMessage:
            return _success()
        except Exception as error:  # noqa: BLE001 - the outermost boundary: unanswered, it is delivered again
            log.error("callback not stored message=%s: %s", inbound.dedupe_id[:8], trace_of(error))  # noqa: TRY400
            await asyncio.sleep(unanswered(self._channel))
            return empty(503)
        if arrived is None:
            return _success()
        try:
            spoken = await self._answer(desk, request, arrived, inbound, spent=_seconds() - began)
        except Exception as error:  # noqa: BLE001 - it is stored: the answer follows by the API
            log.error("callback not answered message=%s: %s", inbound.dedupe_id[:8], trace_of(error))  # noqa: TRY400
            return _success()
        return _success() if spoken is None else self._reply(callback, spoken)

    async def _take_in(self, desk: Desk, inbound: Inbound, person: Person) -> Arrived | None:
        """Store it; None: nothing came that is to be answered."""
        channel, request = self._channel, inbound.dedupe_id
        carried = dt.timedelta(seconds=passive_for(channel))
        match meaning_of(inbound, self._menu):
            case Nothing():
                return None
            case Leaves():
                await left(desk, channel, person)
                return None
            case Staffed(on):
                until = desk.clock() + KF_SESSION if on else None
                await owned_by_staff(desk, channel, person, on=on, until=until)
                return None
            case Unreadable(shown, reply, contact):
                return await arrive_unreadable(
                    desk,
                    channel,
                    person,
                    channel_message_id=request,
                    shown=shown,
                    reply=reply,
                    contact=contact,
                    passive_for=carried,
                )
            case Says(words, choice, contact):
                if not channel.may_push() and (waiting := await self._nudge(desk, person, request, words)):
                    return waiting
                said = Incoming(request, text=words, choice=choice, sent_at=inbound.created_at)
                async with self._entering(desk, person, request):
                    return await arrive(
                        desk,
                        channel,
                        person,
                        said,
                        contact=contact,
                        passive_for=carried,
                        merging=self._merging,
                    )
            case Sends(media):
                sent = Incoming(request, media=media)
                async with self._entering(desk, person, request):
                    return await arrive(desk, channel, person, sent, passive_for=carried)
            case Shares(point):
                place = Incoming(request, located=Located(await find_place(point)))
                async with self._entering(desk, person, request):
                    return await arrive(desk, channel, person, place, passive_for=carried)

    def _entering(self, desk: Desk, person: Person, request: str) -> AbstractAsyncContextManager[None]:
        """Raises Crowded: told in the passive reply, for the platform would take a refusal for a fault of ours."""

        async def conversation() -> str | None:
            async with desk.database.read() as session:
                known = await find_conversation(
                    session, desk.vault, channel=self._channel.name, person=person.id
                )
            return None if known is None else known.id

        return desk.crowd.entering(conversation, request)

    async def _nudge(self, desk: Desk, person: Person, request: str, words: str) -> Arrived | None:
        """Somebody who was asked for any character, to see what is waiting: it is no message of its own."""
        return await nudged(desk, self._channel, person, channel_message_id=request, text=words)

    async def _answer(
        self, desk: Desk, request: Request, arrived: Arrived, inbound: Inbound, *, spent: float
    ) -> Spoken | None:
        channel, asked = self._channel, inbound.dedupe_id
        if channel.may_push():
            return await in_time(desk, channel, arrived, request=asked, openid=inbound.openid, spent=spent)
        first = desk.clock() if arrived.accepted is None else arrived.accepted.message.created_at
        is_last = is_last_delivery(channel, (desk.clock() - first).total_seconds())
        return await to_last_delivery(
            desk, channel, arrived, request=asked, is_last=is_last, spent=spent, still=wording.STILL_WORKING
        )

    def _reply(self, callback: Callback, spoken: Spoken) -> HTTPResponse:
        """The moment the reply was first given is its CreateTime, so a repeat gets the very same."""
        xml = text_reply(self._account, callback.openid, spoken.text, now=spoken.at)
        return text(reply_body(self._account, callback, xml, now=spoken.at), content_type=CONTENT_TYPE)


def routes(channel: WeChatChannel, menu: Menu) -> Blueprint:
    """/webhooks/wechat/callback; the account's settings page wants its whole address."""
    handlers = Callbacks(channel, menu)
    room = Blueprint("wechat", url_prefix="/webhooks/wechat")
    room.add_route(handlers.verify, "/callback", methods=["GET"], name="verify")
    room.add_route(handlers.receive, "/callback", methods=["POST"], name="receive")
    return room


def _success() -> HTTPResponse:
    return text(SUCCESS, content_type=SUCCESS_TYPE)


def _query(request: Request) -> dict[str, str]:
    return {name: values[0] for name, values in request.get_args(keep_blank_values=True).items()}


def _seconds() -> float:
    return asyncio.get_running_loop().time()
