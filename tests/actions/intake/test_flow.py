"""The intake as a person walks it: each test is a piece of a conversation."""

from dataclasses import replace
from typing import Any

import pytest

from actions import wording
from actions.answering.answerer import Answerer
from actions.conversation.digressions import Digressions
from actions.intake import card
from actions.intake.corrections import FIELD_WORDS, read_correction
from actions.intake.flow import CANCELLED, DECLINED, REDIRECTED, SUBMITTED, Intake, route_question
from actions.intake.slots import CORRECTABLE
from actions.intake.steps import Step
from actions.last_story import LastStory
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
        if step.ask == "submit_decision":
            self.values["summarised_at"] = "2026-11-20T03:00:00+00:00"  # as the form action notes it
        return self

    def begin(self, turn: Turn | None = None, story: str | LastStory | None = None) -> "Person":
        told = LastStory(story) if isinstance(story, str) else story
        return self._apply(self.intake.begin(turn or tapped("complain"), self.values, earlier_story=told))

    def say(self, turn: Turn | str) -> "Person":
        assert self.asked is not None, "the form is over"
        turn = said(turn) if isinstance(turn, str) else turn
        return self._apply(self.intake.take(turn, self.values, self.asked))

    def tap(self, value: str) -> "Person":
        """Tap a button of the open question."""
        assert self.asked is not None, "the form is over"
        return self.say(tapped("choose", slot=self.asked, value=value))

    def responses(self) -> list[str | None]:
        return [say.response for say in self.heard]


def consented(story: str | None = STORY) -> Person:
    return Person().begin(story=story).tap("yes")


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
    person = Person().begin().tap("no")
    assert person.asked is None
    assert person.values["submit_decision"] == DECLINED


def test_a_trouble_told_where_a_name_was_asked_is_the_story_going_on() -> None:
    person = consented(story=None).say("在菜市场买的电饭煲")
    while person.asked not in ("merchant", None):
        person.say("退款")
    person.say("昨天插上电就冒烟，老板不给换")
    assert person.values.get("merchant") is None
    assert "冒烟" in person.values["story"]


def test_a_story_that_ends_with_a_question_is_taken_where_it_was_asked_for() -> None:
    person = consented(story=None).say(said("在县城的好又来超市买了一箱核桃露该怎么办？", "ask"))
    assert person.values["story"]
    assert person.asked != "story"


def test_a_question_asked_before_is_no_story() -> None:
    assert consented(story="网购的鞋子不合适能退吗？不退去哪投诉？").asked == "story"


@pytest.mark.parametrize("text", ["我同意你们记录我的信息", "好，我同意你们记录我的信息", "同意保存我的资料"])
def test_consent_in_so_many_words_is_consent_whatever_the_classifier_hears(text: str) -> None:
    person = Person().begin().say(said(text, "erase_data"))
    assert person.values["consent"] is True
    assert person.asked == "story"


@pytest.mark.parametrize(
    "text", ["我同意吗", "不同意，删掉我的信息", "撤回同意，把资料删了", "同意删除我的信息"]
)
def test_what_is_no_consent_is_not_taken_for_it(text: str) -> None:
    person = Person().begin().say(said(text, "erase_data"))
    assert not person.values.get("consent")


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


def test_the_card_of_the_summary_says_the_same_as_its_text() -> None:
    values = ready_to_submit().values
    drawn = card.summary_card(values)
    lines = [f"· {row['label']}：{row['value']}" for row in drawn["rows"]]
    assert "\n".join([drawn["title"], *lines, drawn["note"]]) == card.summary(values)


@pytest.mark.parametrize("slot", CORRECTABLE)
def test_what_a_tap_beside_a_row_says_is_read_as_the_wish_to_change_it(slot: str) -> None:
    wish = read_correction(f"修改{wording.FIELD_LABELS[slot]}")
    assert wish is not None
    assert (wish.field, wish.value) == (slot, None)


def test_submitting_ends_the_form() -> None:
    person = ready_to_submit().tap("submit")
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
    assert ready_to_submit().tap("change").asked == "correction_field"


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
    person.say(said("继续填", "resume"))
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
    person.tap("submit")
    assert person.asked == "phone"
    assert person.values["phone"] is None


