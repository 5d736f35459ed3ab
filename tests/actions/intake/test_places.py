"""What is known of a person's place is used in the intake, and what the intake hears is known from then on."""

import pytest

from actions.intake.amending import correction_choices
from actions.intake.card import summary
from actions.intake.case_body import case_body
from actions.intake.form import with_shops_region
from actions.intake.places import place_changes, place_of, sent_address, supposed
from actions.intake.steps import Step
from tests.actions.builders import said, tapped
from tests.actions.intake.test_flow import STORY, Person, consented, ready_to_submit

CHANGCHUN, SHENYANG = "吉林省长春市", "辽宁省沈阳市"
EXACT = "吉林省长春市朝阳区人民大街1号"
SHOES = "买了双鞋花了300块，穿两天就开胶，店里不给退，我要退款"  # says nothing of where


def at_home(story: str = SHOES) -> Person:
    """Who is known to be in 长春 tells a story."""
    person = Person()
    person.values["place"] = CHANGCHUN
    return person.begin(story=story)


def card_of(person: Person) -> str:
    return "\n".join(say.text or "" for say in person.heard)


def summary_at_home() -> Person:
    """A whole complaint whose region nobody told."""
    person = ready_to_submit()
    person.values |= {"region": None, "place": CHANGCHUN}
    return person


def test_a_place_known_before_is_shown_as_supposed_and_not_taken_for_told() -> None:
    person = at_home()
    assert f"地区：{CHANGCHUN}（按您说过的位置，不对请直接说）" in card_of(person)
    assert person.values.get("region") is None
    assert place_changes({"story": SHOES}, {"place": CHANGCHUN}) == {}


def test_a_region_the_story_names_is_not_marked() -> None:
    person = at_home("在沈阳市的商场买了双鞋花了300块，穿两天就开胶，店里不给退，我要退款")
    assert f"地区：{SHENYANG}\n" in card_of(person)
    assert "按您说过的位置" not in card_of(person)


def test_the_summary_marks_what_is_only_supposed_and_the_case_has_it() -> None:
    person = summary_at_home()
    assert f"地区：{CHANGCHUN}（按您说过的位置，不对请直接说）" in summary(person.values)
    assert case_body({**person.values, "summarised_at": "…"}, said("提交"), "c.1")["region"] == CHANGCHUN
    assert "地区" in [choice.title for choice in correction_choices(person.values)]
    person.values["region"] = SHENYANG
    assert f"地区：{SHENYANG}\n" in summary(person.values)
    assert "按您说过的位置" not in summary(person.values)
    assert case_body({**person.values, "summarised_at": "…"}, said("提交"), "c.1")["region"] == SHENYANG


PLAINLY = [
    "不对，是沈阳", "不对，店在沈阳", "店在沈阳", "事情发生在沈阳", "应该是沈阳", "改成沈阳", "我在沈阳买的", "沈阳", "不是长春，是沈阳",
    "不是在长春，是在沈阳", "地区是沈阳", "地区错了，应该是沈阳", "城市是沈阳",
]  # fmt: skip


@pytest.mark.parametrize("text", PLAINLY)
@pytest.mark.parametrize(
    "asked", ["consent", "merchant", "merchant_address", "submit_decision", "correction_field"]
)
def test_a_supposed_region_is_corrected_in_plain_words(text: str, asked: str) -> None:
    person = summary_at_home() if asked in ("submit_decision", "correction_field") else at_home()
    if asked not in ("consent", "submit_decision", "correction_field"):
        person.tap("yes")
    if asked == "merchant_address":
        person.say("美家商场")
    person.asked = asked
    before = {**person.values}
    person.say(text)
    assert person.values["region"] == SHENYANG
    assert f"地区：{SHENYANG}" in card_of(person)
    assert {slot: person.values.get(slot) for slot in ("merchant", "merchant_address")} == {
        slot: before.get(slot) for slot in ("merchant", "merchant_address")
    }
    assert person.asked in (asked, "submit_decision")


