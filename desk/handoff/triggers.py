"""Rules by which staff are wanted without anybody asking: pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar


class Effect(StrEnum):
    """What a rule does."""

    HAND_OVER = "hand_over"  # to the queue, as if the person had asked
    OFFER = "offer"  # the person is asked whether they want it


class Rule(Protocol):
    """The conditions of a rule; None: any."""

    @property
    def topic(self) -> str | None: ...
    @property
    def keyword(self) -> str | None: ...
    @property
    def amount_from_fen(self) -> int | None: ...
    @property
    def region(self) -> str | None: ...
    @property
    def channel(self) -> str | None: ...
    @property
    def effect(self) -> Effect: ...


Given = TypeVar("Given", bound=Rule)


@dataclass(frozen=True)
class Facts:
    """What is known of a turn when it was answered.

    topics: that were answered, or of the case that was filed; amount_fen and places (name and GB/T 2260 code): of the
    case that was filed.
    """

    channel: str
    text: str = ""
    topics: frozenset[str] = frozenset()
    amount_fen: int | None = None
    places: tuple[str, ...] = ()


def has_condition(rule: Rule) -> bool:
    """A rule without any would hand over everybody."""
    return any(
        one is not None for one in (rule.topic, rule.keyword, rule.amount_from_fen, rule.region, rule.channel)
    )


def applies(rule: Rule, facts: Facts) -> bool:
    """Whether all conditions hold that the rule has."""
    return (
        has_condition(rule)
        and (rule.topic is None or rule.topic in facts.topics)
        and (rule.keyword is None or rule.keyword.casefold() in facts.text.casefold())
        and (
            rule.amount_from_fen is None
            or (facts.amount_fen is not None and facts.amount_fen >= rule.amount_from_fen)
        )
        and (rule.region is None or any(place.startswith(rule.region) for place in facts.places))
        and (rule.channel is None or rule.channel == facts.channel)
    )


def first_applying(rules: Iterable[Given], facts: Facts) -> Given | None:
    """The rule to follow: one that hands over before one that offers, else in the given order."""
    found = [rule for rule in rules if applies(rule, facts)]
    return min(found, key=lambda rule: rule.effect is not Effect.HAND_OVER, default=None)
