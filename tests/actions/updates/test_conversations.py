"""Adding to, withdrawing and rating filed cases, as a person walks it."""

import pytest

from actions import wording
from actions.case_backend.memory import MemoryCaseBackend
from tests.actions.updates.conversing import Person, filing, is_over


@pytest.fixture
def person() -> Person:
    return Person()


# Adding.


async def test_what_is_written_and_sent_is_added_after_it_was_shown(person: Person) -> None:
    number = await person.files()
    assert (await person.say("我要补充材料", "add_to_case")).asked == "update_content"
    assert number in person.text
    await person.say("今天店长来电话，答应退一半")
    await person.photo("photo-1")
    assert "答应退一半" in person.text
    assert person.backend.cases[number].additions == []
    await person.tap(wording.ADD_SEND)
    assert person.backend.cases[number].additions == [("今天店长来电话，答应退一半", ("photo-1",))]
    assert number in person.text
    assert is_over(person)


async def test_what_the_wish_tells_already_is_not_asked_again(person: Person) -> None:
    number = await person.files()
    await person.say("补充一点：店长昨天把我拉黑了", "add_to_case")
    assert "店长昨天把我拉黑了" in person.text
    await person.say("就这些")
    assert person.backend.cases[number].additions == [("店长昨天把我拉黑了", ())]


async def test_a_bare_wish_is_not_the_content(person: Person) -> None:
    await person.files()
    await person.say("我想给之前登记的投诉补充材料", "add_to_case")
    assert wording.ADD_SEND not in person.titles


async def test_with_several_cases_it_is_asked_which_and_those_that_wait_come_first(person: Person) -> None:
    first, second = await person.files(), await person.files(respondent={"name": "亚泰超市"})
    person.backend.move(first, "needs_info")
    assert (await person.say("补充材料", "add_to_case")).asked == "update_case"
    assert person.titles == [f"{first} 待补正", f"{second} 亚泰超市"]
    await person.tap(f"{second} 亚泰超市")
    await person.say("小票在这里，金额是80元")
    await person.tap(wording.ADD_SEND)
    assert person.backend.cases[second].additions
    assert not person.backend.cases[first].additions


@pytest.mark.parametrize("said", ["XB00000002", "xb00000002吧", "第一个", "0002"])
async def test_a_case_is_chosen_by_what_is_typed(person: Person, said: str) -> None:
    await person.files(), await person.files()
    await person.say("补充材料", "add_to_case")
    await person.say(said)
    assert person.asked == "update_content"
    assert person.slots["case_update"]["case_no"] == "XB00000002"


async def test_an_ended_case_takes_nothing_more(person: Person) -> None:
    number = await person.files()
    person.backend.move(number, "settled")
    assert (await person.say("补充材料", "add_to_case")).responses == ["utter_not_now_add"]


async def test_a_case_that_ended_meanwhile_is_told_so_and_nothing_is_claimed(person: Person) -> None:
    number = await person.files()
    await person.say("补充材料", "add_to_case")
    await person.say("店长来电话了，还是不退")
    person.backend.move(number, "settled")
    await person.tap(wording.ADD_SEND)
    assert person.responses == ["utter_not_now_add"]
    assert is_over(person)


async def test_a_photo_sent_before_is_part_of_it_and_of_nothing_afterwards(person: Person) -> None:
    number = await person.files()
    await person.photo("photo-1")
    await person.tap(wording.OFFER_ADD_FILED)
    await person.tap(wording.ADD_SEND)
    assert person.backend.cases[number].additions == [(None, ("photo-1",))]
    assert not person.slots["loose_files"]
    assert person.slots["closed_files"] == ["photo-1"]


async def test_a_photo_left_out_stays_for_a_complaint(person: Person) -> None:
    await person.files()
    await person.photo("photo-1")
    await person.say("补充材料", "add_to_case")
    await person.tap(wording.ADD_LEAVE)
    assert person.responses == ["utter_left_add"]
    assert [file["id"] for file in person.slots["loose_files"]] == ["photo-1"]


