"""What kind of thing each channel is: one table, for whoever must treat them differently."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Traits:
    """pushed: people are written to, for they do not fetch what is said. numbered: choices are shown, or said, with
    numbers. lasting: the conversation is read after it is over; that of a call is not."""

    pushed: bool = True
    numbered: bool = True
    lasting: bool = True


MESSENGER = Traits()
TRAITS: Mapping[str, Traits] = {
    "webchat": Traits(pushed=False, numbered=False),
    "hotline": Traits(pushed=False, lasting=False),
}
FLEETING = frozenset(channel for channel, traits in TRAITS.items() if not traits.lasting)


def traits_of(channel: str) -> Traits:
    """A channel that is not in the table is a messenger."""
    return TRAITS.get(channel, MESSENGER)
