"""PUT /webchat/api/messages/{id}/feedback: 有用 or 没用, said of an answer."""

from pydantic import BaseModel, ConfigDict
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import empty

from connectors.webchat.limits import FEEDBACK, spend
from connectors.webchat.sessions import session_of
from desk.context import desk_of
from desk.feedback.model import Verdict
from desk.feedback.service import give
from desk.web.bodies import decode


class FeedbackIn(BaseModel):
    """verdict: helpful or unhelpful; null takes back what was said."""

    model_config = ConfigDict(extra="forbid")

    verdict: Verdict | None


async def give_feedback(request: Request, message_id: str) -> HTTPResponse:
    """204; the same again changes nothing. Raises NoSuchAnswer for a message that answers nothing here."""
    desk = desk_of(request)
    known = await session_of(request)
    told = decode(FeedbackIn, request)
    await spend(desk, FEEDBACK, known.conversation_id)
    async with desk.database.write() as session:
        await give(
            session,
            desk.vault,
            conversation_id=known.conversation_id,
            message_id=message_id,
            verdict=told.verdict,
            now=desk.clock(),
        )
    return empty(204)


def install(api: Blueprint) -> None:
    api.add_route(give_feedback, "/messages/<message_id:str>/feedback", methods=["PUT"], name="give_feedback")
