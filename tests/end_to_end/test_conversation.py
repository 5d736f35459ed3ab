"""What a consumer meets, through the web chat API of the running system."""

import re
import uuid

import pytest
import requests

from operations.processes import Stack
from operations.webchat import WebChat
from tests.end_to_end.person import STORY, answer, asked, button, case_of, file_complaint, texts, up_to


def cases(stack: Stack, case_no: str | None = None) -> list[dict[str, object]]:
    headers = {"Authorization": f"Bearer {stack.env['CASE_API_TOKEN']}"}
    found = requests.get(f"{stack.url}/api/v1/cases?limit=100", headers=headers, timeout=10).json()["cases"]
    return [case for case in found if case_no in (None, case["case_no"])]


def test_a_question_is_answered_with_its_source(chat: WebChat) -> None:
    (reply,) = chat.say("网上买的衣服不喜欢，七天内能退吗？")
    assert reply["answer"]["topic"] == "return_online_seven_days"
    assert {"law": "消费者权益保护法", "article": "第二十五条"} in reply["answer"]["sources"]


def test_a_greeting_offers_what_can_be_done(chat: WebChat) -> None:
    (reply,) = chat.say("你好")
    assert {choice["title"] for choice in reply["quick_replies"]} >= {"我要投诉", "查进度"}


def test_a_complaint_is_filed_and_its_number_said(stack: Stack, chat: WebChat) -> None:
    case = file_complaint(chat)
    assert case["status"] == "已登记"
    (filed,) = cases(stack, case["case_no"])
    assert filed["state"] == "submitted"
    assert filed["purchase"]["amount_fen"] == 128_000  # type: ignore[index]
    assert filed["complainant"]["phone"] == "138****5678"  # type: ignore[index]


def test_progress_is_told_in_the_same_conversation_and_elsewhere_by_number(
    stack: Stack, chat: WebChat
) -> None:
    case = file_complaint(chat)
    assert case["case_no"] in texts(chat.say("我的投诉到哪一步了"))
    stranger = WebChat(stack.url).open()
    assert case["case_no"] in texts(stranger.say(f"查进度 {case['case_no']} 5678"))
    assert case["case_no"] not in texts(WebChat(stack.url).open().say(f"查进度 {case['case_no']} 0000"))


def test_a_digression_a_correction_and_a_pause_lose_nothing(stack: Stack, chat: WebChat) -> None:
    replies = up_to(chat, "name")
    replies = chat.say("网购七天无理由退货是什么规定？")
    assert any(reply["answer"] for reply in replies)
    assert asked(replies) == "name"
    assert asked(chat.say("先不填了，晚上再弄")) == "paused"
    assert asked(chat.say("继续")) == "name"
    replies = up_to(chat, "submit_decision", replies=chat.say("王小丽"))
    replies = chat.say("金额写错了，是1380")
    assert asked(replies) == "submit_decision"
    assert "1,380元" in texts(replies)
    case = case_of(chat.tap(button(replies, "确认提交")))
    assert case is not None
    assert cases(stack, case["case_no"])[0]["purchase"]["amount_fen"] == 138_000  # type: ignore[index]


def test_cancelling_is_asked_once_and_files_nothing(stack: Stack, chat: WebChat) -> None:
    before = len(cases(stack))
    up_to(chat, "name")
    replies = chat.say("算了，不投诉了")
    assert asked(replies) == "confirm_cancel"
    assert asked(chat.tap(button(replies, "确定取消"))) is None
    assert len(cases(stack)) == before


def test_the_story_told_first_is_used_and_only_the_rest_is_asked(chat: WebChat) -> None:
    replies = chat.say(STORY)
    offer = [b for r in replies for b in r["quick_replies"] if b["title"] == "帮我登记投诉"]
    replies = chat.tap(offer[0]["payload"]) if offer else chat.say("我要投诉")
    questions = []
    while (slot := asked(replies)) != "submit_decision":
        questions.append(slot)
        replies = answer(chat, replies)
    assert not {"story", "product", "purchase_date", "amount", "demands"} & set(questions)


def test_a_repeated_message_id_gives_the_same_replies_and_files_once(stack: Stack, chat: WebChat) -> None:
    replies = up_to(chat, "submit_decision")
    before = len(cases(stack))
    body = {"message_id": str(uuid.uuid4()), "payload": button(replies, "确认提交")}
    first, second = chat.post(body).json(), chat.post(body).json()
    assert first["replies"] == second["replies"]
    assert len(cases(stack)) == before + 1


