"""Carrying out a POST once: key, work and answer are committed together or not at all."""

import datetime as dt
from collections.abc import Awaitable, Callable

from sanic import HTTPResponse, Request
from sanic.response import raw
from sqlalchemy.ext.asyncio import AsyncSession

from desk.clients.guard import client_of
from desk.context import desk_of
from desk.idempotency.service import Answer, body_digest, claim, parse_key
from desk.web.bodies import json_object

HEADER = "idempotency-key"
Work = Callable[[AsyncSession, dt.datetime], Awaitable[Answer]]


def respond(answer: Answer) -> HTTPResponse:
    """The answer as it was or would have been sent."""
    return raw(
        answer.body.encode(), status=answer.status, headers=answer.headers, content_type="application/json"
    )


async def answer_once(
    request: Request, operation: str, work: Work, *, key_required: bool = True
) -> HTTPResponse:
    """Do `work` in one transaction under the request's Idempotency-Key, or give its first answer again.

    operation: what the key stands for beside the body, say "POST /cases". Without key_required a request that
    brings no key is simply carried out. Raises KeyMissing, KeyInvalid, KeyReused, KeyInFlight.
    """
    desk, header = desk_of(request), request.headers.get(HEADER)
    now = desk.clock()
    if header is None and not key_required:
        async with desk.database.write() as session:
            answer = await work(session, now)
        return respond(answer)
    key = parse_key(header)
    digest = body_digest(desk.vault, operation, json_object(request))
    async with desk.database.write() as session:
        mine = await claim(
            session, desk.vault, client=client_of(request).name, key=key, digest=digest, now=now
        )
        if (known := mine.answer) is not None:
            return respond(Answer(known.status, known.headers | {"Idempotent-Replayed": "true"}, known.body))
        answer = await work(session, now)
        mine.keep(answer)
    return respond(answer)
