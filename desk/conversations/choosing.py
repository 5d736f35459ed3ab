"""Choices: what a tap, a typed title or a number means. Payloads are for the brain alone; people never see one."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.conversations.errors import UnknownChoice
from desk.conversations.messages import QuickReply, parse_choice_id, unseal
from desk.conversations.model import USER, Message
from desk.conversations.numbering import chosen_number, parse_menu_id
from desk.privacy.vault import Vault

LONGEST_TITLE = 30  # characters; a longer text is no choice


async def offered(session: AsyncSession, vault: Vault, conversation_id: str, choice: str) -> QuickReply:
    """The choice of this id: a message's (web chat) or a position's (menus in texts). Raises UnknownChoice."""
    menu, parsed = parse_menu_id(choice), parse_choice_id(choice)
    if menu is not None:
        index = menu[1]
        found = select(Message).filter_by(conversation_id=conversation_id, position=menu[0])
        message = (await session.execute(found)).scalar_one_or_none()
    elif parsed is not None:
        index = parsed[1]
        message = await session.get(Message, parsed[0])
    else:
        raise UnknownChoice
    if message is None or message.conversation_id != conversation_id or message.sender == USER:
        raise UnknownChoice
    replies = unseal(vault, message).quick_replies
    if index >= len(replies):
        raise UnknownChoice
    return replies[index]


def typed_choice(vault: Vault, lately: Sequence[Message], text: str, *, numbered: bool) -> QuickReply | None:
    """The choice whose title or number the person typed instead of tapping it.

    lately: see `reading.said_lately`; of several lists offered since the person's own message the newest counts. numbered:
    whether the channel shows numbers.
    """
    if len(text) > LONGEST_TITLE:
        return None
    wanted, number = text.strip("。.!！ "), chosen_number(text, bare=numbered)
    for message in lately:
        if message.sender == USER:
            break
        replies = unseal(vault, message).quick_replies
        if not replies:
            continue
        titled = next((reply for reply in replies if reply.title == wanted), None)
        if titled is None and number is not None and number <= len(replies):
            titled = replies[number - 1]
        return titled
    return None
