"""The intake as a person walks it: each test is a piece of a conversation."""

from dataclasses import replace
from typing import Any

import pytest

from actions.answering.answerer import Answerer
from actions.conversation.digressions import Digressions
from actions.intake.flow import CANCELLED, DECLINED, REDIRECTED, SUBMITTED, Intake, Step
from actions.say import Say
from actions.turn import Turn
from tests.actions.builders import said, shipped_knowledge, tapped

STORY = "上个月15号在长春市欧亚商场买了件羽绒服花了1280，穿两次就钻绒，店里不给退，我要退款"


class Person:
    """Walks through the intake; `values` are the slots, `asked` the open question."""

    def __init__(self) -> None:
        knowledge = shipped_knowledge()
        self.intake = Intake(knowledge, Digressions(Answerer(knowledge)))
        self.values: dict[str, Any] = {}
        self.asked: str | None = None
        self.heard: tuple[Say, ...] = ()

    def _apply(self, step: Step) -> "Person":
        self.values = {**self.values, **step.changes}
        self.asked, self.heard = step.ask, step.says
        return self

    def begin(self, turn: Turn | None = None, story: str | None = None) -> "Person":
        return self._apply(self.intake.begin(turn or tapped("complain"), self.values, earlier_story=story))

    def say(self, turn: Turn | str) -> "Person":
        assert self.asked is not None, "the form is over"
        turn = said(turn) if isinstance(turn, str) else turn
        return self._apply(self.intake.take(turn, self.values, self.asked))

    def responses(self) -> list[str | None]:
        return [say.response for say in self.heard]


def consented(story: str | None = STORY) -> Person:
    return Person().begin(story=story).say(tapped("choose", value="yes"))


def ready_to_submit() -> Person:
    person = consented()
    answers = {
        "merchant": "欧亚商场",
        "merchant_address": "长春市朝阳区飞跃路欧亚卖场四楼",
        "product": "羽绒服",
        "purchase_date": "上个月15号",
        "amount": "1280",
        "demands": "退款",
        "name": "王小丽",
        "phone": "13812345678",
        "address": "长春市朝阳区红旗街道",
    }
    while person.asked != "submit_decision":
        assert person.asked in answers, person.asked
        person.say(answers[person.asked])
    return person


def test_consent_is_asked_before_anything_else() -> None:
    assert Person().begin().asked == "consent"


def test_refused_consent_ends_the_form_without_a_filing() -> None:
    person = Person().begin().say(tapped("choose", value="no"))
    assert person.asked is None
    assert person.values["submit_decision"] == DECLINED


def test_story_is_asked_when_none_was_told() -> None:
    assert consented(story=None).asked == "story"


def test_fields_of_the_story_are_taken_and_shown_and_not_asked_again() -> None:
    person = consented(story=None).say(STORY)
    assert person.values["purchase_date"]["iso"] == "2026-10-15"
    assert person.values["amount"]["fen"] == 128_000
    assert person.values["demands"] == ["refund"]
    assert any("2026年10月15日" in (say.text or "") for say in person.heard)
    asked = set()
    while person.asked not in ("name", "submit_decision"):
        asked.add(person.asked)
        person.say("长春市朝阳区飞跃路欧亚卖场四楼")
    assert not asked & {"product", "purchase_date", "amount", "demands"}


def test_a_story_told_before_the_offer_is_used() -> None:
    person = Person().begin(story=STORY)
    assert person.values["story"] == STORY
    assert person.values["amount"]["fen"] == 128_000


def test_every_required_field_is_asked_exactly_once_and_then_comes_the_summary() -> None:
    person = ready_to_submit()
    assert person.asked == "submit_decision"
    assert all(
        person.values.get(slot) for slot in ("name", "phone", "address", "merchant", "product", "story")
    )


def test_submitting_ends_the_form() -> None:
    person = ready_to_submit().say(tapped("choose", value="submit"))
    assert person.asked is None
    assert person.values["submit_decision"] == SUBMITTED