async def test_a_file_an_officer_waits_for_is_asked_about(person: Person) -> None:
    number = await person.files()
    person.backend.move(number, "needs_info")
    await person.photo("photo-1")
    assert person.responses == ["utter_file_awaited"]
    await person.tap(f"{wording.OFFER_ADD} {number}")
    assert person.asked == "update_content"


async def test_a_file_without_cases_or_without_a_backend_is_kept_all_the_same(person: Person) -> None:
    person.backend.away = True
    await person.photo("photo-1")
    assert person.responses == ["utter_photo_without_form"]
    assert person.slots["loose_files"]


async def test_a_reading_of_a_photo_disturbs_nothing(person: Person) -> None:
    await person.files()
    await person.say("补充材料", "add_to_case")
    message = {"text": "/photo_read", "intent": {"name": "photo_read", "confidence": 1.0}}
    await person._take(message, {"reading": {"attachment_id": "p", "lines": []}})
    assert person.heard[0]["custom"] == {"quiet": True}
    assert person.asked == "update_content"


# Withdrawing.


async def test_withdrawing_is_asked_with_the_number_and_said_only_when_it_is_done(person: Person) -> None:
    number = await person.files()
    await person.say("撤回投诉", "withdraw_case")
    assert number in person.text
    assert person.backend.cases[number].state == "submitted"
    await person.tap(wording.WITHDRAW_YES)
    assert person.backend.cases[number].state == "withdrawn"
    assert "已按您的意思撤回" in person.text
    assert is_over(person)


@pytest.mark.parametrize("said", ["确定", "确定撤回", "是的", "撤吧", "对，撤了", "不投诉了"])
async def test_a_typed_yes_withdraws(person: Person, said: str) -> None:
    number = await person.files()
    await (await person.say("撤回投诉", "withdraw_case")).say(said)
    assert person.backend.cases[number].state == "withdrawn"


@pytest.mark.parametrize(
    "said", ["不撤了", "先不撤", "再想想", "不", "撤了还能再投诉吗", "算了别撤了", "退钱了再说"]
)
async def test_what_hesitates_withdraws_nothing(person: Person, said: str) -> None:
    number = await person.files()
    await (await person.say("撤回投诉", "withdraw_case")).say(said)
    assert person.backend.cases[number].state == "submitted"


async def test_no_more_complaining_after_filing_is_asked_as_a_withdrawal(person: Person) -> None:
    number = await person.files()
    assert (await person.say("算了不投诉了", "cancel")).asked == "update_withdrawal"
    assert number in person.text


@pytest.mark.parametrize("said", ["停", "退出", "取消"])
async def test_a_bare_stop_is_no_withdrawal(person: Person, said: str) -> None:
    await person.files()
    assert (await person.say(said, "cancel")).responses == ["utter_nothing_to_cancel"]


async def test_away_while_withdrawing_claims_nothing_and_goes_on_later(person: Person) -> None:
    number = await person.files()
    await person.say("撤回投诉", "withdraw_case")
    person.backend.away = True
    await person.tap(wording.WITHDRAW_YES)
    assert person.responses == ["utter_update_away"]
    assert "已按您的意思撤回" not in person.text
    assert person.asked == "update_withdrawal"
    person.backend.away = False
    await person.tap(wording.WITHDRAW_YES)
    assert person.backend.cases[number].state == "withdrawn"


async def test_what_was_carried_out_although_no_answer_came_is_not_done_twice(person: Person) -> None:
    """The line is cut behind the backend's back: the same tap again finds its answer under the same key."""
    number = await person.files()
    await person.say("补充：发票号是12345678", "add_to_case")
    before = dict(person.slots)
    await person.tap(wording.ADD_SEND)
    person.slots, person._in_form = before, True  # as the brain stands when the turn is run again
    await person.send('/choose{"slot": "update_content", "value": "send"}')
    assert len(person.backend.cases[number].additions) == 1


async def test_a_backend_out_of_reach_is_told_at_once(person: Person) -> None:
    await person.files()
    person.backend.away = True
    assert (await person.say("撤回投诉", "withdraw_case")).responses == ["utter_cases_unavailable"]
    assert person.asked is None


