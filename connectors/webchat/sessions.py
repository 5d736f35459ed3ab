"""POST /webchat/api/sessions: a conversation for somebody new. The token is its only key."""

import datetime as dt
import hashlib
import secrets

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json
from sqlalchemy import select

from connectors.webchat.limits import NEW_SESSIONS, spend
from connectors.webchat.model import WebchatSession
from desk.context import desk_of
from desk.conversations.service import open_conversation
from desk.errors import Unauthorized
from desk.ids import new_id
from desk.web.guards import bearer_token

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


async def create_session(request: Request) -> HTTPResponse:
    desk = desk_of(request)
    await spend(desk, NEW_SESSIONS, request.client_ip or request.ip)
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
    return json({"session_id": session_id, "token": token, "expires_at": stamp(now + LIFETIME)}, 201)


def install(api: Blueprint) -> None:
    api.add_route(create_session, "/sessions", methods=["POST"], name="create_session")
