"""Which message goes on about the topic before, and which one stands alone."""

import datetime as dt
from dataclasses import replace

import pytest

from actions.answering.aspects import Aspect
from actions.answering.context import STAYS, Discussed, read_discussed
from actions.answering.followups import follow_up
from actions.intake.conclude import cleared
from tests.actions.builders import SENT_AT, ranked, said, shipped_knowledge, tapped

ENTRIES = shipped_knowledge().entries
RETURNS = Discussed("return_online_seven_days", "网上买的衣服七天内能退吗")


def test_a_bare_aspect_is_about_the_topic_before_however_sure_the_classifier_is() -> None:
    found = follow_up(said("需要什么材料", "ask", complaint_progress=0.95), RETURNS, ENTRIES)
    assert found is not None
    assert found.topic == "complaint_materials"


def test_a_bare_aspect_without_a_topic_before_stands_alone() -> None:
    assert follow_up(said("需要什么材料", "ask", complaint_materials=0.95), None, ENTRIES) is None


def test_an_aspect_that_no_other_topic_answers_is_told_of_the_entry_itself() -> None:
    found = follow_up(said("第几条", "out_of_scope_chat"), RETURNS, ENTRIES)
    assert found is not None
    assert (found.topic, found.aspect) == (RETURNS.topic, Aspect.LAW)


def test_a_new_question_wins_over_the_context() -> None:
    turn = said("快递丢了能赔吗", "ask", parcel_lost_or_damaged=0.9)
    turn = replace(turn, in_context=ranked(return_online_seven_days=0.99))
    assert follow_up(turn, RETURNS, ENTRIES) is None


def test_what_is_unclear_alone_is_understood_with_the_question_before() -> None:
    turn = said("那拆封了呢", "ask", return_opened_package=0.3, pet_purchase=0.2)
    found = follow_up(replace(turn, in_context=ranked(return_opened_package=0.8)), RETURNS, ENTRIES)
    assert found is not None
    assert (found.topic, found.aspect) == ("return_opened_package", None)


def test_another_case_of_the_same_matter_may_be_a_neighbour() -> None:
    context = ranked(return_online_seven_days=0.54, return_seven_days_exceptions=0.45)
    found = follow_up(replace(said("那生鲜呢", "ask_more"), in_context=context), RETURNS, ENTRIES)
    assert found is not None
    assert (found.topic, found.aspect) == ("return_seven_days_exceptions", None)


def test_words_that_hang_on_are_not_torn_from_their_context() -> None:
    card = Discussed("prepaid_card_refund", "健身卡能退吗")
    turn = said("那过期了呢", "ask", expired_food=0.97)
    context = ranked(prepaid_card_transfer_or_expiry=0.74, prepaid_card_refund=0.25)
    found = follow_up(replace(turn, in_context=context), card, ENTRIES)
    assert found is not None
    assert found.topic == "prepaid_card_transfer_or_expiry"


def test_a_sure_new_question_wins_although_it_hangs_on() -> None:
    turn = said("那快递丢了呢", "ask", parcel_lost_or_damaged=0.98)
    turn = replace(turn, in_context=ranked(return_online_seven_days=0.82, return_seven_days_exceptions=0.12))
    assert follow_up(turn, RETURNS, ENTRIES) is None


def test_a_new_question_that_hangs_on_and_is_not_sure_stays_with_the_matter() -> None:
    turn = said("那手机激活了呢", "ask", platform_how_to=0.6)
    turn = replace(turn, in_context=ranked(return_online_seven_days=0.63, return_opened_package=0.16))
    found = follow_up(turn, RETURNS, ENTRIES)
    assert found is not None
    assert (found.topic, found.aspect) == (RETURNS.topic, Aspect.OTHER_CASE)


def test_a_topic_that_only_the_mixture_of_two_texts_has_made_up_is_not_answered() -> None:
    turn = said("那猫呢", "ask", pet_purchase=0.05)
    assert follow_up(replace(turn, in_context=ranked(flight_disruption=0.9)), RETURNS, ENTRIES) is None


def test_a_distant_topic_is_answered_if_the_message_alone_leans_to_it() -> None:
    turn = said("那猫病了呢", "ask", pet_purchase=0.3)
    found = follow_up(replace(turn, in_context=ranked(pet_purchase=0.8)), RETURNS, ENTRIES)
    assert found is not None
    assert found.topic == "pet_purchase"


def test_more_about_the_same_topic_needs_words_that_hang_on() -> None:
    context = ranked(return_online_seven_days=0.95)
    hanging = replace(said("那如果是鞋呢", "out_of_scope_chat"), in_context=context)
    found = follow_up(hanging, RETURNS, ENTRIES)
    assert found is not None
    assert (found.topic, found.aspect) == (RETURNS.topic, Aspect.OTHER_CASE)
    assert (
        follow_up(replace(said("今天几号", "out_of_scope_chat"), in_context=context), RETURNS, ENTRIES)
        is None
    )
    assert follow_up(replace(said("哈哈哈哈", "nlu_fallback"), in_context=context), RETURNS, ENTRIES) is None


@pytest.mark.parametrize(
    "intent", ["greet", "thanks", "affirm", "complain", "handoff", "progress", "tell_place"]
)
def test_an_act_of_its_own_is_no_follow_up(intent: str) -> None:
    turn = replace(said("你好", intent), in_context=ranked(return_online_seven_days=0.99))
    assert follow_up(turn, RETURNS, ENTRIES) is None


def test_a_tapped_choice_is_no_follow_up() -> None:
    assert follow_up(tapped("choose_topic", topic="pet_purchase"), RETURNS, ENTRIES) is None


def test_a_long_message_says_itself_what_it_is_about() -> None:
    turn = said("那" + "这个事情我也说不太清楚反正就是那样的" * 2 + "呢", "ask", pet_purchase=0.2)
    assert follow_up(replace(turn, in_context=ranked(pet_purchase=0.9)), RETURNS, ENTRIES) is None


def kept(age: dt.timedelta, topic: str = "return_online_seven_days") -> dict[str, str]:
    return {"topic": topic, "text": "能退吗", "at": (SENT_AT - age).isoformat()}


def test_a_topic_stays_under_discussion_for_a_while_only() -> None:
    assert read_discussed(kept(STAYS), ENTRIES, now=SENT_AT) is not None
    assert read_discussed(kept(STAYS + dt.timedelta(seconds=1)), ENTRIES, now=SENT_AT) is None


def test_a_topic_that_is_no_longer_known_is_not_discussed() -> None:
    assert read_discussed(kept(dt.timedelta(0), "gone"), ENTRIES, now=SENT_AT) is None
    assert read_discussed(None, ENTRIES, now=SENT_AT) is None


def test_a_complaint_that_ends_takes_the_topic_with_it() -> None:
    ended = [event["name"] for event in cleared({}) if event["event"] == "slot" and event["value"] is None]
    assert "discussed" in ended
