"""A story, another question, and the complaint that is begun then: each matter keeps its own story and its files."""

from typing import Any

import pytest

from actions.intake.documents.proposal import noticed
from actions.last_story import LastStory
from tests.actions.answering.talking import Talk
from tests.actions.builders import SENT_AT, shipped_knowledge, tapped
from tests.actions.intake.test_flow import Person

SHOES = "上周在欧亚商场买了双鞋花了300块，穿两天就开胶，店里不给退"
GUIDE = "在长春旅游报了个团，导游逼着买东西不买不让走，花了两千多要求退款"
REGISTER = "complain"


def form(talk: Talk, name: str, **parameters: str) -> Talk:
    """A tap that the form takes, as Rasa runs it."""
    entities = [{"entity": entity, "value": value} for entity, value in parameters.items()]
    metadata = {"sent_at": talk.now.isoformat(), "channel": "webchat"}
    message = {
        "text": f"/{name}",
        "intent": {"name": name, "confidence": 1.0},
        "entities": entities,
        "message_id": f"tap-{len(talk.events)}",
        "metadata": metadata,
    }
    talk.events.append({"event": "user", **message})
    talk.heard = []
    talk._run("validate_complaint_form", message)
    if talk.slots["requested_slot"] is None:
        talk._run("action_conclude_complaint", message)
    return talk


def shoes_then_expired_food() -> Talk:
    return (
        Talk()
        .type(SHOES, return_offline_promise=0.9)
        .later(minutes=5)
        .type("过期食品赔多少", expired_food=0.9)
    )


def guide_then_online_return() -> Talk:
    return (
        Talk()
        .type(GUIDE, tourism_changchun=0.9)
        .later(minutes=5)
        .type("网上买的鞋能退吗", return_online_seven_days=0.9)
    )


def test_a_complaint_about_another_topic_does_not_take_the_story() -> None:
    talk = form(shoes_then_expired_food(), REGISTER, topic="expired_food")
    assert (talk.slots.get("story"), talk.slots["topic"]) == (None, "expired_food")
    assert form(talk, "choose", slot="consent", value="yes").slots["requested_slot"] == "story"


def test_a_yes_to_the_offer_is_of_the_topic_that_was_offered() -> None:
    talk = shoes_then_expired_food().type("好的", "affirm")
    assert talk.handed_to == "complaint_form"
    metadata = {"sent_at": talk.now.isoformat(), "channel": "webchat"}
    yes = {"text": "好的", "intent": {"name": "affirm", "confidence": 0.95}, "topic_ranking": []}
    talk._run("validate_complaint_form", yes | {"message_id": "yes", "metadata": metadata})
    assert (talk.slots.get("story"), talk.slots["topic"]) == (None, "expired_food")


def test_a_story_of_another_authority_is_not_registered_under_a_return() -> None:
    talk = form(guide_then_online_return(), REGISTER, topic="return_online_seven_days")
    assert talk.slots.get("story") is None


@pytest.mark.parametrize("parameters", [{}, {"topic": "tourism_changchun"}])
def test_the_story_of_another_authority_is_redirected_when_it_is_taken(parameters: dict[str, str]) -> None:
    talk = form(guide_then_online_return(), REGISTER, **parameters)
    assert (talk.slots["story"], talk.slots["topic"]) == (GUIDE, "tourism_changchun")
    assert talk.slots["requested_slot"] == "route"


def test_a_question_near_the_story_takes_it_with_the_topic_of_the_story() -> None:
    talk = Talk().type(SHOES, return_offline_promise=0.9).type("三包多久", three_guarantees=0.9)
    near = form(talk, REGISTER, topic="quality_return")
    assert (near.slots["story"], near.slots["topic"]) == (SHOES, "return_offline_promise")


def test_a_story_whose_topic_was_asked_back_for_is_of_the_topic_chosen() -> None:
    talk = Talk().type(SHOES, expired_food=0.35, return_offline_promise=0.3)
    chosen = form(talk, REGISTER, topic="return_offline_promise")
    assert (chosen.slots["story"], chosen.slots["topic"]) == (SHOES, "return_offline_promise")


