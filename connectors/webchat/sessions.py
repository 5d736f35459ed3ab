"""POST /webchat/api/sessions: a conversation for somebody new. The token is its only key.

A link may say where it was put up (`region`), on which occasion (`scene`), or which matter to go on with (`resume`).
"""

import datetime as dt
import hashlib
import logging
import secrets
from collections import OrderedDict
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json
from sqlalchemy import bindparam, select

from connectors.webchat import wording
from connectors.webchat.limits import NEW_SESSIONS, spend
from connectors.webchat.links import Link, read_link
from connectors.webchat.model import WebchatSession
from desk.context import desk_of
from desk.conversations.places import tell_place
from desk.conversations.service import lock_conversation, open_conversation
from desk.errors import Unauthorized
from desk.ids import new_id
from desk.resume.service import redeem
from desk.store.database import Database
from desk.web.bodies import decode
from desk.web.guards import bearer_token

log = logging.getLogger("connectors.webchat")

CHANNEL = "webchat"
REMEMBERED = 10_000  # sessions, of some hundred bytes each
_SESSIONS = WebchatSession.__table__.c
BY_TOKEN = select(_SESSIONS.conversation_id, _SESSIONS.expires_at).where(
    _SESSIONS.token_digest == bindparam("token_digest")
)
LIFETIME = dt.timedelta(
    days=180
)  # a draft can be taken up again days later; a lost phone stops mattering in time


@dataclass(frozen=True)
class KnownSession:
    """Whose request it is."""

    conversation_id: str
    expires_at: dt.datetime


def token_digest(token: str) -> str:
    """Tokens are random, so a plain SHA-256 is enough and lets the database find them."""
    return hashlib.sha256(token.encode()).hexdigest()


def stamp(instant: dt.datetime) -> str:
    return instant.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


class KnownSessions:
    """Sessions by their tokens' digests, those asked for lately remembered: a session's row never changes and is never taken
    away, and when it ends stands in it. Of unknown tokens nothing is remembered."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lately: OrderedDict[str, KnownSession] = OrderedDict()

    async def find(self, digest: str) -> KnownSession | None:
        """The session, whether it has ended or not; None: there is none."""
        known = self._lately.get(digest) or await self._read(digest)
        if known is not None:
            self._lately[digest] = known
            self._lately.move_to_end(digest)
            if len(self._lately) > REMEMBERED:
                self._lately.popitem(last=False)
        return known

    async def _read(self, digest: str) -> KnownSession | None:
        async with self._database.read(brief=True) as session:
            row = (await session.execute(BY_TOKEN, {"token_digest": digest})).one_or_none()
        return None if row is None else KnownSession(row.conversation_id, row.expires_at)


async def session_of(request: Request) -> KnownSession:
    """The live session of the request's bearer token. Raises Unauthorized."""
    sessions: KnownSessions = request.app.ctx.webchat_sessions
    known = await sessions.find(token_digest(bearer_token(request)))
    if known is None or known.expires_at <= desk_of(request).clock():
        raise Unauthorized("会话已过期，请刷新页面重新开始", headers={"WWW-Authenticate": "Bearer"})
    return known


class SessionIn(BaseModel):
    """What the link said; an empty body is a session without a link."""

    model_config = ConfigDict(extra="forbid")

    region: str | None = None
    scene: str | None = None
    resume: str | None = None


async def create_session(request: Request) -> HTTPResponse:
    """201 with the token; `notice`: a sentence about how the conversation begins, or null.

    `resume`: the one-time token of a link that another channel sent; the session then goes on in that conversation,
    with all that was told in it. Raises ResumeUnknown, ResumeUsed, ResumeExpired.
    """
    desk = desk_of(request)
    await spend(desk, NEW_SESSIONS, request.client_ip or request.ip)
    asked = decode(SessionIn, request)
    link: Link = read_link(region=asked.region, scene=asked.scene)
    now, token = desk.clock(), secrets.token_urlsafe(32)
    session_id = new_id()
    async with desk.database.write() as session:
        if asked.resume is None:
            opened = await open_conversation(session, desk.vault, channel=CHANNEL, person=session_id, now=now)
            conversation_id = opened.id
        else:
            conversation_id = await redeem(session, asked.resume, now=now)
            conversation = await lock_conversation(session, conversation_id)
            conversation.channel = CHANNEL  # it goes on here: this is where its person is told from now on
        session.add(
            WebchatSession(
                id=session_id,
                conversation_id=conversation_id,
                token_digest=token_digest(token),
                created_at=now,
                expires_at=now + LIFETIME,
            )
        )
        if link.place is not None and asked.resume is None:
            await tell_place(session, desk.vault, conversation_id, link.place, now=now)
    desk.turns.wake(conversation_id)
    log.info("session begun conversation=%s region=%s scene=%s", conversation_id, asked.region, asked.scene)
    begun = {"session_id": session_id, "token": token, "expires_at": stamp(now + LIFETIME)}
    return json(begun | {"notice": _notice(link, resumed=asked.resume is not None)}, 201)


def _notice(link: Link, *, resumed: bool) -> str | None:
    if resumed:
        return wording.RESUMED
    return wording.FROM_REGION.format(place=link.place) if link.place else None


def install(api: Blueprint) -> None:
    api.add_route(create_session, "/sessions", methods=["POST"], name="create_session")
