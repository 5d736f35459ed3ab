"""Storing what the brain answered: messages, and what the answer asks the desk to do, in one transaction."""

import datetime as dt
import logging
from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk.conversations import wording
from desk.conversations.brain import BrainAnswer, BrainReply
from desk.conversations.erasure import FILE_COMPLAINT, erase
from desk.conversations.explanations import seal_explanation
from desk.conversations.messages import OVER, Body, QuickReply
from desk.conversations.model import Conversation, Turn
from desk.conversations.service import add_message
from desk.handoff.applying import apply_rules
from desk.handoff.asking import hand_off_for
from desk.handoff.desk import HandoffDesk
from desk.outbox.service import enqueue

log = logging.getLogger("desk.answers")

# What has happened, or what the person has confirmed: kept of an answer that comes too late to be said.
FACTS = frozenset({"filing", "case", "erase"})


async def record_answer(
    session: AsyncSession,
    desk: HandoffDesk,
    conversation: Conversation,
    turn: Turn,
    answer: BrainAnswer,
    *,
    said: str,
    late: bool = False,
    now: dt.datetime,
) -> None:
    """Store the replies and why; carry out their requests. The caller holds the conversation's lock.

    Requests in a reply's `custom`: `filing` (a complaint the action could not file: keep it and file it
    later), `handoff` (staff are wanted), `over` (goodbye was said), `erase` (the person confirmed erasure), `quiet` (nothing of this
    turn is told: a reading that came at the wrong moment or too late). Nothing is read from texts.

    said: what the person typed in the turn. late: staff answer by now. What was said is dropped and so are its choices, but a number that was given is told, a
    confirmed complaint is kept for filing and a confirmed erasure is done: see FACTS.
    """
    turn.sealed_explanation = seal_explanation(
        desk.vault, answer.explanation
    )  # first: an erasure takes it, too
    if any((reply.custom or {}).get("quiet") for reply in answer.replies):
        return
    replies = answer.replies
    if late:
        replies = tuple(reply for reply in replies if FACTS & (reply.custom or {}).keys())
        log.info(
            "late answer turn=%s conversation=%s dropped=%s kept=%s",
            turn.id,
            conversation.id,
            len(answer.replies) - len(replies),
            len(replies),
        )
    for reply in replies:
        await _record(session, desk, conversation, turn, reply, late=late, now=now)
    if not late:
        await apply_rules(session, desk, conversation, turn, answer, said=said, now=now)


async def _record(
    session: AsyncSession,
    desk: HandoffDesk,
    conversation: Conversation,
    turn: Turn,
    reply: BrainReply,
    *,
    late: bool,
    now: dt.datetime,
) -> None:
    custom: Mapping[str, Any] = reply.custom or {}
    if filing := custom.get("filing"):
        await enqueue(
            session,
            desk.vault,
            kind=FILE_COMPLAINT,
            key=filing["idempotency_key"],
            body=filing,
            conversation_id=conversation.id,
            now=now,
        )
        log.warning("filing kept for later conversation=%s turn=%s", conversation.id, turn.id)
    body = Body(
        text=reply.text,
        quick_replies=() if late else tuple(QuickReply.model_validate(one) for one in reply.quick_replies),
        answer=custom.get("answer"),
        case=custom.get("case"),
        expects=None if late else custom.get("expects"),
        event=OVER if custom.get("over") and not late else None,
    )
    if body.text or body.answer or body.case or body.quick_replies:
        await add_message(
            session, desk.vault, conversation, sender="bot", body=body, now=now, turn_id=turn.id
        )
    if (handoff := custom.get("handoff")) and not late:
        await hand_off_for(session, desk, conversation, handoff, turn_id=turn.id, now=now)
    if custom.get("erase"):
        await erase(session, desk.vault, conversation, now=now, up_to=turn)
        done = Body(text=wording.ERASED)
        await add_message(
            session, desk.vault, conversation, sender="system", body=done, now=now, turn_id=turn.id
        )
