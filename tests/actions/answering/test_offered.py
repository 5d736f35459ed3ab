"""What a typed yes says yes to, from the button to the first question of the form."""

import asyncio
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answering.offered import Offer, offers, taken_up
from actions.intake.slots import FORM
from actions.turn import read_turn
from tests.actions.answering.talking import Talk
from tests.actions.builders import SENT_AT


def shown(*payloads: str, custom: dict[str, Any] | None = None) -> dict[str, Any]:
    """A message of the assistant with these buttons, as Rasa keeps it."""
    buttons = [{"title": "好", "payload": payload} for payload in payloads]
    return {"event": "bot", "text": "…", "data": {"buttons": buttons, "custom": custom or {}}}


def tracker(*events: dict[str, Any], text: str = "好的", intent: str = "affirm") -> Tracker:
    message = {
        "text": text,
        "intent": {"name": intent, "confidence": 0.95},
        "topic_ranking": [],
        "metadata": {"sent_at": SENT_AT.isoformat()},
    }
    said = {"event": "user", "text": text, "parse_data": message}
    return Tracker("c-1", {}, message, [*events, said], False, None, {}, None)


@pytest.mark.parametrize(
    ("payload", "offer"),
    [
        ('/complain{"topic": "tourism_forced_shopping"}', Offer("complain", {"topic": "tourism_forced_shopping"})),
        ('/report{"topic": "expired_food"}', Offer("report", {"topic": "expired_food"})),
        ("/complain", Offer("complain", {})),
        ("/complain_more", Offer("complain_more", {})),
    ],
)  # fmt: skip
def test_a_button_is_read(payload: str, offer: Offer) -> None:
    assert offers(tracker(shown(payload))) == (offer,)


def test_the_newest_message_that_was_shown_counts() -> None:
    offering, quiet = shown("/complain"), shown(custom={"quiet": True})
    assert offers(tracker(offering, quiet)) == (Offer("complain", {}),)
    assert offers(tracker(offering, shown())) == ()
    assert offers(tracker()) == ()


def test_a_yes_takes_the_button_up_and_another_word_does_not() -> None:
    offering = shown('/report{"topic": "expired_food"}')
    yes = tracker(offering)
    turn = taken_up(read_turn(yes), yes)
    assert (turn.intent, turn.parameters) == ("report", {"topic": "expired_food"})
    wish = tracker(offering, text="我要投诉", intent="complain")
    asked = read_turn(wish)
    assert taken_up(asked, wish) is asked
    assert taken_up(turn, tracker(shown("/choose_topic"))) is turn


def begun(talk: Talk) -> dict[str, Any]:
    """The slots that the form sets when the newest message is handed to it."""
    message = next(event for event in reversed(talk.events) if event["event"] == "user")
    now = Tracker("c-1", dict(talk.slots), message["parse_data"], list(talk.events), False, None, {}, FORM)
    events = asyncio.run(talk.actions[f"validate_{FORM}"].run(CollectingDispatcher(), now, {}))
    return {event["name"]: event["value"] for event in events if event["event"] == "slot"}


def test_the_form_begins_with_the_topic_that_was_offered_and_sends_elsewhere_what_is_not_ours() -> None:
    talk = Talk(place="四川省成都市").type("导游强迫我们买了玉镯不买就骂人", tourism_forced_shopping=0.95)
    assert '/complain{"topic": "tourism_forced_shopping"}' in talk.payloads
    slots = begun(talk.type("好的", "affirm"))
    assert slots["topic"] == "tourism_forced_shopping"
    assert slots["kind"] == "complaint"
    assert slots["requested_slot"] == "route"


def test_a_yes_to_an_offered_report_begins_a_report() -> None:
    talk = Talk()
    talk.events.append(shown('/report{"topic": "expired_food"}'))
    talk.type("好的", "affirm")
    assert talk.handed_to == FORM
    slots = begun(talk)
    assert (slots["kind"], slots["topic"]) == ("report", "expired_food")