@pytest.mark.parametrize("asked", ["mediation", "publication", "also_report", "consent", "confirm_cancel"])
def test_a_yes_given_to_another_question_is_no_yes_to_this_one(asked: str) -> None:
    person = ready_to_submit()
    person.values[asked], person.asked = None, asked
    person.say(tapped("choose", slot="route", value="yes"))
    assert person.values.get(asked) is None
    assert person.asked == asked


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
    person.tap("leave")
    assert person.values["submit_decision"] == REDIRECTED


def test_filing_with_us_stays_possible_after_being_told_who_is_competent() -> None:
    turn = said("宽带办了两个月网速只有一半，要退款他们不给退还要违约金", "complain", redirect_telecom=0.9)
    person = Person().begin(turn).tap("stay")
    assert person.asked == "consent"


def test_an_anonymous_report_asks_for_nobodys_name() -> None:
    person = Person().begin(
        tapped("report"), story="学校门口育才小卖部卖过期的牛奶给小学生，日期都过了一个月了"
    )
    seen = []
    while person.asked not in (None, "submit_decision"):
        seen.append(person.asked)
        person.say(
            {"merchant": "育才小卖部", "merchant_address": "长春市二道区东盛街育才小学门口"}.get(person.asked)
            or tapped("choose", slot="identity", value="anonymous")
        )
    assert "identity" in seen
    assert not {"consent", "name", "phone", "address", "amount", "demands"} & set(seen)


def test_the_supplement_asks_for_optional_fields_one_by_one() -> None:
    person = ready_to_submit().tap("more")
    asked = []
    while person.asked != "submit_decision":
        asked.append(person.asked)
        person.say(tapped("skip"))
    assert asked == [
        "order_no",
        "purchase_channel",
        "evidence",
        "mediation",
        "reconciliation",
        "publication",
        "also_report",
    ]


def test_a_question_asked_before_is_not_taken_for_the_story() -> None:
    person = Person().begin(story="网上买的鞋子不喜欢，七天内能退吗")
    assert person.values.get("story") is None
    assert person.tap("yes").asked == "story"


def test_a_story_told_where_the_shops_name_was_asked_does_not_become_its_name() -> None:
    person = consented(story="在小区门口的水果店买了一箱苹果花了80块，回家发现下面一层全是烂的")
    person.asked, person.values["merchant"] = "merchant", None
    person.say("上个月15号在长春市欧亚商场买了件羽绒服花了1280，穿两次就钻绒，店里不给退")
    assert (
        person.values["merchant"]
        != "上个月15号在长春市欧亚商场买了件羽绒服花了1280，穿两次就钻绒，店里不给退"
    )
    assert "钻绒" in person.values["story"]


SUMMARY_HESITATIONS = [
    "别提交", "先不要提交", "我还不能确认", "没问题吗？", "提交之后商家会知道我的电话吗？", "先别急着提交，金额再看看", "提交以后还能改吗",
]  # fmt: skip


@pytest.mark.parametrize("text", SUMMARY_HESITATIONS)
def test_hesitation_at_the_summary_files_nothing(text: str) -> None:
    person = ready_to_submit().say(text)
    assert person.values.get("submit_decision") is None
    assert person.asked is not None


@pytest.mark.parametrize("text", ["提交", "确认提交", "好的，提交吧", "没问题", "对", "可以", "嗯嗯"])
def test_a_plain_yes_at_the_summary_submits(text: str) -> None:
    assert ready_to_submit().say(text).values["submit_decision"] == SUBMITTED


@pytest.mark.parametrize(
    ("slot", "text", "expected"),
    [
        ("demands", "卖家发错了货，我要退货", ["return"]),
        ("demands", "东西发错了要换货", ["exchange"]),
        ("demands", "让商家更换成新的手机，价格差的我补", ["exchange"]),
        ("product", "鞋，43码不对，应该是42", "鞋，43码不对，应该是42"),
        ("merchant", "名字应该是欧亚商场", "欧亚商场"),
    ],
)
def test_an_answer_that_speaks_of_something_wrong_corrects_nothing_else(
    slot: str, text: str, expected: object
) -> None:
    person = ready_to_submit()
    before = {k: v for k, v in person.values.items() if k not in (slot, "demand_text")}
    person.values[slot], person.asked = None, slot
    person.say(text)
    assert person.values[slot] == expected
    assert {k: v for k, v in person.values.items() if k in before} == before