def test_a_story_kept_before_topics_were_kept_is_taken() -> None:
    talk = Talk(last_story={"text": SHOES, "at": SENT_AT.isoformat()})
    assert form(talk, REGISTER, topic="expired_food").slots["story"] == SHOES


def test_what_was_left_waits_with_its_files_for_its_own_complaint() -> None:
    sent_with_the_shoes = {"id": "shoe.jpg", "at": SENT_AT.isoformat()}
    talk = shoes_then_expired_food()
    sent_since = {"id": "milk.jpg", "at": talk.now.isoformat()}
    talk.slots["loose_files"] = [sent_with_the_shoes, sent_since]
    form(talk, REGISTER, topic="expired_food")
    assert talk.slots["evidence"] == ["milk.jpg"]
    form(talk, "choose", slot="consent", value="no")
    again = form(talk, REGISTER)
    assert (again.slots["story"], again.slots["evidence"]) == (SHOES, ["shoe.jpg"])


def test_who_has_everything_erased_leaves_no_other_matter_behind() -> None:
    talk = form(shoes_then_expired_food(), REGISTER, topic="expired_food")
    assert talk.slots["last_story"]
    form(talk, "confirm_erase")
    assert talk.slots["last_story"] is None


def test_who_was_sent_elsewhere_and_comes_back_has_lost_nothing() -> None:
    pictures = noticed(None, "ticket.jpg", {"merchant": "欧亚旅行社", "order_no": "HYD2611080031"})[
        "pictures"
    ]
    seen: dict[str, Any] = {"pictures": pictures, "at": SENT_AT.isoformat()}
    talk = Talk(loose_files=[{"id": "ticket.jpg", "at": SENT_AT.isoformat()}], seen_photo=seen)
    talk.type(GUIDE, tourism_changchun=0.9)
    form(talk, REGISTER, topic="tourism_changchun")
    form(talk, "choose", slot="route", value="leave")
    assert talk.slots["evidence"] is None
    assert not talk.slots["closed_files"]
    form(talk, REGISTER, topic="tourism_changchun")
    assert (talk.slots["story"], talk.slots["evidence"]) == (GUIDE, ["ticket.jpg"])
    assert talk.slots["photo_findings"]["pictures"] == pictures


def test_who_is_sent_elsewhere_before_telling_anything_is_sent_all_the_same() -> None:
    talk = form(Talk(), REGISTER, topic="redirect_telecom")
    assert talk.slots["requested_slot"] == "route"
    form(talk, "choose", slot="route", value="leave")
    assert talk.topics == ["redirect_telecom"]
    assert talk.slots.get("last_story") is None


def test_the_topic_of_the_story_is_that_of_the_complaint() -> None:
    told = LastStory(GUIDE, "tourism_changchun", 0.9)
    person = Person().begin(tapped("complain"), story=told)
    assert (person.values["topic"], person.asked) == ("tourism_changchun", "route")


def test_a_topic_that_is_a_guess_sends_nobody_away() -> None:
    person = Person().begin(tapped("complain"), story=LastStory(GUIDE, "tourism_changchun", 0.3))
    assert person.asked == "consent"


@pytest.mark.parametrize(
    ("told", "tapped_topic", "is_it"),
    [
        ("return_offline_promise", "return_offline_promise", True),
        ("return_offline_promise", "quality_return", True),
        ("return_offline_promise", "complain_to_12315", True),  # how to complain is asked of every matter
        ("return_offline_promise", "complaint_materials", True),
        ("return_offline_promise", None, True),
        ("return_offline_promise", "expired_food", False),
        ("tourism_changchun", "return_online_seven_days", False),
        ("tourism_changchun", "tourism_forced_shopping", True),
        ("redirect_telecom", "redirect_renting", False),  # one group, two authorities
    ],
)
def test_which_topics_are_of_one_matter(told: str, tapped_topic: str | None, is_it: bool) -> None:
    assert LastStory(SHOES, told, 0.9).is_about(tapped_topic, shipped_knowledge().entries) is is_it


def test_an_unknown_topic_is_no_other_matter() -> None:
    assert LastStory(SHOES, "forgotten", 0.9).is_about("expired_food", shipped_knowledge().entries)
