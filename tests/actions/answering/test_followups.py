"""Which message goes on about the topic before, and which one stands alone."""

import datetime as dt
from dataclasses import replace

import pytest

from actions.answering.answerer import Answerer
from actions.answering.aspects import Aspect
from actions.answering.context import STAYS, Discussed, read_discussed
from actions.answering.decision import Decision
from actions.answering.followups import CARRYING, between, follow_up
from actions.conversation.digressions import Digressions
from actions.intake.commands import Command
from actions.intake.conclude import cleared
from actions.turn import Label, Turn
from bot import acts
from tests.actions.builders import SENT_AT, ranked, said, shipped_knowledge, tapped

ENTRIES = shipped_knowledge().entries
RETURNS = Discussed("return_online_seven_days", "网上买的衣服七天内能退吗")
EXCEPTIONS = "return_seven_days_exceptions"
CARD = Discussed("prepaid_card_refund", "健身卡能退吗")


def asks_on(
    text: str, likely: float, in_context: tuple[Label, ...], intent: str = "ask_more", **topics: float
) -> Turn:
    """A message that alone asks on with this probability, and is of these topics."""
    ranking = sorted((Label("ask_more", likely), *ranked(**topics)), key=lambda label: -label.confidence)
    return replace(said(text, intent, likely), ranking=tuple(ranking), in_context=in_context)


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
    context = ranked(return_seven_days_exceptions=0.54, return_online_seven_days=0.45)
    found = follow_up(asks_on("那生鲜呢", 0.7, context), RETURNS, ENTRIES)
    assert found is not None
    assert (found.topic, found.aspect) == (EXCEPTIONS, None)


def test_a_neighbour_that_neither_leads_nor_is_meant_by_the_message_is_not_answered() -> None:
    context = ranked(return_online_seven_days=0.59, return_seven_days_exceptions=0.33)
    found = follow_up(asks_on("那手机呢", 0.9, context), RETURNS, ENTRIES)
    assert found is not None
    assert (found.topic, found.aspect) == (RETURNS.topic, Aspect.OTHER_CASE)
    leaning = asks_on("那拆过的呢", 0.4, context, return_seven_days_exceptions=0.3)
    leant = follow_up(leaning, RETURNS, ENTRIES)
    assert leant is not None
    assert leant.topic == EXCEPTIONS


def test_words_that_hang_on_are_not_torn_from_their_context() -> None:
    card = Discussed("prepaid_card_refund", "健身卡能退吗")
    turn = said("那过期了呢", "ask", expired_food=0.97)
    context = ranked(prepaid_card_transfer_or_expiry=0.82, prepaid_card_refund=0.18)
    found = follow_up(replace(turn, in_context=context), card, ENTRIES)
    assert found is not None
    assert found.topic == "prepaid_card_transfer_or_expiry"


@pytest.mark.parametrize(
    ("text", "alone", "context"),
    [
        ("那银行扣我的钱呢", {"redirect_finance": 1.0}, {RETURNS.topic: 0.50, EXCEPTIONS: 0.29}),
        ("那医院乱收费呢", {"redirect_medical": 0.999}, {EXCEPTIONS: 0.62, RETURNS.topic: 0.29}),
        ("那物业不修电梯呢", {"redirect_property_management": 0.877}, {EXCEPTIONS: 0.80, RETURNS.topic: 0.1}),
        ("那医院乱收费呢", {"redirect_medical": 0.85}, {EXCEPTIONS: 0.95, RETURNS.topic: 0.04}),
        ("那黄金不足秤呢", {"gold_jewellery": 0.95}, {EXCEPTIONS: 0.75, RETURNS.topic: 0.20}),
    ],
)
def test_a_sure_question_about_something_else_wins_over_the_context(
    text: str, alone: dict[str, float], context: dict[str, float]
) -> None:
    turn = replace(said(text, "ask", **alone), in_context=ranked(**context))
    assert follow_up(turn, RETURNS, ENTRIES) is None
    assert between(turn, RETURNS, ENTRIES) is None


def test_a_question_near_the_topic_before_wins_whatever_the_mixture_makes_of_it() -> None:
    turn = said("那拆封了呢", "ask", return_opened_package=0.75)
    turn = replace(turn, in_context=ranked(return_seven_days_exceptions=0.9))
    assert follow_up(turn, RETURNS, ENTRIES) is None


@pytest.mark.parametrize(
    ("text", "asking_on", "topics", "context"),
    [
        ("那手机坏了呢", 0.19, {"service_not_as_agreed": 0.15}, {CARD.topic: 0.58, "prepaid_card_transfer_or_expiry": 0.19}),
        ("那手机坏了呢", 0.19, {}, {"prepaid_refund_price_basis": 0.40, CARD.topic: 0.50}),
        ("那大米呢", 0.42, {}, {CARD.topic: 0.94}),
    ],
)  # fmt: skip
def test_the_mixture_alone_repeats_no_answer(
    text: str, asking_on: float, topics: dict[str, float], context: dict[str, float]
) -> None:
    turn = asks_on(text, asking_on, ranked(**context), intent="ask", **topics)
    assert follow_up(turn, CARD, ENTRIES) is None


