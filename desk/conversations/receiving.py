"""Taking in what a person sends: stored with its turn, before anything else happens to it. Never commits."""

import dataclasses
import datetime as dt
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.attachments.service import find_attachment
from desk.channels.traits import traits_of
from desk.conversations import wording
from desk.conversations.choosing import LONGEST_TITLE, offered, typed_choice
from desk.conversations.claiming import UNFINISHED, Fresh
from desk.conversations.errors import UnknownChoice
from desk.conversations.incoming import Incoming, Located, Merging, clean_text
from desk.conversations.messages import AttachmentNote, Body, MediaNote, unseal
from desk.conversations.model import DESK, SYSTEM, USER, Conversation, Message, Turn
from desk.conversations.owning import staff_answer
from desk.conversations.reading import said_lately
from desk.conversations.rules import TurnState
from desk.conversations.service import add_message, lock_conversation
from desk.handoff.callback_talk import read_phone
from desk.handoff.choices import is_ours
from desk.handoff.choosing import carry_out, no_phone_told, phone_asked, phone_told, typed_ours
from desk.handoff.desk import HandoffDesk, usual
from desk.handoff.talking import heard
from desk.ids import new_id
from desk.photos.asking import ask_for_reading
from desk.privacy.vault import Vault

log = logging.getLogger("desk.conversations")

ATTACHMENT_PAYLOAD = "/provide_evidence"  # only the desk sends payloads
INCOMING = (
    select(Message, Turn)
    .outerjoin(Turn, Turn.id == Message.turn_id)
    .where(
        Message.conversation_id == bindparam("conversation_id"),
        Message.channel_message_id == bindparam("channel_message_id"),
    )
)
_MESSAGES, _TURNS = Message.__table__.c, Turn.__table__.c
# Without the mapper, for every message asks it: the message that came under this id before, and whether a turn is unfinished.
STANDING = select(
    select(_MESSAGES.id)
    .where(
        _MESSAGES.conversation_id == bindparam("conversation_id"),
        _MESSAGES.channel_message_id == bindparam("channel_message_id"),
    )
    .scalar_subquery(),
    select(_TURNS.id)
    .where(_TURNS.conversation_id == bindparam("conversation_id"), _TURNS.state.in_(UNFINISHED))
    .exists(),
)
LOCATION_INTENT = "/tell_place"  # with the place; without one the brain asks for it


@dataclass(frozen=True)
class Accepted:
    """A stored message of a conversation; its turn, None where nobody but staff answers it; and whether it had come before.

    fresh: the turn, where it is the conversation's only unfinished one and was added just now.
    """

    conversation: Conversation
    message: Message
    turn: Turn | None
    repeated: bool
    fresh: Fresh | None = None

    @property
    def turn_id(self) -> str | None:
        return None if self.turn is None else self.turn.id


async def receive(
    session: AsyncSession,
    vault: Vault,
    conversation_id: str,
    incoming: Incoming,
    *,
    merging: Merging | None = None,
    handoff: HandoffDesk | None = None,
    now: dt.datetime,
) -> Accepted:
    """Store one message of the person and queue its turn, before anything else happens to it.

    A repeated `channel_message_id` (the channel's own retry) stores nothing and returns what it made first.
    merging: texts sent in one breath share a turn. handoff: the hours and limits of hand-offs, None for the usual
    ones. While staff answer the conversation there is no turn, nor for the desk's own choices.
    Raises EmptyMessage, MessageTooLong, UnknownChoice, UnknownAttachment.
    """
    handoff = handoff or usual(vault)
    conversation = await lock_conversation(session, conversation_id)
    known, waits = await _standing(session, conversation, incoming.channel_message_id)
    if known is not None:
        log.info("message repeated conversation=%s turn=%s", conversation_id, known.turn_id)
        return known
    lately = await said_lately(session, conversation_id)
    body = await _incoming_body(session, vault, conversation, incoming, lately)
    staffed = staff_answer(conversation, now=now)
    body = await _read_for_desk(session, vault, conversation, body)
    if is_ours(body.payload):
        kept = await _keep(session, vault, conversation, body, incoming, turn_id=None, now=now)
        await carry_out(session, handoff, conversation, body.payload or "", now=now)
        return Accepted(conversation, kept, None, repeated=False)
    asked = await phone_asked(session, conversation) if body.payload is None else None
    if asked is not None and read_phone(body.text or "") is not None:
        kept = await _keep(session, vault, conversation, body, incoming, turn_id=None, now=now)
        await phone_told(session, handoff, conversation, asked, body.text or "", now=now)
        return Accepted(conversation, kept, None, repeated=False)
    accepted = await _take(session, vault, conversation, body, incoming, staffed, merging, now=now)
    if asked is not None:
        await no_phone_told(session, handoff, conversation, asked, now=now)
    if staffed:
        await heard(session, handoff, conversation, now=now)
    if waits or accepted.turn is None:
        return accepted
    before = lately[0] if lately else None
    return dataclasses.replace(accepted, fresh=Fresh(accepted.turn, accepted.message, before))