@pytest.mark.parametrize(
    ("text", "slot", "expected"),
    [
        ("金额写错了，是1380", "amount", 138_000),
        ("电话填错了，应该是13900001234", "phone", "+8613900001234"),
        ("名字不对，是王小莉", "name", "王小莉"),
        ("商家名字错了，应该是亚泰超市", "merchant", "亚泰超市"),
        ("日期不对，是10月3号", "purchase_date", "2026-10-03"),
    ],
)
def test_a_field_is_corrected_in_plain_words_from_the_summary(text: str, slot: str, expected: object) -> None:
    person = ready_to_submit().say(said(text, "correct"))
    value = person.values[slot]
    assert (value.get("fen") or value.get("iso") if isinstance(value, dict) else value) == expected
    assert person.asked == "submit_decision"


def test_a_correction_while_another_question_is_open_returns_to_that_question() -> None:
    person = ready_to_submit()
    person.values["phone"] = None
    person.asked = "phone"
    person.say(said("金额写错了，是1380", "correct"))
    assert person.values["amount"]["fen"] == 138_000
    assert person.asked == "phone"


def test_a_correction_without_a_value_asks_for_the_field() -> None:
    assert ready_to_submit().say(said("金额写错了", "correct")).asked == "amount"


def test_a_correction_without_a_field_asks_which() -> None:
    assert ready_to_submit().say(tapped("choose", value="change")).asked == "correction_field"


def test_a_question_in_between_is_answered_and_the_open_question_asked_again() -> None:
    person = consented()
    open_question = person.asked
    person.say(said("七天无理由怎么算？", "ask", return_seven_days_start=0.8))
    assert person.asked == open_question
    assert person.heard[0].custom is not None
    assert person.heard[0].custom["answer"]["topic"] == "return_seven_days_start"


def test_a_question_does_not_become_a_name() -> None:
    person = ready_to_submit()
    person.values["name"], person.asked = None, "name"
    person.say(said("你们要我的名字干什么用？", "privacy", 0.9))
    assert person.values["name"] is None
    assert person.asked == "name"


def test_cancel_is_asked_once_and_can_be_averted() -> None:
    person = consented()
    open_question = person.asked
    person.say(said("算了不投诉了", "cancel"))
    assert person.asked == "confirm_cancel"
    person.say(said("不", "deny"))
    assert person.asked == open_question


def test_cancel_confirmed_ends_the_form() -> None:
    person = consented().say(said("取消", "cancel")).say(said("是的", "affirm"))
    assert person.asked is None
    assert person.values["submit_decision"] == CANCELLED


def test_an_optional_field_can_be_skipped_and_a_required_one_cannot() -> None:
    person = ready_to_submit()
    person.values["purchase_date"], person.asked = None, "purchase_date"
    assert person.say(said("不记得了", "skip")).asked == "submit_decision"
    person.values["phone"], person.asked = None, "phone"
    person.say(said("跳过", "skip"))
    assert person.asked == "phone"
    assert "utter_problem_required" in person.responses()


def test_staff_are_asked_for_without_losing_the_draft() -> None:
    person = ready_to_submit()
    before = dict(person.values)
    person.say(said("转人工", "handoff"))
    assert person.heard[0].custom == {"handoff": {"reason": "asked"}}
    assert person.asked == "submit_decision"
    assert person.values == before


def test_pausing_keeps_the_draft_and_any_word_takes_it_up_again() -> None:
    person = consented()
    question = person.asked
    person.say(said("等会再填", "pause"))
    assert person.asked == "paused"
    assert person.say(said("继续", "resume")).asked == question


@pytest.mark.parametrize("text", ["NaN", "-5", "inf", "1e400", "abc", "1380元还是2380元"])
def test_an_impossible_amount_is_refused_and_asked_again(text: str) -> None:
    person = ready_to_submit()
    person.values["amount"], person.asked = None, "amount"
    person.say(text)
    assert person.values["amount"] is None
    assert person.asked == "amount"


def test_a_future_date_is_refused() -> None:
    person = ready_to_submit()
    person.values["purchase_date"], person.asked = None, "purchase_date"
    person.say("2027年3月1日")
    assert person.asked == "purchase_date"
    assert person.responses() == ["utter_problem_date_in_future"]


