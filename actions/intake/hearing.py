"""What a story tells: the fields read out of it, as slot changes, and the topic it is about."""

import datetime as dt
from functools import lru_cache
from typing import Any, Protocol

from actions.intake.commands import reads_as_question
from actions.intake.extraction.demands import Demand
from actions.intake.extraction.story import Story, read_story
from actions.intake.parsers import date_value
from actions.intake.slots import Values, is_answered
from actions.knowledge.schema import Entry
from actions.knowledge.store import Knowledge
from actions.last_story import LastStory
from actions.turn import Turn

TOPIC_SURE = 0.45  # below it a story's topic decides nothing: nobody is sent away on a guess


# One message is read for several questions (a story? only a name? which fields?) within the same turn.
read_once = lru_cache(maxsize=16)(read_story)


class StoryReader(Protocol):
    def __call__(self, text: str, *, today: dt.date) -> Story: ...


def hear(turn_text: str, values: Values, *, today: dt.date, read: StoryReader = read_once) -> dict[str, Any]:
    """Slots the text gives that are still open; what the person said before is never overwritten silently."""
    story = read(turn_text, today=today)
    told: dict[str, Any] = {
        "merchant": story.merchant.value if story.merchant else None,
        "platform": story.platform.value if story.platform else None,
        "region": (story.region.value.official or story.region.value.text) if story.region else None,
        "product": story.product.value if story.product else None,
        "order_no": story.order_no.value if story.order_no else None,
        "demands": [found.value.value for found in story.demands if found.value is not Demand.OTHER],
        "purchase_date": date_value(story.purchase_date.value) if story.purchase_date else None,
        "known_on": date_value(story.known_on.value) if story.known_on else None,
        "amount": None,
    }
    if story.amount:
        sum_ = story.amount.value
        told["amount"] = {"fen": sum_.fen, "approximate": sum_.approximate, "text": sum_.text}
    return {slot: value for slot, value in told.items() if value and not is_answered(values, slot)}


FIELDS_OF_A_STORY = 2  # where it happened, what was bought, what went wrong …
FIELDS_OF_A_QUESTION = 3  # a question names a thing and a trouble too; a story says where, when or how much
SURE_OF_PRODUCT = 0.55  # below it a thing is only mentioned: 手机有哪些规定 tells of no purchase
LENGTH_OF_A_STORY = 60  # characters from which anything is a story


def tells_a_story(
    text: str, *, today: dt.date, read: StoryReader = read_once, asked_for: bool = False
) -> bool:
    """Whether a message tells what happened, or only asks: 鞋子不喜欢能退吗 is no complaint's story.

    asked_for: the person was just asked to tell it, so many end it with a question (…该怎么办？).
    """
    if len(text) >= LENGTH_OF_A_STORY:
        return True
    story = read(text, today=today)
    told = (
        story.merchant or story.merchant_desc,
        story.platform,
        story.region,
        story.product and story.product.confidence >= SURE_OF_PRODUCT,
        story.purchase_date,
        story.sums,
        story.problem,
        not reads_as_question(text) and story.demands,  # 能退吗 asks, it does not demand
    )
    only_asks = reads_as_question(text) and not asked_for
    needed = FIELDS_OF_A_QUESTION if only_asks else FIELDS_OF_A_STORY
    return sum(bool(part) for part in told) >= needed


def tells_what_went_wrong(text: str, *, today: dt.date, read: StoryReader = read_once) -> bool:
    """Whether a short message tells a trouble, and with what or when: no shop and nobody is called that."""
    if reads_as_question(text):
        return False
    story = read(text, today=today)
    told = story.purchase_date or story.sums or story.product or story.merchant_desc
    return bool(story.problem and told)


def is_only_a_name(text: str, *, today: dt.date, read: StoryReader = read_once) -> bool:
    """Whether a message says who and nothing of what happened: 力美健身红旗街店."""
    story = read(text, today=today)
    return story.merchant is not None and len(text.strip()) < len(story.merchant.text) + 4


def describe_merchant(text: str, *, today: dt.date, read: StoryReader = read_once) -> str | None:
    """The kind of business a story speaks of (超市, 健身房) where it names none."""
    found = read(text, today=today).merchant_desc
    return found.value if found else None


def topic_of(turn: Turn, knowledge: Knowledge) -> str | None:
    """The topic a story is about, when the classifier is sure enough."""
    best = next((label for label in turn.topics if knowledge.entry(label.topic)), None)
    return best.topic if best and best.confidence >= TOPIC_SURE else None


def topic_of_story(story: LastStory, knowledge: Knowledge) -> str | None:
    """The topic a story told before is about, when the classifier was sure enough."""
    return story.topic if knowledge.entry(story.topic) and story.sure >= TOPIC_SURE else None


def begun_topic(turn: Turn) -> str | None:
    """The topic of the button that begins a complaint, tapped or agreed to; None where it was asked for in words."""
    return turn.parameters.get("topic")


def redirecting_entry(values: Values, knowledge: Knowledge) -> Entry | None:
    """The entry that says another authority decides this matter, or None."""
    entry = knowledge.entry(values.get("topic"))
    return entry if entry is not None and entry.kind == "redirect" else None
