"""A message in parts: which of its questions are answered."""

from dataclasses import replace

import pytest

from actions.answering.aspects import Aspect
from actions.answering.context import Discussed
from actions.answering.decision import Decision, Thresholds
from actions.answering.plan import MOST_ANSWERS, Answered, plan
from actions.turn import Turn
from tests.actions.builders import said, shipped_knowledge

ENTRIES = shipped_knowledge().entries


def asking(*parts: Turn, whole: Turn | None = None) -> Turn:
    whole = whole or said("".join(part.text for part in parts), "ask", pet_purchase=0.2, gold_jewellery=0.2)
    return replace(whole, parts=parts)


def answered(turn: Turn, discussed: Discussed | None = None) -> list[tuple[str, Aspect | None, int]]:
    return [(one.topic, one.aspect, one.part) for one in plan(turn, ENTRIES, discussed).answers]


RETURN = said("网购的鞋能退吗？", "ask", return_online_seven_days=0.9)
PARCEL = said("快递丢了谁赔？", "ask", parcel_lost_or_damaged=0.9)
UNCLEAR = said("这样行吗？", "ask", pet_purchase=0.2, gold_jewellery=0.1)


def test_two_different_topics_are_both_answered() -> None:
    assert answered(asking(RETURN, PARCEL)) == [
        ("return_online_seven_days", None, 1),
        ("parcel_lost_or_damaged", None, 2),
    ]


def test_an_aspect_is_asked_of_the_topic_before_it() -> None:
    where = said("不退去哪投诉？", "ask", complaint_jurisdiction=0.9)
    assert answered(asking(RETURN, where)) == [
        ("return_online_seven_days", None, 1),
        ("return_online_seven_days", Aspect.WHERE, 2),
    ]


def test_an_aspect_that_another_topic_answers_leads_there() -> None:
    assert answered(asking(RETURN, said("运费谁出？", "ask"))) == [
        ("return_online_seven_days", None, 1),
        ("return_shipping_cost", None, 2),
    ]


def test_the_same_topic_twice_is_one_answer_and_the_whole_message_decides() -> None:
    again = said("七天内都能退吗？", "ask", return_online_seven_days=0.8)
    whole = said("网购的鞋能退吗？七天内都能退吗？", "ask", return_online_seven_days=0.95)
    assert answered(asking(RETURN, again, whole=whole)) == [("return_online_seven_days", None, 0)]


def test_an_unclear_part_leaves_the_decision_to_the_whole_message() -> None:
    whole = said("网购的鞋能退吗？这样行吗？", "ask", return_online_seven_days=0.8)
    assert answered(asking(RETURN, UNCLEAR, whole=whole)) == [("return_online_seven_days", None, 0)]


def test_the_whole_message_names_the_topic_where_its_first_part_does_not() -> None:
    whole = said("鞋坏了这样行吗？去哪投诉？", "ask", defective_goods=0.9)
    assert answered(asking(UNCLEAR, said("去哪投诉？", "ask"), whole=whole)) == [
        ("defective_goods", None, 1),
        ("defective_goods", Aspect.WHERE, 2),
    ]


FREIGHT = said("还有运费谁出？", "ask", return_shipping_cost=1.0)
SHOE = said("鞋掉底能退吗？", "ask", return_offline_promise=0.46, defective_goods=0.22)


def test_a_later_part_that_drowns_the_first_one_does_not_open_the_answer() -> None:
    whole = said("鞋掉底能退吗？不退去哪投诉？还有运费谁出？", "ask", return_shipping_cost=0.87)
    found = plan(asking(SHOE, said("不退去哪投诉？", "ask"), FREIGHT, whole=whole), ENTRIES)
    assert found.decided.decision is Decision.CLARIFY
    assert found.decided.topics == ("return_offline_promise", "defective_goods")
    assert [(one.aspect, one.part) for one in found.answers] == [(Aspect.WHERE, 2)]


def test_what_drowns_an_unclear_part_of_another_matter_is_answered_and_the_part_asked_for() -> None:
    whole = said("这样行吗？快递丢了谁赔？", "ask", parcel_lost_or_damaged=0.99)
    found = plan(asking(UNCLEAR, PARCEL, whole=whole), ENTRIES)
    assert found.decided.decision is Decision.CLARIFY
    assert found.decided.topics == ("pet_purchase", "gold_jewellery")
    assert [(one.topic, one.part) for one in found.answers] == [("parcel_lost_or_damaged", 2)]


