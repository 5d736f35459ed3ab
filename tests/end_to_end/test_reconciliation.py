"""A complaint is talked over with the business first, through web chat and the enterprise's API; the real processes."""

import asyncio
import time
from typing import Any

import pytest

from operations.processes import Stack
from operations.webchat import WebChat
from tests import enterprise, officer
from tests.end_to_end.person import Replies, asked, button, case_of, texts, up_to
from tests.end_to_end.test_filed_cases import case, filed

SHOP = "欧亚商场"
TERMS = "商品寄回后退款，运费由我们承担"
PATIENCE = 20  # seconds until a notice must be there


def titles(message: dict[str, Any]) -> list[str]:
    return [choice["title"] for choice in message["quick_replies"]]


def notice(chat: WebChat, said: str) -> Replies:
    """The newest notice of the desk that says so, once it came."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = [m for m in chat.history() if m["from"] == "system" and said in (m["text"] or "")]
        if found:
            return [found[-1]]
        time.sleep(0.3)
    raise AssertionError(f"never told: {said}")


def talked_over(stack: Stack, chat: WebChat, phone: str) -> str:
    """A filed complaint given to its business; its number."""
    asyncio.run(enterprise.enrol(stack, SHOP))
    number = filed(chat, phone)
    replies = chat.say("我想先跟商家协商")
    assert asked(replies) == "update_contact", texts(replies)
    assert SHOP in texts(chat.tap(button(replies, "先谈，不给电话")))
    assert case(stack, number)["state"] == "reconciling"
    return number


def proposed(stack: Stack, chat: WebChat, number: str, refund_fen: int = 128_000) -> Replies:
    """What the chat shows once the enterprise has proposed something."""
    terms = f"{TERMS}（{refund_fen}）"
    asyncio.run(enterprise.propose(stack, number, terms, refund_fen))
    return notice(chat, terms)


def test_a_proposal_is_tapped_accepted_and_settled_after_it_was_confirmed(
    stack: Stack, chat: WebChat
) -> None:
    number = talked_over(stack, chat, "13712341001")
    told = proposed(stack, chat, number)
    assert titles(told[0]) == ["同意和解", "不同意", "不谈了", "查进度"]
    replies = chat.tap(button(told, "同意和解"))
    assert all(shown in texts(replies) for shown in (number, TERMS, "1280元"))
    assert case(stack, number)["state"] == "reconciling"
    replies = chat.tap(button(replies, "确定同意"))
    assert case_of(replies) == {"case_no": number, "status": "达成和解"}
    settled = case(stack, number)
    assert (settled["state"], settled["recovered_fen"]) == ("settled", 128_000)


def test_words_typed_as_the_notice_asks_accept_it_too(stack: Stack, chat: WebChat) -> None:
    number = talked_over(stack, chat, "13712341002")
    proposed(stack, chat, number)
    replies = chat.say("同意")
    assert asked(replies) == "update_agreement"
    chat.say("确定同意")
    assert case(stack, number)["state"] == "settled"


def test_a_declined_proposal_may_be_followed_by_another(stack: Stack, chat: WebChat) -> None:
    number = talked_over(stack, chat, "13712341003")
    told = proposed(stack, chat, number, 50_000)
    assert asked(chat.say("不同意")) == "update_reason"
    assert number in texts(chat.say("要全退，运费也要出"))
    assert "方案未接受" in texts(chat.say("查进度"))
    replies = chat.tap(button(told, "同意和解"))  # the old button accepts nothing
    assert asked(replies) is None
    proposed(stack, chat, number, 128_000)
    replies = chat.say("查进度")
    replies = chat.tap(button(replies, "同意和解"))
    chat.tap(button(replies, "确定同意"))
    assert case(stack, number)["state"] == "settled"


@pytest.mark.parametrize("said", ["不谈了", "直接投诉吧"])
def test_who_will_not_talk_any_longer_has_the_complaint_go_on(stack: Stack, chat: WebChat, said: str) -> None:
    number = talked_over(stack, chat, "13712341004" if said == "不谈了" else "13712341005")
    proposed(stack, chat, number)
    replies = chat.say(said)
    assert asked(replies) == "update_ending", texts(replies)
    assert case(stack, number)["state"] == "reconciling"
    chat.tap(button(replies, "确定不谈了"))
    assert case(stack, number)["state"] == "submitted"


def test_the_two_sides_write_to_each_other(stack: Stack, chat: WebChat) -> None:
    number = talked_over(stack, chat, "13712341006")
    enterprise.speak(stack, SHOP, "messages", text="请问吊牌还在吗")
    told = notice(chat, "请问吊牌还在吗")
    replies = chat.tap(button(told, "回复商家"))
    assert asked(replies) == "update_content"
    replies = chat.say("吊牌还在，什么时候能退？")
    chat.tap(button(replies, "发给商家"))
    talk = enterprise.speak(stack, SHOP, "messages", text="收到")
    assert "吊牌还在，什么时候能退？" in [message["text"] for message in talk["messages"]]
    assert case(stack, number)["state"] == "reconciling"


def test_agreeing_after_a_notice_consents_to_nothing_in_a_draft(stack: Stack, chat: WebChat) -> None:
    number = talked_over(stack, chat, "13712341007")
    replies = up_to(chat, "consent")
    proposed(stack, chat, number)
    replies = chat.say("同意")
    assert asked(replies) == "consent"
    assert "哪边都没有算" in texts(replies)
    assert case(stack, number)["state"] == "reconciling"


def test_material_told_after_a_notice_is_offered_to_be_added(stack: Stack, chat: WebChat) -> None:
    number = filed(chat, "13712341008")
    asyncio.run(officer.ask_for_material(stack, number))
    told = notice(chat, "还需要补充材料")
    assert titles(told[0]) == ["补充材料"]
    replies = chat.say("付款是微信转的，凭证号4200001234")
    assert number in texts(replies)
    assert case(stack, number)["state"] == "needs_info"
    assert case_of(chat.tap(button(replies, "提交补充"))) == {"case_no": number, "status": "已登记"}


def test_a_question_after_a_request_for_material_is_answered(stack: Stack, chat: WebChat) -> None:
    number = filed(chat, "13712341009")
    asyncio.run(officer.ask_for_material(stack, number))
    notice(chat, "还需要补充材料")
    replies = chat.say("没有发票还能投诉吗？")
    assert asked(replies) is None
    assert number not in texts(replies)