# Rating.


async def test_an_ended_case_is_rated_from_its_progress(person: Person) -> None:
    number = await person.files()
    person.backend.move(number, "settled")
    await person.say("查进度", "progress")
    assert person.titles == list(wording.RATING_LABELS.values())
    await person.tap(wording.RATING_LABELS[4])
    assert person.asked == "update_comment"
    await person.say("处理得挺快的")
    assert person.backend.cases[number].rating == (4, "处理得挺快的")
    await person.say("查进度", "progress")
    assert not person.heard[-1]["buttons"]


@pytest.mark.parametrize(
    ("said", "rating"), [("5", 5), ("打4分", 4), ("三星", 3), ("不满意", 2), ("很不满意", 1)]
)
async def test_a_rating_may_be_typed_and_the_comment_left_out(person: Person, said: str, rating: int) -> None:
    number = await person.files()
    person.backend.move(number, "settled")
    assert (await person.say("我要评价", "rate_case")).asked == "update_rating"
    await person.say(said)
    await person.say("不写了")
    assert person.backend.cases[number].rating == (rating, None)


async def test_an_open_case_is_not_rated_yet(person: Person) -> None:
    await person.files()
    assert (await person.say("评价", "rate_case")).responses == ["utter_not_now_rate"]


# Other matters.


async def test_who_filed_nothing_here_is_told_how_it_is_done(person: Person) -> None:
    await person.say("撤诉", "withdraw_case")
    assert person.heard[0]["custom"]["answer"]["topic"] == "withdraw_or_amend_complaint"
    assert (await person.say("评价", "rate_case")).responses == ["utter_nothing_to_rate"]


async def test_somebody_elses_number_is_not_touched() -> None:
    backend = MemoryCaseBackend()
    theirs = (await backend.file_case(filing("c-2"), key="k")).case_no
    person = Person(backend)
    await person.files()
    await person.say(f"撤回{theirs}", "withdraw_case")
    assert person.responses == ["utter_case_not_here"]


async def test_a_question_in_between_is_answered_and_the_place_kept(person: Person) -> None:
    await person.files()
    await person.say("撤回投诉", "withdraw_case")
    await person.say("转人工", "handoff")
    assert person.heard[0]["custom"] == {"handoff": {"reason": "asked"}}
    assert person.asked == "update_withdrawal"
    await person.say("查进度", "progress")
    assert person.asked == "update_withdrawal"


async def test_a_new_complaint_leaves_it(person: Person) -> None:
    await person.files()
    await person.say("补充材料", "add_to_case")
    await person.say("我要投诉另一家店", "complain")
    assert person.handed_to == "complaint_form"
    assert is_over(person)


async def test_one_update_turns_into_another(person: Person) -> None:
    await person.files()
    await person.say("补充材料", "add_to_case")
    assert (await person.say("撤回投诉", "withdraw_case")).asked == "update_withdrawal"


async def test_words_that_sound_like_a_wish_are_content_once_something_was_told(person: Person) -> None:
    await person.files()
    await person.say("补充材料", "add_to_case")
    await person.say("老板今天又骂我")
    await person.say("还说要举报我", "report")
    assert person.slots["case_update"]["text"] == "老板今天又骂我\n还说要举报我"


async def test_a_button_of_an_earlier_question_decides_nothing(person: Person) -> None:
    number = await person.files()
    await person.say("补充材料", "add_to_case")
    await person.send('/choose{"slot": "update_withdrawal", "value": "yes"}')
    assert person.asked == "update_content"
    assert person.backend.cases[number].state == "submitted"


async def test_progress_lists_the_newest_first_and_offers_what_can_be_done(person: Person) -> None:
    first, second, third = [await person.files() for _ in range(3)]
    person.backend.move(first, "needs_info")
    person.backend.move(second, "settled")
    await person.say("查进度", "progress")
    assert [message["custom"]["case"]["case_no"] for message in person.heard] == [third, second, first]
    assert person.titles == [f"{wording.OFFER_ADD} {first}", f"{wording.OFFER_RATE} {second}"]