def test_the_ladder_says_something_else_on_each_rung_and_ends_with_staff(chat: WebChat) -> None:
    rungs = [chat.say(text) for text in ("哦吼咕噜", "嘟嘟哒哒滴", "吧啦吧啦呜")]
    assert len({texts(rung) for rung in rungs}) == 3
    assert button(rungs[2], "转人工")


def test_an_answer_in_between_starts_the_ladder_anew(chat: WebChat) -> None:
    first = texts(chat.say("哦吼咕噜"))
    chat.say("谢谢")
    assert texts(chat.say("嘟嘟哒哒滴")) == first


def test_asking_for_staff_is_confirmed_by_the_desk(chat: WebChat) -> None:
    replies = chat.say("转人工")
    assert [reply["from"] for reply in replies] == ["system"]


def test_erasing_removes_what_was_said(chat: WebChat) -> None:
    chat.say("你好")
    replies = chat.say("删除我的信息")
    chat.tap(button(replies, "确定删除"))
    assert "你好" not in texts(chat.history())


def test_a_matter_of_another_authority_is_told_so(chat: WebChat) -> None:
    (reply, *_) = chat.say("宽带总是掉线，电信客服一直不给处理，要投诉找谁？")
    assert "12300" in reply["text"]


@pytest.mark.parametrize(
    "text",
    ["😀😀😀", "/restart", "／restart", '/complain{"topic": "x"}', "<script>alert(1)</script>", "'; DROP TABLE cases;--",
     "我想退貨，商家唔肯退錢", "ＨＥＬＬＯ　１２３", "{name}", "0[text]", "\u202e反转", "a" * 4999],
)  # fmt: skip
def test_odd_messages_get_a_friendly_answer(chat: WebChat, text: str) -> None:
    replies = chat.say(text)
    assert replies
    assert re.search(r"[\u4e00-\u9fff]", texts(replies))
    assert "Traceback" not in texts(replies)


@pytest.mark.parametrize(
    ("body", "status"),
    [({"text": ""}, 422), ({"text": "   "}, 422), ({"text": "退" * 10_000}, 422), ({}, 400), ({"text": "a", "payload": "b"}, 400),
     ({"payload": "/affirm"}, 422), ({"payload": "01234567-0123-7123-8123-012345678901.0"}, 422), ({"text": 7}, 422),
     ({"text": "你好", "extra": 1}, 422), ({"message_id": "x", "text": "你好"}, 422), ({"attachment_id": "nope"}, 404)],
)  # fmt: skip
def test_bad_requests_are_refused_in_chinese(chat: WebChat, body: dict[str, object], status: int) -> None:
    response = chat.post(body)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert re.search(r"[\u4e00-\u9fff]", response.json()["detail"])


def test_a_wrong_token_is_refused(stack: Stack) -> None:
    assert WebChat(stack.url, token="wrong").post({"text": "你好"}).status_code == 401


def test_the_brain_and_the_actions_listen_on_loopback_alone(stack: Stack) -> None:
    answer = requests.post(
        f"http://127.0.0.1:{stack.ports['brain']}/webhooks/rest/webhook", json={"message": "hi"}, timeout=10
    )
    assert answer.status_code == 404
    turns = f"http://127.0.0.1:{stack.ports['brain']}/webhooks/desk/turns"
    assert requests.post(turns, json={}, timeout=10).status_code == 401


def test_no_log_holds_what_people_said_or_their_numbers(stack: Stack, chat: WebChat) -> None:
    file_complaint(chat, phone="13912348765", name="欧阳文静")
    for name in stack.names:
        log = stack.log(name)
        for secret in ("13912348765", "欧阳文静", "钻绒", "红旗街道"):
            assert secret not in log, (name, secret)


def test_nothing_personal_is_readable_on_disk(stack: Stack, chat: WebChat) -> None:
    file_complaint(chat, phone="13912340000", name="诸葛文静")
    for path in stack.data.rglob("*"):
        if path.is_file() and path.suffix != ".log":
            content = path.read_bytes()
            assert "诸葛文静".encode() not in content, path
            assert b"13912340000" not in content, path


def test_deadlines_are_named_as_dates(chat: WebChat) -> None:
    replies = up_to(chat, "submit_decision")
    said = texts(chat.tap(button(replies, "确认提交")))
    assert re.search(r"\d{1,2}月\d{1,2}日", said)
    assert "已受理" not in said
