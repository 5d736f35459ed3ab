"""What a typed message means: the pipeline's reading of it, of its parts, and of it as a follow-up.

Rasa reads a message as one intent. Two questions in one message are each read again by the same pipeline, and
a short message that may go on about the question before it is read once more together with that, so that the
actions can choose. Each reading costs what a message costs (docs/understanding.md).
"""

from __future__ import annotations

import re
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.trackers import DialogueStateTracker

from bot.acts import CARRYING, TELL_PLACE
from bot.nlu.classifier import TOPIC_RANKING
from bot.nlu.parts import parts
from bot.turns import as_words

PARTS = "parts"  # [{"text", "intent", "topic_ranking"}, ...], two to four of them
IN_CONTEXT = "in_context"  # a topic_ranking
DISCUSSED = "discussed"  # the slot of the topic under discussion: {"topic", "text", "at"}
MATTER_LENGTH = 8  # characters from which what follows the place is a matter of its own
# 「我在长春，…」: where somebody is says nothing of the matter that follows, and must not be all that is heard.
_WHERE_FIRST = re.compile(r"^(?:我们?|本人|人)(?:现在|目前|人)?住?在[^，,。\s]{2,9}[，,。\s]+")
FOLLOW_UP_LENGTH = 30  # characters; a longer message says itself what it is about


async def understand(
    processor: MessageProcessor, text: str, tracker: DialogueStateTracker | None = None
) -> dict[str, Any]:
    """Rasa's parse data of a typed text, with ``PARTS`` and ``IN_CONTEXT`` where there are any."""
    words = as_words(text)
    parsed = {**await processor.parse_message(UserMessage(words), tracker), "text": text}
    rest = _WHERE_FIRST.sub("", words)
    if parsed["intent"]["name"] == TELL_PLACE and rest != words and len(rest) >= MATTER_LENGTH:
        parsed |= await _reading(processor, rest)
    asked = parts(words)
    if asked:
        parsed[PARTS] = [{"text": part, **await _reading(processor, part)} for part in asked]
    before = _question_before(tracker)
    if before and words and len(words) <= FOLLOW_UP_LENGTH and parsed["intent"]["name"] in CARRYING:
        parsed[IN_CONTEXT] = (await _reading(processor, f"{before}，{words}"))[TOPIC_RANKING]
    return parsed


async def _reading(processor: MessageProcessor, text: str) -> dict[str, Any]:
    parsed = await processor.parse_message(UserMessage(as_words(text)))
    return {"intent": parsed["intent"], TOPIC_RANKING: parsed.get(TOPIC_RANKING, [])}


def _question_before(tracker: DialogueStateTracker | None) -> str | None:
    """The question the assistant answered last, from its slot; None in a form, whose answers never look back at it."""
    if tracker is not None and tracker.active_loop_name:
        return None
    discussed = tracker.get_slot(DISCUSSED) if tracker and DISCUSSED in tracker.slots else None
    return discussed.get("text") if isinstance(discussed, dict) else None
