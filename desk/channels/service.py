"""Use cases of delivery: who is reached where, what they were not told yet, what was told. Never commits."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.channels.model import PassiveReply, Recipient
from desk.channels.port import Channel, Said
from desk.channels.rules import (
    Contact,
    Quotas,
    Reach,
    ReachEvent,
    Window,
    Windows,
    close_windows,
    next_reach,
    open_window,
    spend,
)
from desk.channels.traits import traits_of
from desk.conversations.messages import unseal
from desk.conversations.model import SYSTEM, Conversation, Message, Turn
from desk.ids import new_id
from desk.privacy.vault import Vault

TOLD_SENDERS = ("bot", "staff", SYSTEM)
LOOKED_AHEAD = 50  # messages rendered at a time


@dataclass(frozen=True)
class Part:
    """One part of a message: `last` when it is the message's last."""

    position: int
    number: int  # from 1
    last: bool
    text: str
    sender: str


async def lock_recipient(session: AsyncSession, conversation_id: str) -> Recipient | None:
    """The row, locked until the transaction ends; None: nobody is written to in this conversation.

    Whoever locks the conversation as well, or adds a row that refers to it, locks it before: adding a message holds
    the conversation and then asks for this row.
    """
    found = select(Recipient).filter_by(conversation_id=conversation_id).with_for_update()
    return (await session.execute(found)).scalar_one_or_none()


async def contacted(
    session: AsyncSession,
    vault: Vault,
    conversation: Conversation,
    *,
    address: str,
    contact: Contact | None,
    passive_until: dt.datetime | None,
    now: dt.datetime,
) -> Recipient:
    """The person wrote, clicked or called: they can be reached, and what was held is due.

    contact: None for a repeat of the channel's, which opens no window anew. address: the channel's address of the
    person, kept sealed. passive_until: how long the answer to their own request may carry what is to be said; None
    where the channel has no such answer. The caller holds the conversation's lock.
    """
    known = await lock_recipient(session, conversation.id)
    if known is None:
        known = Recipient(
            id=new_id(),
            conversation_id=conversation.id,
            channel=conversation.channel,
            sealed_address=vault.seal(address),
            reach=Reach.OPEN,
            told_position=conversation.last_position,
            told_parts=0,
            claims=0,
            attempts=0,
            message_sent=0,
            click_sent=0,
            created_at=now,
        )
        session.add(known)
    elif vault.open(known.sealed_address) != address:
        known.sealed_address = vault.seal(address)  # the account moved, and with it everybody's address
    known.reach = next_reach(known.reach, ReachEvent.CONTACT)
    if contact is not None:
        keep_windows(known, open_window(windows_of(known), contact, now=now))
    known.error_code, known.attempts = None, 0
    known.passive_until = passive_until
    known.due_at = (passive_until or now) if traits_of(conversation.channel).pushed else None
    await session.flush()
    return known


async def leave(session: AsyncSession, conversation_id: str) -> None:
    """The person's address is forgotten: nothing is written to them until they contact us again."""
    await session.execute(delete(PassiveReply).filter_by(conversation_id=conversation_id))
    await session.execute(delete(Recipient).filter_by(conversation_id=conversation_id))


async def waits_for_more(session: AsyncSession, conversation_id: str) -> bool:
    """Whether something was said, or is being thought about, that the person was not told."""
    recipient = await lock_recipient(session, conversation_id)
    if recipient is None:
        return False
    untold_exist = (
        select(Message.id)
        .where(
            Message.conversation_id == conversation_id,
            Message.position > recipient.told_position,
            Message.sender.in_(TOLD_SENDERS),
        )
        .exists()
    )
    unfinished = (
        select(Turn.id).where(Turn.conversation_id == conversation_id, Turn.finished_at.is_(None)).exists()
    )
    return bool(await session.scalar(select(or_(untold_exist, unfinished))))


def windows_of(recipient: Recipient) -> Windows:
    return {
        Contact.MESSAGE: Window(recipient.message_at, recipient.message_sent or 0),
        Contact.CLICK: Window(recipient.click_at, recipient.click_sent or 0),
    }


def keep_windows(recipient: Recipient, windows: Windows) -> None:
    message, click = windows[Contact.MESSAGE], windows[Contact.CLICK]
    recipient.message_at, recipient.message_sent = message.opened_at, message.sent
    recipient.click_at, recipient.click_sent = click.opened_at, click.sent


def spend_send(recipient: Recipient, quotas: Quotas | None, *, now: dt.datetime) -> bool:
    """Count one send before it is made; False when the channel allows none."""
    after = spend(windows_of(recipient), quotas, now=now)
    if after is None:
        return False
    keep_windows(recipient, after)
    return True


def hold(recipient: Recipient, code: str, *, windows_closed: bool) -> None:
    """Nothing can be pushed until the person contacts us again."""
    recipient.reach = next_reach(recipient.reach, ReachEvent.HOLD)
    recipient.error_code, recipient.due_at, recipient.attempts = code[:60], None, 0
    if windows_closed:
        keep_windows(recipient, close_windows(windows_of(recipient)))


async def untold(
    session: AsyncSession, vault: Vault, channel: Channel, recipient: Recipient
) -> tuple[list[Part], int]:
    """Parts behind the cursor, oldest first; and the position up to which was looked."""
    found = await session.execute(
        select(Message)
        .where(
            Message.conversation_id == recipient.conversation_id, Message.position > recipient.told_position
        )
        .order_by(Message.position)
        .limit(LOOKED_AHEAD)
    )
    messages = found.scalars().all()
    parts = parts_of(vault, channel, messages)
    under_way, done = recipient.told_position + 1, recipient.told_parts
    parts = [part for part in parts if part.position != under_way or part.number > done]
    return parts, max((message.position for message in messages), default=recipient.told_position)


def parts_of(vault: Vault, channel: Channel, messages: Sequence[Message]) -> list[Part]:
    """What the channel makes of the messages that are told: the person's own and the desk's are not."""
    made = []
    for message in messages:
        if message.sender not in TOLD_SENDERS:
            continue
        texts = channel.parts(said_of(vault, message))
        made += [
            Part(message.position, number, number == len(texts), text, message.sender)
            for number, text in enumerate(texts, start=1)
        ]
    return made


def said_of(vault: Vault, message: Message) -> Said:
    body = unseal(vault, message)
    return Said(
        position=message.position,
        sender=message.sender,
        text=body.text,
        choices=tuple(reply.title for reply in body.quick_replies),
        answer=body.answer,
    )


def advance(recipient: Recipient, told: Sequence[Part], *, seen: int, all_told: bool) -> None:
    """Move the cursor behind what was told. seen: the position up to which there was nothing else, if all was told."""
    if all_told:
        recipient.told_position, recipient.told_parts = max(seen, recipient.told_position), 0
        return
    last = told[-1]
    if last.last:
        recipient.told_position, recipient.told_parts = last.position, 0
    else:
        recipient.told_position, recipient.told_parts = last.position - 1, last.number
