"""POST /webchat/api/typing: the person types, told to staff who look at the conversation. Kept nowhere."""

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import empty

from connectors.webchat.limits import TYPING, spend
from connectors.webchat.sessions import session_of
from desk.context import desk_of
from desk.conversations.model import Conversation
from desk.handoff.presence import TYPING_FOR, PresenceKind, Present, Who, note_presence


async def tell_typing(request: Request) -> HTTPResponse:
    """204. Where no staff are wanted nobody is told: there the assistant answers."""
    desk = desk_of(request)
    known = await session_of(request)
    await spend(desk, TYPING, known.conversation_id)
    async with desk.database.read() as session:
        conversation = await session.get_one(Conversation, known.conversation_id)
    if conversation.handoff_at is not None:
        present = Present(Who.USER, PresenceKind.TYPING, desk.clock() + TYPING_FOR)
        await note_presence(desk.presence, desk.bus, conversation.id, present)
    return empty()


def install(api: Blueprint) -> None:
    api.add_route(tell_typing, "/typing", methods=["POST"], name="tell_typing")