def test_a_region_that_was_told_is_corrected_as_plainly() -> None:
    person = at_home("在沈阳市的商场买了双鞋花了300块，穿两天就开胶，店里不给退，我要退款").tap("yes")
    assert person.say("不对，是大连").values["region"] == "辽宁省大连市"
    assert person.asked == "merchant"


@pytest.mark.parametrize(
    ("asked", "text"), [("product", "普洱"), ("name", "安康"), ("address", "沈阳市和平区中山路1号"), ("merchant", "沈阳路小吃店")]
)  # fmt: skip
def test_an_answer_with_a_city_in_it_stays_an_answer(asked: str, text: str) -> None:
    person = summary_at_home()
    person.asked, person.values[asked] = asked, None
    person.say(text)
    assert person.values.get("region") is None
    assert person.values[asked] == text


def test_a_later_piece_of_the_story_says_where() -> None:
    person = at_home().tap("yes")
    person.say("我是上个月去沈阳市出差的时候在中街一家商场里买的，售货员当时说质量保证没问题，有问题随时来换")
    assert person.values["region"] == SHENYANG


def test_the_shops_address_says_where() -> None:
    told = {"merchant_address": "沈阳市和平区中山路1号"}
    assert place_changes(told, {"place": CHANGCHUN})["region"] == "辽宁省沈阳市和平区"
    assert place_changes(told, {"region": SHENYANG}) == {}
    assert place_changes(told, {"region": "A市"}) == {}
    assert place_changes({"merchant_address": "中山路1号"}, {"place": CHANGCHUN}) == {}


def test_the_region_of_the_story_comes_first_and_is_known_from_then_on() -> None:
    told = {"story": "在沈阳买的", "region": SHENYANG}
    assert place_changes(told, {"place": CHANGCHUN}) == {"place": SHENYANG}


def test_a_region_that_was_told_is_not_replaced() -> None:
    assert place_changes({"story": "再说一段"}, {"region": SHENYANG, "place": CHANGCHUN}) == {}


def test_a_masked_region_is_no_place() -> None:
    assert place_changes({"story": "…", "region": "A市"}, {}) == {}


def test_answers_concern_the_place_of_the_matter_before_the_one_of_the_person() -> None:
    assert place_of({"region": SHENYANG, "place": CHANGCHUN}) == SHENYANG
    assert place_of({"place": CHANGCHUN}) == CHANGCHUN
    assert place_of({}) is None


def test_a_location_is_an_address_only_if_it_is_exact() -> None:
    assert sent_address(EXACT) == ("吉林省长春市朝阳区", EXACT)
    assert sent_address("长春市") == (CHANGCHUN, None)
    assert sent_address("人民大街1号") == (None, "人民大街1号")


def test_a_location_sent_where_the_shop_is_asked_for_answers_that() -> None:
    person = consented(story="在小区门口的水果店买了一箱苹果花了80块，回家发现下面一层全是烂的")
    person.asked, person.values["merchant_address"] = "merchant_address", None
    person.say(tapped("tell_place", place=EXACT))
    assert person.values["merchant_address"] == EXACT
    assert person.values["region"] == "吉林省长春市朝阳区"
    assert person.asked != "merchant_address"


def test_a_location_sent_for_ones_own_address_does_not_move_the_matter() -> None:
    person = consented(story=STORY)
    person.asked, person.values["address"] = "address", None
    region = person.values["region"]
    person.say(tapped("tell_place", place="辽宁省沈阳市和平区中山路1号"))
    assert person.values["address"] == "辽宁省沈阳市和平区中山路1号"
    assert person.values["region"] == region


def test_a_location_in_between_is_kept_and_the_question_asked_again() -> None:
    person = consented(story="买了一箱苹果花了80块，回家发现下面一层全是烂的，不给退")
    question = person.asked
    person.say(tapped("tell_place", place=SHENYANG))
    assert (person.values["place"], supposed(person.values)) == (SHENYANG, SHENYANG)
    assert "请直接说在哪里" in card_of(person)
    assert person.asked == question


