"""What is done with a reading while a complaint is under way: each test is a piece of a conversation."""

from typing import Any

import pytest

from actions.intake.documents.proposal import found_fields
from actions.intake.proposing import conflict_question, proposal_question
from actions.intake.slots import FINDINGS
from tests.actions.builders import said, tapped
from tests.actions.intake.documents.pages import RECEIPT, photo_read, photo_sent
from tests.actions.intake.test_flow import Person, consented, ready_to_submit

OTHER_RECEIPT = (
    RECEIPT.replace("好又多超市", "惠民超市")
    .replace("129.80", "88.00")
    .replace("HYD2611080031", "HM2611070009")
)


def quiet(person: Person) -> bool:
    return any((say.custom or {}).get("quiet") for say in person.heard)


def tap_shown(person: Person, answer: str) -> Person:
    """Tap a button of the proposal or the conflict that is shown."""
    question = proposal_question if person.asked == "photo_proposal" else conflict_question
    payloads = [choice.payload for choice in question(person.values).choices]
    value = next(p.split('"value": "')[1].split('"')[0] for p in payloads if f'"{answer}.' in p)
    return person.say(tapped("choose", slot=str(person.asked), value=value))


def at_story() -> Person:
    return consented(story=None)


def test_a_reading_is_proposed_and_fills_nothing_before_a_yes() -> None:
    person = at_story().say(photo_read(RECEIPT))
    assert person.asked == "photo_proposal"
    assert not any(person.values.get(slot) for slot in ("merchant", "amount", "purchase_date", "order_no"))
    shown = proposal_question(person.values).text or ""
    assert all(
        part in shown
        for part in ("好又多超市", "129.80元", "2026年11月8日", "HYD2611080031", "0431-85668899")
    )


@pytest.mark.parametrize("words", ["对", "都对", "是的", "填上吧", "都对，填上"])
def test_a_yes_fills_in_and_the_open_question_comes_back(words: str) -> None:
    person = at_story().say(photo_read(RECEIPT)).say(words)
    assert person.asked == "story"
    assert person.values["merchant"] == "好又多超市"
    assert person.values["amount"]["fen"] == 12_980
    assert person.values["purchase_date"]["iso"] == "2026-11-08"
    assert person.values["order_no"] == "HYD2611080031"
    assert person.values["merchant_phone"] == "0431-85668899"
    assert found_fields(person.values) == {}


def test_the_yes_button_does_the_same() -> None:
    person = tap_shown(at_story().say(photo_read(RECEIPT)), "yes")
    assert (person.asked, person.values["merchant"]) == ("story", "好又多超市")


@pytest.mark.parametrize("words", ["不对", "不用", "不用填", "不是这家", "跳过"])
def test_a_no_fills_nothing_and_asks_no_more(words: str) -> None:
    person = at_story().say(photo_read(RECEIPT)).say(words)
    assert person.asked == "story"
    assert not person.values.get("merchant")
    assert found_fields(person.values) == {}


def test_a_field_is_corrected_in_plain_words_and_the_others_still_proposed() -> None:
    person = at_story().say(photo_read(RECEIPT)).say(said("金额是99", "correct"))
    assert person.values["amount"]["fen"] == 9_900
    assert person.asked == "photo_proposal"
    assert "129.80" not in (proposal_question(person.values).text or "")
    person.say("对")
    assert (person.values["amount"]["fen"], person.values["merchant"]) == (9_900, "好又多超市")
    assert person.asked == "story"


def test_what_was_said_before_is_not_asked_again_where_the_picture_agrees() -> None:
    person = at_story().say("昨天在好又多超市花了129.8元买大米，发霉了，要求退款")
    person.values |= {
        "merchant": "好又多超市",
        "amount": {"fen": 12_980, "approximate": False, "text": "129.8"},
    }
    person.say(photo_read(RECEIPT))
    shown = proposal_question(person.values).text or ""
    assert "好又多" not in shown
    assert "129" not in shown


def test_a_picture_that_differs_is_a_question_and_overwrites_nothing() -> None:
    person = ready_to_submit()
    before = {slot: person.values[slot] for slot in ("merchant", "amount", "purchase_date")}
    person.say(photo_read(RECEIPT)).say("对")  # the order number and the phone were open
    assert person.asked == "photo_conflict"
    assert {slot: person.values[slot] for slot in before} == before
    question = conflict_question(person.values).text or ""
    assert "欧亚商场" in question
    assert "好又多超市" in question
    tap_shown(person, "no")
    assert person.values["merchant"] == "欧亚商场"
    assert person.asked == "photo_conflict"  # the next difference
    person.say("用照片上的")
    assert person.values["amount"]["fen"] == 12_980
    person.say("用我说的")
    assert person.values["purchase_date"] == before["purchase_date"]
    assert person.asked == "submit_decision"