def test_a_first_part_that_says_nothing_is_not_asked_for() -> None:
    whole = said("在吗？快递丢了谁赔？", "ask", parcel_lost_or_damaged=0.99)
    found = plan(asking(said("在吗？", "greet"), PARCEL, whole=whole), ENTRIES)
    assert found.decided.decision is Decision.REDIRECT
    assert [(one.topic, one.part) for one in found.answers] == [("parcel_lost_or_damaged", 0)]


def test_an_unclear_part_is_passed_over_for_one_that_says_something() -> None:
    assert [part for *_, part in answered(asking(RETURN, UNCLEAR, PARCEL))] == [1, 3]


def test_no_more_than_two_parts_are_answered() -> None:
    turn = asking(RETURN, PARCEL, said("要多久？", "ask"), said("第几条？", "ask"))
    assert len(answered(turn)) == MOST_ANSWERS


def test_a_wish_to_file_is_never_taken_apart() -> None:
    whole = said("我要投诉，网购的鞋能退吗？快递丢了谁赔？", "complain", return_online_seven_days=0.5)
    found = plan(asking(RETURN, PARCEL, whole=whole), ENTRIES)
    assert found.decided.decision is Decision.FILE
    assert found.answers == ()


def test_two_aspects_are_asked_of_the_topic_under_discussion() -> None:
    before = Discussed("prepaid_card_refund", "健身卡能退吗")
    turn = asking(said("要多久？", "ask"), said("需要什么材料？", "ask"))
    assert answered(turn, before) == [("complaint_deadlines", None, 1), ("complaint_materials", None, 2)]
    assert plan(turn, ENTRIES, before).context == "prepaid_card_refund"


def test_the_aspect_on_which_all_choices_agree_is_answered_while_the_topic_is_asked_for() -> None:
    open_ = said("手机能退吗？", "ask", return_online_seven_days=0.3, return_offline_promise=0.25)
    whole = replace(open_, text="手机能退吗？不退去哪投诉？")
    found = plan(asking(open_, said("不退去哪投诉？", "ask"), whole=whole), ENTRIES)
    assert found.decided.decision is Decision.CLARIFY
    assert [(one.aspect, one.part) for one in found.answers] == [(Aspect.WHERE, 2)]


def test_choices_of_different_authorities_have_no_common_aspect() -> None:
    open_ = said("能赔吗？", "ask", parcel_lost_or_damaged=0.3, flight_disruption=0.25)
    found = plan(asking(open_, said("去哪投诉？", "ask"), whole=open_), ENTRIES)
    assert found.decided.decision is Decision.CLARIFY
    assert found.answers == ()


def test_a_message_without_parts_is_decided_as_ever() -> None:
    assert plan(RETURN, ENTRIES).answers == (Answered("return_online_seven_days", 0.9, RETURN.text),)
    assert plan(UNCLEAR, ENTRIES).answers == ()


def test_the_leader_of_related_topics_is_answered() -> None:
    """Its answer leads to the others; unrelated ones stay a choice."""
    kin = said(
        "网购的鞋子不合适能退吗", "ask", return_online_seven_days=0.55, return_seven_days_exceptions=0.3
    )
    found = plan(kin, ENTRIES)
    assert found.decided.decision is Decision.ANSWER
    assert found.decided.topics == ("return_online_seven_days",)
    assert "leads related topics" in found.decided.rule
    strangers = said("网购的鞋子不合适能退吗", "ask", return_online_seven_days=0.55, pet_purchase=0.3)
    assert plan(strangers, ENTRIES).decided.decision is Decision.CLARIFY


@pytest.mark.parametrize("discussed", [None, Discussed("pet_purchase", "买的猫病了")])
def test_the_rule_that_decided_is_told(discussed: Discussed | None) -> None:
    assert "part 2" in plan(asking(RETURN, PARCEL), ENTRIES, discussed).decided.rule
    assert f"0.90 ≥ {Thresholds().answer:.2f}" in plan(RETURN, ENTRIES, discussed).decided.rule
