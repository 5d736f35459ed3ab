"""Who answers a conversation: the gate before the brain, and the fence against its late answers. Pure but for the row."""

import datetime as dt

from desk.conversations.model import Conversation

ASSISTANT, STAFF = "assistant", "staff"  # owners: who answers


def let_answer(conversation: Conversation, *, assistant: bool, until: dt.datetime | None = None) -> None:
    """From now on the assistant answers, or staff do. until: when staff's ownership lapses by itself.

    A change begins a new service epoch: what the brain was asked before it is late. The caller holds the lock.
    """
    owner = ASSISTANT if assistant else STAFF
    if conversation.owner != owner:
        conversation.owner = owner
        conversation.service_epoch += 1
    conversation.owned_until = None if assistant else until


def staff_answer(conversation: Conversation, *, now: dt.datetime) -> bool:
    """Whether people answer this conversation now. An ownership that lapsed goes back to the assistant."""
    if conversation.owner == ASSISTANT:
        return False
    if conversation.owned_until is not None and conversation.owned_until <= now:
        let_answer(conversation, assistant=True)
        return False
    return True


def is_late(conversation: Conversation, *, asked_in: int, now: dt.datetime) -> bool:
    """Whether an answer of the brain comes too late to be said. asked_in: the service epoch in which it was asked."""
    return staff_answer(conversation, now=now) or conversation.service_epoch != asked_in