def test_a_question_about_a_mistake_changes_nothing() -> None:
    person = ready_to_submit()
    before = dict(person.values)
    person.say("名字写错了会影响处理吗？")
    assert person.values == before


@pytest.mark.parametrize(
    ("text", "slot", "shown"),
    [
        ("金额是1380", "amount", "1,380元"),
        ("日期是10月3号", "purchase_date", "2026年10月3日"),
        ("姓名：王小莉", "name", "王小莉"),
        ("是亚泰超市不是欧亚", "merchant", "亚泰超市"),
        ("不是1280，是1380", "amount", "1,380元"),
        ("店名错了，叫小城故事", "merchant", "小城故事"),
        ("电话最后一位是9", "phone", "13812345679"),
        ("地区不对，是吉林市", "region", "吉林省吉林市"),
        ("商家地址改成人民大街100号", "merchant_address", "人民大街100号"),
    ],
)
def test_people_correct_in_many_ways(text: str, slot: str, shown: str) -> None:
    person = ready_to_submit().say(said(text, "correct"))
    assert card.show(slot, person.values[slot]) == shown
    assert person.asked == "submit_decision"


@pytest.mark.parametrize("text", ["改一下电话", "我改个名字", "金额不对"])
def test_a_field_keeps_its_value_until_the_new_one_is_there(text: str) -> None:
    person = ready_to_submit()
    before = dict(person.values)
    person.say(said(text, "correct"))
    assert person.asked in ("phone", "name", "amount")
    assert person.values == before
    assert person.say("不改了").asked == "submit_decision"
    assert person.values == before


@pytest.mark.parametrize("text", ["没有要改的了", "不改了", "都对", "继续", "提交"])
def test_choosing_a_field_to_change_can_be_left(text: str) -> None:
    person = ready_to_submit().tap("change")
    assert person.say(said(text, "resume" if text == "继续" else "nlu_fallback")).asked == "submit_decision"


@pytest.mark.parametrize("text", ["取消", "算了", "不投诉了", "是的", "确定取消"])
def test_cancelling_is_confirmed_in_many_words(text: str) -> None:
    person = (
        consented()
        .say(said("取消", "cancel"))
        .say(said(text, "cancel" if "取消" in text else "nlu_fallback"))
    )
    assert person.values["submit_decision"] == CANCELLED


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("不想匿名", "named"),
        ("匿名", "anonymous"),
        ("不实名", "anonymous"),
        ("那就匿名吧", "anonymous"),
        ("实名举报", "named"),
    ],
)
def test_a_negation_chooses_the_other_identity(text: str, kind: str) -> None:
    person = Person().begin(tapped("report"), story="学校门口小卖部卖过期的牛奶给小学生，日期都过了一个月了")
    assert person.asked == "identity"
    assert person.say(text).values["identity"] == kind


@pytest.mark.parametrize("text", ["匿名有奖励吗", "实名会不会被报复"])
def test_a_question_chooses_no_identity(text: str) -> None:
    person = Person().begin(tapped("report"), story="学校门口小卖部卖过期的牛奶给小学生，日期都过了一个月了")
    assert person.say(text).values.get("identity") is None


@pytest.mark.parametrize("text", ["我知道了，那还是在你们这登记吧", "还是在这里登记", "就在这登记", "继续"])
def test_who_wants_to_register_all_the_same_is_not_sent_away(text: str) -> None:
    turn = said("宽带办了两个月网速只有一半，要退款他们不给退还要违约金", "complain", redirect_telecom=0.9)
    person = Person().begin(turn).say(text)
    assert person.asked == "consent"


@pytest.mark.parametrize("text", ["今天之内能处理吗？", "你们今天上班吗", "12315是什么电话？", "怎么退款？"])
@pytest.mark.parametrize("slot", ["purchase_date", "amount", "demands"])
def test_a_question_is_never_an_answer(slot: str, text: str) -> None:
    person = ready_to_submit()
    person.values[slot], person.asked = None, slot
    person.say(text)
    assert person.values[slot] is None
    assert person.asked == slot


@pytest.mark.parametrize("text", ["好的", "是的", "这个要多久？", "1280", "13812345678", "不改了"])
def test_what_is_no_name_does_not_become_the_shop(text: str) -> None:
    person = ready_to_submit()
    person.values["merchant"], person.asked = None, "merchant"
    person.say(text)
    assert person.values["merchant"] is None


