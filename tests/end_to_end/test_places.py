"""A person at home in one city complains of a shop in another: the place they sent is shown, and gives way to a word."""

from operations.processes import Stack
from operations.webchat import WebChat
from tests.end_to_end.person import button, case_of, texts, up_to
from tests.end_to_end.test_conversation import cases

AT_HOME = {"latitude": 43.88, "longitude": 125.32, "accuracy": None}  # 长春
STORY = "买了件羽绒服花了1280，穿两次就钻绒，店里不给退，我要退款"
SUPPOSED = "地区：吉林省长春市（按您说过的位置，不对请直接说）"
WITHOUT_A_TOWN = {"story": STORY, "merchant_address": "中街二楼"}


def at_home(chat: WebChat) -> WebChat:
    assert "吉林省长春市" in texts(chat.post({"location": AT_HOME}).json()["replies"])
    return chat


def test_the_region_is_what_the_person_says_and_not_where_they_sit(stack: Stack, chat: WebChat) -> None:
    up_to(at_home(chat), "story")
    assert SUPPOSED in texts(chat.say(STORY))
    replies = chat.say("不对，店在沈阳")
    assert "地区：辽宁省沈阳市" in texts(replies)
    replies = up_to(chat, "submit_decision", replies=replies, **WITHOUT_A_TOWN)
    assert "按您说过的位置" not in texts(replies)
    case = case_of(chat.tap(button(replies, "确认提交")))
    assert case is not None
    (filed,) = cases(stack, case["case_no"])
    assert filed["region"] == "辽宁省沈阳市"


def test_a_supposed_region_is_marked_in_the_summary_and_filed_when_it_stands(
    stack: Stack, chat: WebChat
) -> None:
    replies = up_to(at_home(chat), "submit_decision", **WITHOUT_A_TOWN)
    assert SUPPOSED in texts(replies)
    case = case_of(chat.tap(button(replies, "确认提交")))
    assert case is not None
    (filed,) = cases(stack, case["case_no"])
    assert filed["region"] == "吉林省长春市"
