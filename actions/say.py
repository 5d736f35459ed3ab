"""What an action wants said, as a value: a response of domain.yml by key, or a composed text."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Choice:
    """A button: what it shows and what it sends."""

    title: str
    payload: str


@dataclass(frozen=True)
class Say:
    """One message. Texts that hold a person's words are composed here, never interpolated by Rasa: its
    template engine would read their braces."""

    response: str | None = None
    text: str | None = None
    choices: tuple[Choice, ...] = ()
    custom: dict[str, Any] | None = None
    values: dict[str, str] = field(default_factory=dict)  # for a response's placeholders: our own words only


QUIET = Say(custom={"quiet": True})  # the desk tells nothing of this turn


def utter(dispatcher: Any, messages: Iterable[Say]) -> None:
    """Hand the messages to rasa-sdk's dispatcher, in order."""
    for message in messages:
        dispatcher.utter_message(
            text=message.text,
            response=message.response,
            buttons=[{"title": c.title, "payload": c.payload} for c in message.choices],
            json_message=message.custom or {},
            **message.values,
        )