def test_who_does_not_know_the_shops_name_goes_on_with_what_kind_it_is() -> None:
    person = consented(story="在小区门口的超市买了一箱苹果花了80块，回家发现下面一层全是烂的")
    person.asked, person.values["merchant"] = "merchant", None
    person.say("不知道店名")
    assert "名称不详" in person.values["merchant"]


def test_two_matters_do_not_become_one_complaint() -> None:
    newer = said("昨天在海底捞吃饭吃出头发，花了300块，店里不肯赔", "complain")
    person = Person().begin(newer, story="上个月在亚泰超市买了一箱牛奶80块，过期了不给退")
    assert "牛奶" not in person.values["story"]


def test_a_report_stays_a_report_when_the_form_is_entered_again() -> None:
    person = (
        Person()
        .begin(tapped("report"), story="学校门口小卖部卖过期的牛奶给小学生，日期都过了一个月了")
        .tap("anonymous")
    )
    again = person.intake.resume(person.values)
    assert "kind" not in again.changes
    assert again.ask == person.asked


def test_nothing_is_cut_silently_from_a_long_story() -> None:
    person = consented(story="买了一箱苹果花了80块不给退" * 350)
    kept = person.values["story"]
    person.asked, person.values["merchant"] = "merchant", None
    person.say(
        "后来我又去找了他三次，第一次说老板不在，第二次说让我等电话，第三次干脆把我拉黑了，我当时有拍照片也有转账记录，一共花了八十块"
        * 3
    )
    assert person.values["story"] == kept
    assert "utter_story_full" in person.responses()


def test_thanks_after_a_pause_keep_the_pause() -> None:
    person = consented().say(said("等会再填", "pause"))
    assert person.say(said("好的谢谢", "thanks")).asked == "paused"


def test_progress_of_an_earlier_case_is_told_inside_the_form() -> None:
    person = consented()
    question = person.asked
    step = person.intake.take(said("查进度", "progress"), person.values, str(question))
    assert step.tells_progress
    assert step.ask == question


def test_erasure_is_possible_inside_the_form() -> None:
    person = consented().say(said("删除我的信息", "erase_data"))
    assert "utter_confirm_erase" in person.responses()
    assert person.say(tapped("confirm_erase")).values["submit_decision"] == "erase"


def test_changchun_keeps_its_own_channels_in_the_intake() -> None:
    turn = said(
        "在长春旅游报了个团，导游逼着买东西不买不让走，花了两千多要求退款", "complain", tourism_changchun=0.9
    )
    person = Person().begin(turn)
    assert "领导留言板" in (route_question(person.values, shipped_knowledge()).text or "")


def test_every_label_of_the_card_names_its_field() -> None:
    labels = {slot: label for slot, label in wording.FIELD_LABELS.items() if slot != "evidence"}
    assert {slot: FIELD_WORDS.get(label) for slot, label in labels.items()} == {slot: slot for slot in labels}


def test_asking_for_staff_confirms_no_cancellation() -> None:
    person = consented().say(said("取消", "cancel")).say(said("我要转人工", "handoff"))
    assert person.values.get("submit_decision") is None
    assert person.asked == "confirm_cancel"


def test_a_shops_name_alone_is_no_story() -> None:
    person = consented(story=None).say("力美健身红旗街店")
    assert person.asked == "story"


def test_a_short_statement_told_before_is_the_story() -> None:
    assert Person().begin(story="健身房跑路了我卡里还有三千多，老板电话打不通").values.get("story")


def test_who_is_stuck_is_told_the_ways_out() -> None:
    person = ready_to_submit()
    person.values["amount"], person.asked = None, "amount"
    for _ in range(3):
        person.say("嘟嘟")
    assert "utter_stuck" in person.responses()
    assert person.say("1380").values["stuck"] == 0


@pytest.mark.parametrize("begun", ["report", "complain"])
def test_a_story_told_before_the_first_question_is_answered_is_kept(begun: str) -> None:
    person = Person().begin(tapped(begun))
    first = person.asked
    person.say("学校门口的小卖部卖过期牛奶给学生，我有照片")
    assert "过期牛奶" in person.values["story"]
    assert person.asked == first
