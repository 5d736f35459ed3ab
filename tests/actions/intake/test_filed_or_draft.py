"""In a draft, what sounds like a filed case is meant for the draft; and what the case knows of the shop and the day."""

from actions.case_backend.memory import MemoryCaseBackend
from actions.intake.case_body import case_body
from actions.intake.conclude import filed
from tests.actions.builders import said, tapped
from tests.actions.intake.test_flow import STORY, consented, ready_to_submit
from tests.actions.updates.conversing import filing


def test_withdrawing_a_draft_is_cancelling_it() -> None:
    person = ready_to_submit().say(said("撤回投诉", "withdraw_case"))
    assert person.asked == "confirm_cancel"
    assert person.values.get("submit_decision") is None


def test_a_number_of_a_filed_case_waits_for_the_draft() -> None:
    person = ready_to_submit().say(said("撤回XB2K7M4P9T", "withdraw_case"))
    assert person.responses() == ["utter_case_later"]
    assert person.asked == "submit_decision"


def test_what_is_added_to_a_draft_belongs_to_its_story() -> None:
    person = consented(story=STORY)
    assert person.asked == "merchant_address"
    person.say(said("补充一点：店长说我是碰瓷的", "add_to_case"))
    assert "碰瓷" in person.values["story"]
    assert person.asked == "merchant_address"


def test_a_bare_wish_to_add_or_rate_asks_on() -> None:
    person = ready_to_submit().say(said("我要评价", "rate_case"))
    assert (person.responses(), person.asked) == (["utter_case_later"], "submit_decision")
    person = consented().say(said("我有材料要补", "add_to_case"))
    assert (person.responses(), person.asked) == (["utter_add_to_draft"], "merchant_address")


def test_buttons_of_a_filed_case_wait_for_the_draft() -> None:
    person = ready_to_submit().say(tapped("add_to_case", case_no="XB2K7M4P9T"))
    assert (person.responses(), person.asked) == (["utter_case_later"], "submit_decision")


def test_the_day_of_finding_out_is_shown_and_filed() -> None:
    story = "去年5月在欧亚商场买的手机花了3999，今年9月3号才发现是翻新机，店里不给退，我要退款"
    person = consented(story=story)
    assert any("发现时间：2026年9月3日" in (say.text or "") for say in consented(story=None).say(story).heard)
    assert person.values["known_on"]["iso"] == "2026-09-03"


def test_the_shops_phone_and_the_wish_to_talk_first_are_filed_as_such() -> None:
    person = ready_to_submit()
    person.values |= {"merchant_phone": "0431-85668899", "reconciliation": True}
    body = case_body(person.values, said("提交"), "c-1.0")
    assert body["respondent"]["phone"] == "0431-85668899"
    assert body["consent"]["reconciliation"] is True
    assert body["problem"] == person.values["story"]
    assert body["known_on"] is None


def test_talking_first_is_asked_only_among_what_may_be_added() -> None:
    person = ready_to_submit()
    assert person.values.get("reconciliation") is None
    person.tap("more")
    while person.asked != "reconciliation":
        person.say(tapped("skip"))
    assert person.tap("yes").values["reconciliation"] is True


async def test_a_dispute_that_stood_there_keeps_its_number_and_is_told_so() -> None:
    backend, purchase = MemoryCaseBackend(), {"order_no": "E1"}
    first = await backend.file_case(filing(purchase=purchase), key="k-1")
    again = await backend.file_case(filing(purchase=purchase, problem="又去了一次"), key="k-2")
    assert "没有另立新编号" in (filed(again, anonymous=False).text or "")
    assert first.case_no in (filed(again, anonymous=False).text or "")
    assert "没有另立新编号" not in (filed(first, anonymous=False).text or "")
