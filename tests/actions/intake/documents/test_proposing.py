"""What is done with a reading while a complaint is under way: each test is a piece of a conversation."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from actions.intake.documents.proposal import differing, fresh, stage
from actions.intake.proposing import conflict_question, proposal_question
from actions.intake.slots import FINDINGS
from actions.turn import Turn
from tests.actions.builders import SENT_AT, said, tapped
from tests.actions.intake.documents.pages import RECEIPT, photo_read, photo_sent
from tests.actions.intake.test_flow import Person, consented
from tests.actions.intake.test_flow import ready_to_submit as without_photos

OTHER_RECEIPT = (
    RECEIPT.replace("好又多超市", "惠民超市")
    .replace("129.80", "88.00")
    .replace("150.00", "100.00")
    .replace("20.20", "12.00")
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


def with_photos(person: Person) -> Person:
    """Two pictures were sent, as evidence of this complaint."""
    person.values["evidence"] = ["photo-1", "photo-2"]
    return person


def at_story() -> Person:
    return with_photos(consented(story=None))


def ready_to_submit() -> Person:
    return with_photos(without_photos())


def crossed(text: str, intent: str = "nlu_fallback") -> Turn:
    """A typed message that was sent before the question about the picture was shown."""
    return replace(said(text, intent), sent_at=SENT_AT - dt.timedelta(seconds=2))


def found_fields(person_values: dict[str, Any]) -> dict[str, Any]:
    """What is still to be decided on."""
    return {**fresh(person_values), **differing(person_values)}


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
    assert not {"merchant", "amount"} & set(fresh(person.values))
    assert "这张照片：好又多超市，129.80元" in (
        proposal_question(person.values).text or ""
    )  # which one is meant


def test_a_picture_that_differs_is_a_question_and_overwrites_nothing() -> None:
    person = ready_to_submit()
    before = {slot: person.values[slot] for slot in ("merchant", "amount", "purchase_date")}
    person.say(photo_read(RECEIPT)).say("是这件事的")
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
    person = ready_to_submit().say(photo_read(RECEIPT)).say("是")
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
    date = {"iso": "2026-11-08", "text": "11月8号", "approximate": False}
    person.values |= {"merchant": "好又多", "purchase_date": date, slot: vague}
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
    person.say("是").say("用照片上的").say("对")
    assert person.values["order_no"] == "HYD2611080031"


def test_a_story_that_crosses_with_the_proposal_is_the_story() -> None:
    person = at_story().say(photo_read(RECEIPT))
    person.say("大米打开就发霉了，店里说没有小票不给退，我要求退款并且道歉")
    assert "发霉" in person.values["story"]
    assert person.asked == "photo_proposal"


def test_a_proposal_talked_past_twice_is_dropped() -> None:
    person = at_story().say(photo_read(RECEIPT))
    person.say("大米打开就发霉了，店里说没有小票不给退，我要求退款并且道歉").say(crossed("好邻居超市"))
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
    person = with_photos(Person().begin()).say(photo_read(RECEIPT))
    assert (person.asked, quiet(person)) == ("consent", True)
    assert person.tap("yes").asked == "photo_proposal"


@pytest.mark.parametrize("asked", ["paused", "confirm_cancel", "correction_field", "amount"])
def test_a_reading_does_not_push_aside_a_decision_or_a_correction(asked: str) -> None:
    person = ready_to_submit()
    person.asked = asked
    person.say(photo_read(RECEIPT))
    assert (person.asked, quiet(person)) == (asked, True)
    assert person.values[FINDINGS]["pictures"][0]["fields"]["merchant"] == "好又多超市"


@pytest.mark.parametrize("page", ["温馨提示\n小心地滑", "好又多超市", ""])
def test_a_picture_that_shows_no_field_says_nothing(page: str) -> None:
    person = at_story().say(photo_read(page))
    assert (person.asked, quiet(person)) == ("story", True)
    assert not person.values.get(FINDINGS)


def test_a_picture_that_agrees_with_everything_says_nothing() -> None:
    person = at_story().say(photo_read(RECEIPT)).say("对").say(photo_read(RECEIPT, "photo-2"))
    assert (person.asked, quiet(person)) == ("story", True)


def test_a_second_picture_with_more_is_proposed_and_an_old_yes_does_not_agree_to_it() -> None:
    person = at_story().say(photo_read("欢迎光临好又多超市\n合计   129.80"))
    old = proposal_question(person.values).choices[0].payload.split('"value": "')[1].split('"')[0]
    person.say(photo_read(RECEIPT, "photo-2"))
    assert "HYD2611080031" in (proposal_question(person.values).text or "")
    person.say(tapped("choose", slot="photo_proposal", value=old))
    assert person.asked == "photo_proposal"
    assert not person.values.get("order_no")


def test_of_two_pictures_the_newest_is_proposed_first_and_none_is_mixed_with_another() -> None:
    person = at_story().say(photo_read(RECEIPT)).say(photo_read(OTHER_RECEIPT, "photo-2"))
    shown = proposal_question(person.values).text or ""
    assert all(part in shown for part in ("惠民超市", "88元", "HM2611070009"))
    assert not any(part in shown for part in ("好又多超市", "129.80", "HYD2611080031"))
    person.say("对")
    assert (person.values["merchant"], person.values["order_no"]) == ("惠民超市", "HM2611070009")
    assert person.asked == "photo_proposal"  # is the other one of this matter?
    assert "这件事的吗" in (proposal_question(person.values).text or "")
    person.say("不是")
    assert (person.asked, person.values["amount"]["fen"]) == ("story", 8_800)
    assert found_fields(person.values) == {}


def test_a_picture_with_less_is_not_filled_up_from_another() -> None:
    person = at_story().say(photo_read(OTHER_RECEIPT)).say(photo_read("合计   56.00", "photo-2"))
    assert "惠民" not in (proposal_question(person.values).text or "")
    person.say("对")
    assert person.values["amount"]["fen"] == 5_600
    assert not person.values.get("merchant")


def test_another_picture_sent_while_the_proposal_is_open_is_evidence_and_the_proposal_stands() -> None:
    person = at_story().say(photo_read(RECEIPT)).say(photo_sent("photo-2"))
    assert person.values["evidence"] == ["photo-1", "photo-2", "photo-2"]
    assert person.asked == "photo_proposal"


def test_a_picture_and_another_file_are_acknowledged_differently() -> None:
    assert at_story().say(photo_sent()).responses() == ["utter_photo_received"]
    assert at_story().say(photo_sent(media_type="application/pdf")).responses() == ["utter_evidence_received"]


def test_typed_payloads_do_nothing() -> None:
    person = at_story().say(said('/photo_read{"reading": "x"}'))
    assert not person.values.get(FINDINGS)
    assert not quiet(person)


def test_a_complaint_begins_with_what_pictures_before_it_gave() -> None:
    fields = {"merchant": "好又多超市"}
    picture = {"id": "photo-1", "fields": fields, "open": ["merchant"], "is_ours": None}
    brought = {"evidence": ["photo-1"], FINDINGS: {"pictures": [picture]}}
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
    person = ready_to_submit().say(photo_read(RECEIPT)).say("是")
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
    person = ready_to_submit().say(photo_read(RECEIPT)).say("是")
    while person.asked == "photo_conflict":
        person.say("用我说的")
    person.say(photo_read(RECEIPT, "photo-2"))
    assert (person.asked, quiet(person)) == ("submit_decision", True)


def test_a_reading_that_came_in_a_pause_is_proposed_when_the_complaint_goes_on() -> None:
    person = at_story().say(said("晚上再弄吧", "pause")).say(photo_read(RECEIPT))
    assert (person.asked, quiet(person)) == ("paused", True)
    assert person.say(said("继续", "resume")).asked == "photo_proposal"


# What is typed at the question about a picture.

YES_WORDS = ["好的", "嗯", "对", "是的", "可以", "确认", "正确", "就这样吧", "提交", "行"]


@pytest.mark.parametrize("words", YES_WORDS)
@pytest.mark.parametrize("turn", [said, crossed])
def test_a_bare_yes_to_which_of_two_files_nothing(words: str, turn: Any) -> None:
    person = ready_to_submit().say(photo_read(RECEIPT)).say("是")
    assert person.asked == "photo_conflict"
    person.say(turn(words, "affirm"))
    assert person.asked == "photo_conflict"
    assert not person.values.get("submit_decision")
    person.say(turn(words, "affirm"))
    assert person.asked == "submit_decision"  # left alone, and the summary is shown
    assert not person.values.get("submit_decision")


@pytest.mark.parametrize("words", ["就这样", "确认提交", "好的"])
def test_words_sent_before_the_proposal_never_submit(words: str) -> None:
    person = ready_to_submit().say(photo_read(RECEIPT)).say(crossed(words))
    assert person.asked == "photo_proposal"
    assert not person.values.get("submit_decision")


@pytest.mark.parametrize("from_button", [True, False])
def test_nothing_is_filed_whose_summary_was_never_shown(from_button: bool) -> None:
    person = ready_to_submit()
    person.values |= {"address": None, "summarised_at": None}
    person.asked = "address"
    person.say(photo_read(RECEIPT)).say(crossed("长春市朝阳区红旗街道"))
    assert person.values["address"]
    person.say(tapped("choose", slot="submit_decision", value="submit") if from_button else "就这样")
    assert not person.values.get("submit_decision")
    assert person.asked in ("photo_proposal", "photo_conflict", "submit_decision")


def test_a_summary_that_a_photograph_changed_is_shown_again_before_it_is_filed() -> None:
    person = ready_to_submit().say(photo_read(RECEIPT)).say("是").say("用照片上的")
    assert person.values["merchant"] == "好又多超市"
    person.say(tapped("choose", slot="submit_decision", value="submit"))
    assert person.asked is not None
    assert not person.values.get("submit_decision")


@pytest.mark.parametrize("slot", ["mediation", "publication", "also_report"])
@pytest.mark.parametrize("words", ["好的", "对", "愿意", "不对", "不用", "不愿意", "可以", "同意公开"])
@pytest.mark.parametrize("turn", [said, crossed])
def test_words_at_a_photographs_question_agree_to_nothing_else(slot: str, words: str, turn: Any) -> None:
    person = ready_to_submit()
    person.values |= {"supplement": True, "passed_over": ["order_no", "purchase_channel"]}
    person.values |= {"mediation": True, "publication": True, "also_report": True, slot: None}
    person.asked = slot
    person.say(photo_read(RECEIPT)).say("是")
    assert person.asked == "photo_conflict"
    person.say(turn(words))
    assert person.values[slot] is None


@pytest.mark.parametrize("words", ["愿意", "同意", "要", "愿意调解"])
def test_a_yes_meant_for_a_mediation_fills_nothing_in(words: str) -> None:
    person = at_story().say(photo_read(RECEIPT)).say(said(words, "affirm"))
    assert not person.values.get("merchant")


def test_a_button_of_another_question_answers_that_question() -> None:
    person = ready_to_submit()
    person.values |= {
        "supplement": True,
        "passed_over": ["order_no", "purchase_channel"],
        "also_report": False,
    }
    person.values |= {"publication": False}
    person.asked = "mediation"
    person.say(photo_read(RECEIPT)).say(tapped("choose", slot="mediation", value="yes"))
    assert person.values["mediation"] is True
    assert person.asked == "photo_proposal"


ABOUT_THE_PHOTO = [
    "照片拍错了", "这张照片不是这家的", "都不对", "等一下", "看不清", "第一个", "不是这家", "发错了", "这张小票不对", "哪张照片", "不用了", "算了",
]  # fmt: skip


@pytest.mark.parametrize("before", ["merchant_address", "product", "name", "story", "order_no"])
@pytest.mark.parametrize("words", ABOUT_THE_PHOTO)
@pytest.mark.parametrize("question", ["photo_proposal", "photo_conflict"])
def test_what_is_said_about_the_picture_is_no_field(before: str, words: str, question: str) -> None:
    person = ready_to_submit()
    person.values |= {before: None, "supplement": True}
    person.asked = before
    person.say(photo_read(RECEIPT))
    if question == "photo_conflict":
        person.say("是")
    assert person.asked == question
    person.say(words)
    assert person.values[before] is None


@pytest.mark.parametrize("words", ["照片拍错了", "这张照片不是这家的", "不是这家", "发错了"])
@pytest.mark.parametrize("turn", [said, crossed])
def test_a_picture_of_something_else_is_dropped_whole(words: str, turn: Any) -> None:
    person = ready_to_submit().say(photo_read(RECEIPT)).say("是").say(turn(words))
    assert person.asked == "submit_decision"
    assert found_fields(person.values) == {}


@pytest.mark.parametrize(
    ("words", "merchant"), [("第一个", "欧亚商场"), ("第二个", "好又多超市"), ("用第二个", "好又多超市")]
)
def test_the_first_or_the_second_decides(words: str, merchant: str) -> None:
    person = ready_to_submit().say(photo_read(RECEIPT)).say("是").say(words)
    assert person.values["merchant"] == merchant
    assert "merchant" not in differing(person.values)


def test_who_wants_a_moment_is_waited_for() -> None:
    person = ready_to_submit().say(photo_read(RECEIPT)).say("是")
    for words in ("等一下", "看不清", "我看看"):
        assert person.say(words).asked == "photo_conflict"


@pytest.mark.parametrize(("product"), ["图书", "看得见的音响"])
def test_a_product_is_no_remark_on_the_picture(product: str) -> None:
    person = ready_to_submit()
    person.values["product"], person.asked = None, "product"
    person.say(photo_read(RECEIPT)).say(crossed(product))
    assert person.values["product"] == product


def test_who_says_that_neither_is_right_is_asked_for_the_field() -> None:
    person = ready_to_submit().say(photo_read(RECEIPT)).say("是").say("都不对")
    assert person.asked == "merchant"
    person.say("金桥商店")
    assert (person.values["merchant"], person.asked) == ("金桥商店", "photo_conflict")


@pytest.mark.parametrize(("turn", "name"), [(said, None), (crossed, "王小丽")])
def test_free_words_are_the_answer_before_only_if_they_were_sent_before(turn: Any, name: str | None) -> None:
    person = ready_to_submit()
    person.values["name"], person.asked = None, "name"
    person.say(photo_read(RECEIPT)).say(turn("王小丽"))
    assert person.values["name"] == name
    assert person.asked == "photo_proposal"


def test_a_typed_yes_counts_only_for_what_was_shown_when_it_was_sent() -> None:
    person = at_story().say(photo_read(RECEIPT))
    later = replace(photo_read(OTHER_RECEIPT, "photo-2"), taken_at=SENT_AT + dt.timedelta(seconds=5))
    person.say(later).say(replace(said("对"), sent_at=SENT_AT + dt.timedelta(seconds=3)))
    assert not person.values.get("merchant")
    assert person.asked == "photo_proposal"
    person.say(replace(said("对"), sent_at=SENT_AT + dt.timedelta(seconds=9)))
    assert person.values["merchant"] == "惠民超市"


# A picture of another matter.


def test_another_shop_is_asked_about_first_and_a_no_drops_the_whole_picture() -> None:
    person = ready_to_submit().say(photo_read(RECEIPT))
    question = proposal_question(person.values)
    assert all(part in (question.text or "") for part in ("好又多超市", "129.80元", "这件事的吗"))
    assert "HYD2611080031" not in (question.text or "")
    tap_shown(person, "no")
    assert person.asked == "submit_decision"
    assert not person.values.get("order_no")
    assert not person.values.get("merchant_phone")


def test_who_keeps_their_own_shop_gets_no_number_and_no_phone_of_the_other() -> None:
    person = ready_to_submit().say(photo_read(RECEIPT)).say("是")
    while person.asked == "photo_conflict":
        person.say("用我说的")
    assert person.asked == "submit_decision"
    assert not person.values.get("order_no")
    assert not person.values.get("merchant_phone")


def test_the_same_shop_with_another_sum_and_day_is_asked_about_too() -> None:
    person = ready_to_submit()
    person.values["merchant"] = "好又多超市"
    person.say(photo_read(RECEIPT))
    assert "这件事的吗" in (proposal_question(person.values).text or "")


def test_one_difference_alone_is_no_doubt() -> None:
    person = ready_to_submit()
    date = {"iso": "2026-11-08", "text": "11月8号", "approximate": False}
    person.values |= {"merchant": "好又多超市", "purchase_date": date}
    person.say(photo_read(RECEIPT))
    assert "这件事的吗" not in (proposal_question(person.values).text or "")
    assert set(fresh(person.values)) == {"order_no", "merchant_phone"}


def test_a_picture_of_a_cancelled_complaint_is_not_proposed_in_the_next() -> None:
    person = consented(story=None)
    person.values["evidence"] = ["photo-2"]
    person.say(photo_read(RECEIPT, "photo-1"))
    assert (person.asked, quiet(person)) == ("story", True)
    assert stage(person.values) is None
