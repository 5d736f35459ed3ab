"""What a consumer does with a filed case through web chat: supplement, withdraw, rate; with the real processes."""

import asyncio
from typing import Any

import pytest
import requests

from operations.processes import Stack
from operations.webchat import WebChat
from tests import officer
from tests.end_to_end.person import asked, button, case_of, file_complaint, texts, up_to
from tests.end_to_end.switch import Switch
from tests.end_to_end.test_files_and_streams import picture, upload


def case(stack: Stack, case_no: str) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {stack.env['CASE_API_TOKEN']}"}
    found: dict[str, Any] = requests.get(
        f"{stack.url}/api/v1/cases/{case_no}", headers=headers, timeout=10
    ).json()
    return found


def filed(chat: WebChat, phone: str) -> str:
    """A complaint of a person of their own; its number."""
    return file_complaint(chat, phone=phone)["case_no"]


def test_text_and_a_file_are_added_to_a_filed_case(stack: Stack, chat: WebChat) -> None:
    number = filed(chat, "13712340001")
    replies = chat.say("我要补充材料")
    assert asked(replies) == "update_content"
    assert number in texts(replies)
    chat.say("店长昨天打电话说只肯退一半")
    sent = upload(chat, picture()).json()
    replies = chat.post({"attachment_id": sent["attachment_id"]}).json()["replies"]
    assert "只肯退一半" in texts(replies)
    replies = chat.tap(button(replies, "提交补充"))
    assert case_of(replies) == {"case_no": number, "status": "已登记"}
    assert "supplemented" in asyncio.run(officer.timeline(stack, number))
    assert len(case(stack, number)["attachments"]) == 1


def test_an_officer_who_waits_for_material_gets_it(stack: Stack, chat: WebChat) -> None:
    number = filed(chat, "13712340002")
    asyncio.run(officer.ask_for_material(stack, number))
    replies = chat.say("我的投诉到哪一步了")
    assert "待补正" in texts(replies)
    chat.tap(button(replies, "补充材料"))
    replies = chat.say("付款凭证号是4200001234")
    assert case_of(chat.tap(button(replies, "提交补充"))) == {"case_no": number, "status": "已登记"}


def test_withdrawing_is_confirmed_with_the_number_and_done(stack: Stack, chat: WebChat) -> None:
    number = filed(chat, "13712340003")
    replies = chat.say("撤回投诉")
    assert number in texts(replies)
    assert case(stack, number)["state"] == "submitted"
    replies = chat.tap(button(replies, "确定撤回"))
    assert "已按您的意思撤回" in texts(replies)
    assert case(stack, number)["state"] == "withdrawn"


def test_no_more_complaining_after_filing_may_be_averted(stack: Stack, chat: WebChat) -> None:
    number = filed(chat, "13712340004")
    replies = chat.say("算了不投诉了")
    assert asked(replies) == "update_withdrawal"
    assert asked(chat.tap(button(replies, "不撤回"))) is None
    assert case(stack, number)["state"] == "submitted"
    assert chat.say("你好")  # and the conversation goes on


def test_an_ended_case_is_rated_from_its_progress(stack: Stack, chat: WebChat) -> None:
    number = filed(chat, "13712340005")
    asyncio.run(officer.settle(stack, number))
    replies = chat.say("查进度")
    replies = chat.tap(button(replies, "满意"))
    assert asked(replies) == "update_comment"
    assert number in texts(chat.say("处理得挺快，谢谢你们"))
    assert case(stack, number)["satisfaction"] == 4


def test_the_same_dispute_filed_again_keeps_its_number(stack: Stack, chat: WebChat) -> None:
    first = filed(chat, "13712340006")
    replies = up_to(chat, "submit_decision", phone="13712340006")
    replies = chat.tap(button(replies, "确认提交"))
    again = case_of(replies)
    assert again is not None
    assert again["case_no"] == first
    assert "没有另立新编号" in texts(replies)
    assert texts(chat.say("查进度")).count(first) == 1


def test_who_filed_nothing_here_is_told_how_it_is_done(chat: WebChat) -> None:
    (reply,) = chat.say("撤诉")
    assert reply["answer"]["topic"] == "withdraw_or_amend_complaint"


@pytest.mark.parametrize("wish", ["撤回投诉", "我要补充材料", "评价"])
def test_a_draft_is_not_taken_for_a_filed_case(chat: WebChat, wish: str) -> None:
    up_to(chat, "phone")
    assert asked(chat.say(wish)) in ("phone", "confirm_cancel")


def test_away_nothing_is_claimed_and_the_same_tap_does_it_later(fragile: tuple[Stack, Switch]) -> None:
    stack, switch = fragile
    chat = WebChat(stack.url).open()
    number = filed(chat, "13712340007")
    replies = chat.say("撤回投诉")
    switch.on = False
    try:
        replies = chat.tap(button(replies, "确定撤回"))
        assert "已按您的意思撤回" not in texts(replies)
        assert asked(replies) == "update_withdrawal"
        assert case(stack, number)["state"] == "submitted"
    finally:
        switch.on = True
    for _ in range(5):
        replies = chat.tap(button(replies, "确定撤回"))
        if "已按您的意思撤回" in texts(replies):
            break
        asyncio.run(asyncio.sleep(1))  # the client does not ask again at once
    assert case(stack, number)["state"] == "withdrawn"