def test_a_bare_yes_does_not_choose_between_two_values() -> None:
    person = ready_to_submit().say(photo_read(RECEIPT)).say("对")
    person.say("好的")
    assert person.values["merchant"] == "欧亚商场"


@pytest.mark.parametrize(
    ("slot", "vague"),
    [
        ("amount", {"fen": 13_000, "approximate": True, "text": "一百三左右"}),
        ("purchase_date", {"iso": "2026-11", "text": "这个月", "approximate": True}),
        ("merchant", "超市（名称不详）"),
    ],
)
def test_what_was_said_vaguely_is_made_exact_on_a_yes(slot: str, vague: Any) -> None:
    person = ready_to_submit()
    person.values |= {"merchant": "好又多", slot: vague}
    person.say(photo_read(RECEIPT))
    assert person.asked == "photo_proposal"
    person.say("对")
    assert person.values[slot] not in (vague, None)


def test_a_field_passed_over_is_filled_and_no_longer_unknown() -> None:
    person = at_story()
    person.values["passed_over"] = ["purchase_date", "amount"]
    person.say(photo_read(RECEIPT)).say("对")
    assert person.values["purchase_date"]["iso"] == "2026-11-08"
    assert person.values["passed_over"] == []


def test_an_answer_that_crosses_with_the_proposal_is_taken_as_the_answer() -> None:
    person = ready_to_submit()
    person.values |= {"phone": None}
    person.asked = "phone"
    person.say(photo_read(RECEIPT)).say("139 0000 1234")
    assert person.values["phone"] == "+8613900001234"
    assert person.asked == "photo_proposal"  # once more
    person.say("对")
    assert person.values["order_no"] == "HYD2611080031"


def test_a_story_that_crosses_with_the_proposal_is_the_story() -> None:
    person = at_story().say(photo_read(RECEIPT))
    person.say("大米打开就发霉了，店里说没有小票不给退，我要求退款并且道歉")
    assert "发霉" in person.values["story"]
    assert person.asked == "photo_proposal"


def test_a_proposal_talked_past_twice_is_dropped() -> None:
    person = at_story().say(photo_read(RECEIPT))
    person.say("大米打开就发霉了，店里说没有小票不给退，我要求退款并且道歉").say("好邻居超市")
    assert found_fields(person.values) == {}
    assert person.values["merchant"] == "好邻居超市"
    assert person.asked not in ("photo_proposal", "photo_conflict")


def test_the_summary_submitted_as_the_proposal_came_in_is_submitted() -> None:
    person = ready_to_submit()
    person.say(photo_read(RECEIPT)).say(tapped("choose", slot="submit_decision", value="submit"))
    assert person.asked is None
    assert person.values["amount"]["fen"] == 128_000


def test_a_question_in_between_is_answered_and_the_proposal_asked_again() -> None:
    person = at_story().say(photo_read(RECEIPT))
    person.say(said("七天无理由怎么算？", "ask", return_seven_days_start=0.8))
    assert person.asked == "photo_proposal"
    assert person.heard[0].custom is not None
    assert "answer" in person.heard[0].custom


def test_nothing_is_proposed_before_consent() -> None:
    person = Person().begin().say(photo_read(RECEIPT))
    assert (person.asked, quiet(person)) == ("consent", True)
    assert person.tap("yes").asked == "photo_proposal"


@pytest.mark.parametrize("asked", ["paused", "confirm_cancel", "correction_field", "amount"])
def test_a_reading_does_not_push_aside_a_decision_or_a_correction(asked: str) -> None:
    person = ready_to_submit()
    person.asked = asked
    person.say(photo_read(RECEIPT))
    assert (person.asked, quiet(person)) == (asked, True)
    assert person.values[FINDINGS]["fields"]["merchant"] == "好又多超市"


@pytest.mark.parametrize("page", ["温馨提示\n小心地滑", "好又多超市", ""])
def test_a_picture_that_shows_no_field_says_nothing(page: str) -> None:
    person = at_story().say(photo_read(page))
    assert (person.asked, quiet(person)) == ("story", True)
    assert not person.values.get(FINDINGS)