async def _read_for_desk(session: AsyncSession, vault: Vault, conversation: Conversation, body: Body) -> Body:
    """With a choice of the desk's own that somebody typed who waits for staff."""
    if conversation.handoff_at is None or body.payload is not None:
        return body
    if body.text is None or len(body.text) > LONGEST_TITLE:
        return body
    typed = await typed_ours(session, vault, conversation, body.text)
    return body if typed is None else body.model_copy(update={"payload": typed.payload})


async def _take(
    session: AsyncSession,
    vault: Vault,
    conversation: Conversation,
    body: Body,
    incoming: Incoming,
    staffed: bool,
    merging: Merging | None,
    *,
    now: dt.datetime,
) -> Accepted:
    """Store what staff or the assistant will answer."""
    if (
        staffed and body.media is None
    ):  # a file that lies at the channel yet is fetched by its turn, whoever answers
        kept = await _keep(session, vault, conversation, body, incoming, turn_id=None, now=now)
        return Accepted(conversation, kept, None, repeated=False)
    pause = dt.timedelta()
    if merging is not None and body.payload is None and body.media is None:
        pause = merging.pause
        open_turn = await _open_turn(session, vault, conversation, body, merging, now=now)
        if open_turn is not None:
            kept = await _keep(session, vault, conversation, body, incoming, turn_id=open_turn.id, now=now)
            open_turn.next_try_at = min(now + pause, open_turn.created_at + merging.longest)
            return Accepted(conversation, kept, open_turn, repeated=False)
    accepted = await queue_turn(
        session,
        vault,
        conversation,
        sender=USER,
        body=body,
        channel_message_id=incoming.channel_message_id,
        pause=pause,
        now=now,
    )
    if body.attachment is not None:
        await ask_for_reading(
            session,
            vault,
            conversation_id=conversation.id,
            attachment_id=body.attachment.id,
            media_type=body.attachment.media_type,
            now=now,
        )
    return accepted


async def acknowledge(
    session: AsyncSession,
    vault: Vault,
    conversation_id: str,
    *,
    channel_message_id: str,
    shown: str,
    reply: str | None,
    now: dt.datetime,
) -> None:
    """Keep that the person sent something nobody can read, and say so; once, however often it comes.

    The brain is not asked: what it waits for stays as it is. shown: what the history says of it.
    """
    conversation = await lock_conversation(session, conversation_id)
    if await find_incoming(session, conversation, channel_message_id) is not None:
        return
    sent = Body(text=shown)
    await add_message(
        session, vault, conversation, sender=USER, body=sent, now=now, channel_message_id=channel_message_id
    )
    if reply is not None and not staff_answer(conversation, now=now):
        await add_message(session, vault, conversation, sender=SYSTEM, body=Body(text=reply), now=now)


async def queue_turn(
    session: AsyncSession,
    vault: Vault,
    conversation: Conversation,
    *,
    sender: str,
    body: Body,
    channel_message_id: str,
    pause: dt.timedelta = dt.timedelta(),
    now: dt.datetime,
) -> Accepted:
    """Append a message that is to be answered, and its turn; the caller holds the conversation's lock.

    pause: how long the turn waits, for more that may belong to it.
    """
    turn_id = new_id()
    message = await add_message(
        session,
        vault,
        conversation,
        sender=sender,
        body=body,
        now=now,
        turn_id=turn_id,
        channel_message_id=channel_message_id,
    )
    turn = Turn(
        id=turn_id,
        conversation_id=conversation.id,
        message=message,
        message_id=message.id,
        position=message.position,
        state=TurnState.QUEUED.value,
        attempts=0,
        failures=0,
        timeouts=0,
        next_try_at=now + pause,
        excused=sender == DESK,  # nobody waits for an answer to it
        created_at=now,
    )
    session.add(turn)
    return Accepted(conversation, message, turn, repeated=False)


