"""What the desk knows of where a person is, told to the brain without a word to the person.

A turn of the desk's own, like a reading (desk.conversations.readings): it runs before what the person says first, survives a
crash, and nothing of it shows. The place is emptied out of the message once the brain has taken it.
"""

import datetime as dt
import json

from sqlalchemy.ext.asyncio import AsyncSession

from desk.conversations.messages import Body
from desk.conversations.model import DESK
from desk.conversations.receiving import LOCATION_INTENT, queue_turn
from desk.conversations.service import lock_conversation
from desk.privacy.vault import Vault

KEY = "place:link"  # in the place of a channel's message id; no channel makes an id with a colon


async def tell_place(
    session: AsyncSession, vault: Vault, conversation_id: str, place: str, *, now: dt.datetime
) -> None:
    """Queue the turn. place: an official name, as desk.places gives it; once a conversation."""
    conversation = await lock_conversation(session, conversation_id)
    payload = LOCATION_INTENT + json.dumps({"place": place}, ensure_ascii=False)
    body = Body(payload=payload, quiet=True)
    await queue_turn(session, vault, conversation, sender=DESK, body=body, channel_message_id=KEY, now=now)