def test_a_purchase_of_four_years_ago_is_taken_with_a_warning() -> None:
    person = ready_to_submit()
    person.values["purchase_date"], person.asked = None, "purchase_date"
    person.say("2022年3月1日")
    assert person.values["purchase_date"]["iso"] == "2022-03-01"
    assert "utter_warn_three_years" in person.responses()


def test_a_long_answer_to_a_short_question_goes_on_telling_the_story() -> None:
    person = consented(story="在小区门口的水果店买了一箱苹果，回家发现下面一层全是烂的")
    person.asked, person.values["merchant"] = "merchant", None
    more = "后来我又去找了他三次，第一次说老板不在，第二次说让我等电话，第三次干脆把我拉黑了，我当时有拍照片也有转账记录，你们看看怎么处理"
    person.say(more)
    assert more in person.values["story"]
    assert person.values["merchant"] is None


def test_old_buttons_do_not_answer_another_question() -> None:
    person = ready_to_submit()
    person.values["phone"], person.asked = None, "phone"
    person.say(tapped("choose", value="submit"))
    assert person.asked == "phone"
    assert person.values["phone"] is None


def test_evidence_is_kept_at_any_moment() -> None:
    person = ready_to_submit()
    photo = {"id": "a-1", "name": "小票.jpg", "media_type": "image/jpeg"}
    person.say(replace(tapped("provide_evidence"), attachments=(photo,)))
    assert person.values["evidence"] == ["a-1"]
    assert person.asked == "submit_decision"


def test_a_matter_of_another_authority_is_told_before_personal_data_is_asked() -> None:
    turn = said("快递公司把我寄的电脑摔坏了，保价了也不肯赔，打客服没人理", "complain", redirect_telecom=0.9)
    person = Person().begin(turn)
    assert person.asked == "route"
    person.say(tapped("choose", value="leave"))
    assert person.values["submit_decision"] == REDIRECTED


def test_filing_with_us_stays_possible_after_being_told_who_is_competent() -> None:
    turn = said("宽带办了两个月网速只有一半，要退款他们不给退还要违约金", "complain", redirect_telecom=0.9)
    person = Person().begin(turn).say(tapped("choose", value="stay"))
    assert person.asked == "consent"


def test_an_anonymous_report_asks_for_nobodys_name() -> None:
    person = Person().begin(tapped("report"), story="学校门口小卖部卖过期的牛奶给小学生，日期都过了一个月了")
    person.say(tapped("choose", value="yes"))
    seen = []
    while person.asked not in (None, "submit_decision"):
        seen.append(person.asked)
        person.say(
            {"merchant": "育才小卖部", "merchant_address": "长春市二道区东盛街育才小学门口"}.get(person.asked)
            or tapped("choose", value="anonymous")
        )
    assert "identity" in seen
    assert not {"name", "phone", "address", "amount", "demands"} & set(seen)


def test_the_supplement_asks_for_optional_fields_one_by_one() -> None:
    person = ready_to_submit().say(tapped("choose", value="more"))
    asked = []
    while person.asked != "submit_decision":
        asked.append(person.asked)
        person.say(tapped("skip"))
    assert asked == ["order_no", "purchase_channel", "evidence", "mediation", "publication", "also_report"]


def test_a_question_asked_before_is_not_taken_for_the_story() -> None:
    person = Person().begin(story="网上买的鞋子不喜欢，七天内能退吗")
    assert person.values.get("story") is None
    assert person.say(tapped("choose", value="yes")).asked == "story"


def test_a_story_told_where_the_shops_name_was_asked_does_not_become_its_name() -> None:
    person = consented(story="在小区门口的水果店买了一箱苹果花了80块，回家发现下面一层全是烂的")
    person.asked, person.values["merchant"] = "merchant", None
    person.say("上个月15号在长春市欧亚商场买了件羽绒服花了1280，穿两次就钻绒，店里不给退")
    assert (
        person.values["merchant"]
        != "上个月15号在长春市欧亚商场买了件羽绒服花了1280，穿两次就钻绒，店里不给退"
    )
    assert "钻绒" in person.values["story"]