async def find_incoming(
    session: AsyncSession, conversation: Conversation, channel_message_id: str
) -> Accepted | None:
    """What a message of the person made when it came first; None: it has not come yet."""
    found = await session.execute(
        INCOMING, {"conversation_id": conversation.id, "channel_message_id": channel_message_id}
    )
    row = found.one_or_none()
    return Accepted(conversation, row[0], row[1], repeated=True) if row else None


async def _standing(
    session: AsyncSession, conversation: Conversation, channel_message_id: str
) -> tuple[Accepted | None, bool]:
    """What the message made when it came before, and whether a turn of the conversation is unfinished."""
    place = {"conversation_id": conversation.id, "channel_message_id": channel_message_id}
    known, waits = (await session.execute(STANDING, place)).one()
    if known is None:
        return None, waits
    return await find_incoming(session, conversation, channel_message_id), waits


async def _incoming_body(
    session: AsyncSession,
    vault: Vault,
    conversation: Conversation,
    incoming: Incoming,
    lately: Sequence[Message],
) -> Body:
    if incoming.attachment_id is not None:
        attachment = await find_attachment(session, conversation.id, incoming.attachment_id)
        name = vault.open(attachment.sealed_name)
        note = AttachmentNote(id=attachment.id, name=name, media_type=attachment.media_type)
        return Body(
            text=wording.ATTACHMENT_TEXT.format(name=name), payload=ATTACHMENT_PAYLOAD, attachment=note
        )
    if incoming.located is not None:
        return _located_body(incoming.located)
    if incoming.media is not None:
        media = MediaNote(id=incoming.media.id, kind=incoming.media.kind)
        return Body(text=wording.MEDIA_TEXT, payload=ATTACHMENT_PAYLOAD, media=media)
    if incoming.choice is not None:
        try:
            chosen = await offered(session, vault, conversation.id, incoming.choice)
        except UnknownChoice:
            if incoming.text is None:
                raise
        else:
            return Body(text=chosen.title, payload=chosen.payload)
    text = clean_text(incoming.text or "")
    typed = typed_choice(vault, lately, text, numbered=traits_of(conversation.channel).numbered)
    return Body(text=text, payload=typed.payload if typed else None, sent_at=incoming.sent_at)


def _located_body(located: Located) -> Body:
    if located.place is None:
        return Body(text=wording.LOCATION_UNKNOWN_TEXT, payload=LOCATION_INTENT)
    entities = json.dumps({"place": located.place}, ensure_ascii=False)
    return Body(text=wording.LOCATION_TEXT.format(place=located.place), payload=LOCATION_INTENT + entities)


async def _keep(
    session: AsyncSession,
    vault: Vault,
    conversation: Conversation,
    body: Body,
    incoming: Incoming,
    *,
    turn_id: str | None,
    now: dt.datetime,
) -> Message:
    return await add_message(
        session,
        vault,
        conversation,
        sender=USER,
        body=body,
        now=now,
        turn_id=turn_id,
        channel_message_id=incoming.channel_message_id,
    )


async def _open_turn(
    session: AsyncSession,
    vault: Vault,
    conversation: Conversation,
    body: Body,
    merging: Merging,
    *,
    now: dt.datetime,
) -> Turn | None:
    """The turn that this text still belongs to: queued and never tried, of texts alone, with nothing said since."""
    found = await session.execute(
        select(Turn)
        .where(Turn.conversation_id == conversation.id, Turn.state == TurnState.QUEUED.value)
        .where(Turn.attempts == 0, Turn.created_at > now - merging.longest)
        .order_by(Turn.position.desc())
        .limit(1)
    )
    turn = found.scalar_one_or_none()
    if turn is None:
        return None
    told = select(Message).where(Message.conversation_id == conversation.id)
    found_messages = await session.execute(
        told.where(Message.position >= turn.position).order_by(Message.position)
    )
    messages = found_messages.scalars().all()
    if len(messages) >= merging.parts or any(message.turn_id != turn.id for message in messages):
        return None
    bodies = [unseal(vault, message) for message in messages]
    if any(one.payload is not None or one.media is not None for one in bodies):
        return None
    chars = sum(len(one.text or "") for one in (*bodies, body))
    return turn if chars <= merging.chars else None