def test_another_topic_of_the_mixture_needs_the_message_to_lean_to_the_matter() -> None:
    context = ranked(return_seven_days_exceptions=0.72, return_online_seven_days=0.2)
    asked = asks_on("那教育局管吗", 0.05, context, intent="ask", joint_conference=0.3)
    assert follow_up(asked, RETURNS, ENTRIES) is None
    leaning = follow_up(asks_on("那水果坏了呢", 0.12, context), RETURNS, ENTRIES)
    assert leaning is not None
    assert leaning.topic == EXCEPTIONS


@pytest.mark.parametrize(
    ("text", "asking_on", "topics", "context"),
    [
        ("那打车呢", 0.68, {"redirect_taxi_parking": 0.31}, {RETURNS.topic: 0.56, EXCEPTIONS: 0.37}),
        ("那社保呢", 0.18, {"redirect_labour": 0.78}, {EXCEPTIONS: 0.77, RETURNS.topic: 0.17}),
        ("那社保呢", 0.18, {"redirect_labour": 0.78}, {EXCEPTIONS: 0.87, RETURNS.topic: 0.10}),
        ("那加油站油不好呢", 0.13, {"short_weight": 0.29}, {EXCEPTIONS: 0.50, RETURNS.topic: 0.35}),
    ],
)
def test_a_message_that_names_another_matter_is_asked_for(
    text: str, asking_on: float, topics: dict[str, float], context: dict[str, float]
) -> None:
    turn = asks_on(text, asking_on, ranked(**context), intent="ask", **topics)
    assert follow_up(turn, RETURNS, ENTRIES) is None
    found = between(turn, RETURNS, ENTRIES)
    assert found is not None
    assert found.topics == (RETURNS.topic, *topics)


def test_what_only_leads_in_the_mixture_needs_the_message_to_go_on() -> None:
    context = ranked(return_seven_days_exceptions=0.60, return_online_seven_days=0.36)
    assert follow_up(asks_on("那离婚呢", 0.32, context, "out_of_scope_legal"), RETURNS, ENTRIES) is None
    assert follow_up(asks_on("那特价的呢", 0.9, context), RETURNS, ENTRIES) is not None


def test_what_leans_elsewhere_while_the_mixture_is_near_is_asked_for() -> None:
    turn = asks_on(
        "那手机坏了呢", 0.19, ranked(prepaid_card_refund=0.77), intent="ask", service_not_as_agreed=0.15
    )
    found = between(turn, CARD, ENTRIES)
    assert found is not None
    assert (found.decision, found.topics) == (Decision.CLARIFY, (CARD.topic, "service_not_as_agreed"))
    assert between(replace(turn, text="手机坏了"), CARD, ENTRIES) is None
    assert between(replace(turn, ranking=ranked(service_not_as_agreed=0.09)), CARD, ENTRIES) is None
    assert between(replace(turn, in_context=ranked(prepaid_card_refund=0.69)), CARD, ENTRIES) is None


def test_the_certainty_of_another_case_is_that_it_goes_on_at_all_and_of_the_topic() -> None:
    context = ranked(return_online_seven_days=0.8, return_seven_days_exceptions=0.1)
    found = follow_up(asks_on("那衣服呢", 0.6, context), RETURNS, ENTRIES)
    assert found is not None
    assert found.aspect is Aspect.OTHER_CASE
    assert found.confidence == pytest.approx(0.48)


def test_a_sure_new_question_wins_although_it_hangs_on() -> None:
    turn = said("那快递丢了呢", "ask", parcel_lost_or_damaged=0.98)
    turn = replace(turn, in_context=ranked(return_online_seven_days=0.82, return_seven_days_exceptions=0.12))
    assert follow_up(turn, RETURNS, ENTRIES) is None


@pytest.mark.parametrize(("topic", "likely"), [("platform_how_to", 0.6), ("redirect_telecom", 0.79)])
def test_a_new_question_that_hangs_on_and_is_not_sure_is_asked_for(topic: str, likely: float) -> None:
    turn = said("那手机激活了呢", "ask", **{topic: likely})
    turn = replace(turn, in_context=ranked(return_online_seven_days=0.63, return_opened_package=0.16))
    assert follow_up(turn, RETURNS, ENTRIES) is None
    found = between(turn, RETURNS, ENTRIES)
    assert found is not None
    assert found.topics == (RETURNS.topic, topic)


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
    hanging = asks_on("那如果是鞋呢", 0.6, context, intent="out_of_scope_chat")
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


def test_the_brain_reads_in_context_under_the_acts_that_may_carry_on() -> None:
    assert acts.CARRYING == CARRYING


def test_in_a_form_the_reading_in_context_changes_nothing_so_the_brain_makes_none() -> None:
    digressions = Digressions(Answerer(shipped_knowledge()))
    turn = said("那运费呢", "ask_more", 0.6)
    read = replace(turn, in_context=ranked(return_online_seven_days=0.9))
    assert digressions(Command.ASK, read, None) == digressions(Command.ASK, turn, None)