def test_an_unknown_location_changes_nothing() -> None:
    person = consented()
    before, question = dict(person.values), person.asked
    person.say(tapped("tell_place", place="东京"))
    assert person.values == before
    assert person.asked == question
    assert person.responses() == ["utter_place_unknown"]


def test_a_question_in_between_is_answered_for_the_place_of_the_matter() -> None:
    person = consented(story="在沈阳市的商场买了双鞋花了300块，穿两天就开胶，店里不给退，我要退款")
    person.say(tapped("choose_topic", topic="return_offline_promise"))
    assert "辽宁" in (person.heard[0].text or "")


WITH_REGION = "上个月在长春市的商场买了双鞋花了300块，穿两天就开胶，店里不给退，我要退款"
ASKED = ["consent", "merchant", "merchant_address", "product", "submit_decision", "correction_field"]


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("text", ["我在沈阳", "我人在沈阳", "我现在在沈阳。", "人在沈阳"])
def test_where_the_person_is_does_not_move_a_matter_that_was_told(text: str, asked: str) -> None:
    person = at_home(WITH_REGION)
    person.asked = asked
    merchant = person.values.get("merchant")
    person.say(text)
    assert (person.values["region"], person.values["place"]) == (CHANGCHUN, SHENYANG)
    assert (person.values.get("merchant"), person.values.get("product")) == (merchant, "鞋")
    assert f"投诉里的地区还是{CHANGCHUN}" in card_of(person)
    assert person.asked == asked


def test_where_the_person_is_moves_a_matter_that_is_only_supposed_to_be_there() -> None:
    person = at_home().tap("yes")
    person.say("我在沈阳")
    assert person.values.get("region") is None
    assert supposed(person.values) == SHENYANG
    assert "请直接说在哪里" in card_of(person)


@pytest.mark.parametrize("text", ["我在长春", "长春", "店在长春"])
@pytest.mark.parametrize("asked", ["merchant", "merchant_address", "submit_decision"])
def test_the_place_that_is_known_becomes_no_shops_name(text: str, asked: str) -> None:
    person = at_home(WITH_REGION)
    person.asked = asked
    person.values |= {"merchant": None, "merchant_address": None}
    person.say(text)
    assert (person.values["merchant"], person.values["merchant_address"]) == (None, None)
    assert person.values["region"] == CHANGCHUN
    assert "长春" in card_of(person)
    assert person.asked == asked


def test_a_city_is_no_shops_address_yet() -> None:
    person = at_home().tap("yes").say("美家商场")
    assert person.asked == "merchant_address"
    person.say("沈阳")
    assert (person.values["region"], person.asked) == (SHENYANG, "merchant_address")
    assert "哪条路" in card_of(person)


def test_the_shops_address_moves_a_region_that_was_told_and_shows_it() -> None:
    values = {"region": CHANGCHUN, "place": CHANGCHUN}
    moved = with_shops_region(Step(changes={"merchant_address": "沈阳市沈河区中街路10号"}), values)
    assert moved.changes["region"] == "辽宁省沈阳市沈河区"
    assert "地区：辽宁省沈阳市沈河区" in (moved.says[-1].text or "")


@pytest.mark.parametrize("address", ["南京东路10号", "沈阳街3号", "长春市朝阳区红旗街1号", "人民大街100号"])
def test_a_street_named_after_a_city_moves_nothing(address: str) -> None:
    step = Step(changes={"merchant_address": address})
    assert with_shops_region(step, {"region": CHANGCHUN}) == step


def test_a_location_answers_which_region() -> None:
    person = summary_at_home()
    person.values["region"], person.asked = CHANGCHUN, "region"
    person.say(tapped("tell_place", place="辽宁省沈阳市和平区中山路1号"))
    assert person.values["region"] == "辽宁省沈阳市和平区"
    assert person.asked == "submit_decision"
