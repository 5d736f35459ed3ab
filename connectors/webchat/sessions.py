"""POST /webchat/api/sessions: a conversation for somebody new. The token is its only key.

A link may say where it was put up (`region`), on which occasion (`scene`), or which matter to go on with (`resume`).
"""

import datetime as dt
import hashlib
import logging
import secrets

from pydantic import BaseModel, ConfigDict
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json
from sqlalchemy import select

from connectors.webchat import wording
from connectors.webchat.limits import NEW_SESSIONS, spend
from connectors.webchat.links import Link, read_link
from connectors.webchat.model import WebchatSession
from desk.context import desk_of
from desk.conversations.places import tell_place
from desk.conversations.service import open_conversation
from desk.errors import Unauthorized
from desk.ids import new_id
from desk.web.bodies import decode
from desk.web.guards import bearer_token

log = logging.getLogger("connectors.webchat")

CHANNEL = "webchat"
LIFETIME = dt.timedelta(
    days=180
)  # a draft can be taken up again days later; a lost phone stops mattering in time


def token_digest(token: str) -> str:
    """Tokens are random, so a plain SHA-256 is enough and lets the database find them."""
    return hashlib.sha256(token.encode()).hexdigest()


def stamp(instant: dt.datetime) -> str:
    return instant.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


async def session_of(request: Request) -> WebchatSession:
    """The live session of the request's bearer token. Raises Unauthorized."""
    desk = desk_of(request)
    digest = token_digest(bearer_token(request))
    async with desk.database.read() as session:
        found = await session.execute(select(WebchatSession).filter_by(token_digest=digest))
        known = found.scalar_one_or_none()
    if known is None or known.expires_at <= desk.clock():
        raise Unauthorized("会话已过期，请刷新页面重新开始", headers={"WWW-Authenticate": "Bearer"})
    return known


class SessionIn(BaseModel):
    """What the link said; an empty body is a session without a link."""

    model_config = ConfigDict(extra="forbid")

    region: str | None = None
    scene: str | None = None
    resume: str | None = None


async def create_session(request: Request) -> HTTPResponse:
    """201 with the token; `notice`: a sentence about how the conversation begins, or null."""
    desk = desk_of(request)
    await spend(desk, NEW_SESSIONS, request.client_ip or request.ip)
    asked = decode(SessionIn, request)
    link: Link = read_link(region=asked.region, scene=asked.scene, resume=asked.resume)
    now, token = desk.clock(), secrets.token_urlsafe(32)
    session_id = new_id()
    async with desk.database.write() as session:
        conversation = await open_conversation(
            session, desk.vault, channel=CHANNEL, person=session_id, now=now
        )
        session.add(
            WebchatSession(
                id=session_id,
                conversation_id=conversation.id,
                token_digest=token_digest(token),
                created_at=now,
                expires_at=now + LIFETIME,
            )
        )
        if link.place is not None:
            await tell_place(session, desk.vault, conversation.id, link.place, now=now)
    if link.place is not None:
        desk.turns.wake(conversation.id)
    log.info("session begun conversation=%s region=%s scene=%s", conversation.id, asked.region, asked.scene)
    begun = {"session_id": session_id, "token": token, "expires_at": stamp(now + LIFETIME)}
    notice = wording.FROM_REGION.format(place=link.place) if link.place else None
    return json(begun | {"notice": notice}, 201)


def install(api: Blueprint) -> None:
    api.add_route(create_session, "/sessions", methods=["POST"], name="create_session")
