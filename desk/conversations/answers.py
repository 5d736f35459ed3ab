"""Storing what the brain answered: messages, and what the answer asks the desk to do, in one transaction."""

import datetime as dt
import logging

from sqlalchemy.ext.asyncio import AsyncSession

from desk.conversations import wording
from desk.conversations.brain import BrainAnswer
from desk.conversations.erasure import FILE_COMPLAINT, erase
from desk.conversations.explanations import seal_explanation
from desk.conversations.messages import OVER, Body, QuickReply
from desk.conversations.model import Conversation, Turn
from desk.conversations.service import add_message, request_handoff
from desk.outbox.service import enqueue
from desk.privacy.vault import Vault

log = logging.getLogger("desk.answers")


async def record_answer(
    session: AsyncSession,
    vault: Vault,
    conversation: Conversation,
    turn: Turn,
    answer: BrainAnswer,
    *,
    now: dt.datetime,
) -> None:
    """Store the replies and why; carry out their requests. The caller holds the conversation's lock.

    Requests in a reply's `custom`: `filing` (a complaint the action could not file: keep it and file it
    later), `handoff` (staff are wanted), `over` (goodbye was said), `erase` (the person confirmed erasure), `quiet` (nothing of this
    turn is told: a reading that came at the wrong moment or too late). Nothing is read from texts.
    """
    turn.sealed_explanation = seal_explanation(vault, answer.explanation)  # first: an erasure takes it, too
    if any((reply.custom or {}).get("quiet") for reply in answer.replies):
        return
    for reply in answer.replies:
        custom = reply.custom or {}
        if filing := custom.get("filing"):
            await enqueue(
                session,
                vault,
                kind=FILE_COMPLAINT,
                key=filing["idempotency_key"],
                body=filing,
                conversation_id=conversation.id,
                now=now,
            )
            log.warning("filing kept for later conversation=%s turn=%s", conversation.id, turn.id)
        body = Body(
            text=reply.text,
            quick_replies=tuple(QuickReply.model_validate(choice) for choice in reply.quick_replies),
            answer=custom.get("answer"),
            case=custom.get("case"),
            expects=custom.get("expects"),
            event=OVER if custom.get("over") else None,
        )
        if body.text or body.answer or body.case or body.quick_replies:
            await add_message(session, vault, conversation, sender="bot", body=body, now=now, turn_id=turn.id)
        if handoff := custom.get("handoff"):
            reason = str(handoff.get("reason", "asked"))
            await request_handoff(session, vault, conversation, reason=reason, turn_id=turn.id, now=now)
        if custom.get("erase"):
            await erase(session, vault, conversation, now=now, up_to=turn)
            done = Body(text=wording.ERASED)
            await add_message(
                session, vault, conversation, sender="system", body=done, now=now, turn_id=turn.id
            )
