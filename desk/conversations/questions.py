"""What the brain is asked: a claimed turn's messages opened, and put together. Pure but for the vault."""

from desk.conversations.brain import Question
from desk.conversations.claiming import Claimed
from desk.conversations.messages import Body, unseal
from desk.conversations.model import SYSTEM, USER, Message
from desk.handoff.moods import Mood, mood_of
from desk.privacy.vault import SealBroken, Vault


def question(vault: Vault, claimed: Claimed, body: Body) -> Question:
    """body: of the turn's message, with what lay at its channel. Raises SealBroken."""
    breath = [(body, claimed.message), *((unseal(vault, more), more) for more in claimed.more)]
    breath.sort(key=lambda one: (one[0].sent_at or one[1].created_at, one[1].position))
    texts = [said.text or "" for said, _message in breath]
    return Question(
        conversation=claimed.brain_id,
        message_id=claimed.message.id,
        sent_at=claimed.message.created_at,
        channel=claimed.channel,
        text="\n".join(texts) if claimed.more else body.text,
        payload=body.payload,
        attachments=(body.attachment.model_dump(),) if body.attachment else (),
        reading=body.reading,
        notice=_notice(vault, claimed.before),
        quiet=body.quiet,
    )


def typed(vault: Vault, claimed: Claimed, body: Body) -> str:
    """What the person wrote in this turn, and not tapped; empty for what the desk tells the brain. Raises SealBroken."""
    if claimed.message.sender != USER:
        return ""
    said = [body, *(unseal(vault, more) for more in claimed.more)]
    return "\n".join(one.text or "" for one in said if one.payload is None)


def is_distressed(said: str) -> bool:
    """Whether somebody typed words of distress: people answer those, not the brain."""
    return mood_of(said) is Mood.DISTRESS


def _notice(vault: Vault, before: Message | None) -> dict[str, str] | None:
    """What a notice was about that the person answers. One that cannot be opened costs the turn nothing more."""
    if before is None or before.sender != SYSTEM:
        return None
    try:
        return unseal(vault, before).notice
    except SealBroken:
        return None