def test_a_picture_that_agrees_with_everything_says_nothing() -> None:
    person = at_story().say(photo_read(RECEIPT)).say("对").say(photo_read(RECEIPT, "photo-2"))
    assert (person.asked, quiet(person)) == ("story", True)


def test_a_second_picture_adds_to_the_proposal_and_an_old_yes_does_not_agree_to_it() -> None:
    person = at_story().say(photo_read("欢迎光临好又多超市\n合计   129.80"))
    old = proposal_question(person.values).choices[0].payload.split('"value": "')[1].split('"')[0]
    person.say(photo_read(RECEIPT, "photo-2"))
    assert "HYD2611080031" in (proposal_question(person.values).text or "")
    person.say(tapped("choose", slot="photo_proposal", value=old))
    assert person.asked == "photo_proposal"
    assert not person.values.get("order_no")


def test_of_two_pictures_the_first_is_proposed() -> None:
    person = at_story().say(photo_read(RECEIPT)).say(photo_read(OTHER_RECEIPT, "photo-2"))
    assert "好又多超市" in (proposal_question(person.values).text or "")


def test_another_picture_sent_while_the_proposal_is_open_is_evidence_and_the_proposal_stands() -> None:
    person = at_story().say(photo_read(RECEIPT)).say(photo_sent("photo-2"))
    assert person.values["evidence"] == ["photo-2"]
    assert person.asked == "photo_proposal"


def test_a_picture_and_another_file_are_acknowledged_differently() -> None:
    assert at_story().say(photo_sent()).responses() == ["utter_photo_received"]
    assert at_story().say(photo_sent(media_type="application/pdf")).responses() == ["utter_evidence_received"]


def test_typed_payloads_do_nothing() -> None:
    person = at_story().say(said('/photo_read{"reading": "x"}'))
    assert not person.values.get(FINDINGS)
    assert not quiet(person)


def test_a_complaint_begins_with_what_pictures_before_it_gave() -> None:
    brought = {"evidence": ["photo-1"], FINDINGS: {"fields": {"merchant": "好又多超市"}, "passed": 0}}
    person = Person()
    person._apply(person.intake.begin(tapped("complain"), {}, earlier_story=None, brought=brought))
    assert person.asked == "consent"
    assert person.tap("yes").asked == "photo_proposal"
    assert person.values["evidence"] == ["photo-1"]


def test_a_button_of_the_question_before_that_crosses_with_the_proposal_is_its_answer() -> None:
    person = ready_to_submit()
    person.values["purchase_date"], person.asked = None, "purchase_date"
    person.say(photo_read("合计   129.80\n订单号：A12345678")).say(tapped("skip"))
    assert "purchase_date" in person.values["passed_over"]
    assert "utter_problem_required" not in person.responses()
    assert person.asked == "photo_proposal"


def test_a_field_changed_from_the_proposal_on_is_not_asked_about_again() -> None:
    person = ready_to_submit().say(photo_read(RECEIPT)).say("对")
    assert person.asked == "photo_conflict"
    person.say(said("金额写错了", "correct"))
    assert person.asked == "amount"
    person.say("1500")
    assert person.values["amount"]["fen"] == 150_000
    asked = []
    while person.asked == "photo_conflict":
        asked.append(conflict_question(person.values).text or "")
        person.say("用我说的")
    assert not any("1,500" in text for text in asked)
    assert person.asked == "submit_decision"


def test_the_same_picture_twice_is_proposed_once() -> None:
    person = at_story().say(photo_read(RECEIPT)).say(photo_read(RECEIPT, "photo-2"))
    assert (person.asked, quiet(person)) == ("photo_proposal", True)


def test_what_was_declined_or_decided_is_not_asked_again_for_another_picture_of_it() -> None:
    person = at_story().say(photo_read(RECEIPT)).say("不用").say(photo_read(RECEIPT, "photo-2"))
    assert (person.asked, quiet(person)) == ("story", True)
    person = ready_to_submit().say(photo_read(RECEIPT)).say("对")
    while person.asked == "photo_conflict":
        person.say("用我说的")
    person.say(photo_read(RECEIPT, "photo-2"))
    assert (person.asked, quiet(person)) == ("submit_decision", True)


def test_a_reading_that_came_in_a_pause_is_proposed_when_the_complaint_goes_on() -> None:
    person = at_story().say(said("晚上再弄吧", "pause")).say(photo_read(RECEIPT))
    assert (person.asked, quiet(person)) == ("paused", True)
    assert person.say(said("继续", "resume")).asked == "photo_proposal"
