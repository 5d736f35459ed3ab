"""Several questions in one message, questions that go on, places, and who is offered to file; with the real processes."""

from typing import Any

from operations.webchat import WebChat
from tests.end_to_end.person import asked, button, texts

Replies = list[dict[str, Any]]


def topics(replies: Replies) -> list[str]:
    return [reply["answer"]["topic"] for reply in replies if reply["answer"]]


def offers_filing(replies: Replies) -> bool:
    return any(choice["title"] == "帮我登记投诉" for reply in replies for choice in reply["quick_replies"])


def test_both_questions_of_a_message_are_answered(chat: WebChat) -> None:
    replies = chat.say("网购的鞋子不合适能退吗？不退去哪投诉？")
    assert topics(replies)[0] == "return_online_seven_days"
    assert "12315" in replies[-1]["text"]
    assert len(replies) == 2


def test_a_question_goes_on_about_the_one_before(chat: WebChat) -> None:
    chat.say("网购七天无理由退货怎么退")
    assert topics(chat.say("那运费呢")) == ["return_shipping_cost"]
    assert topics(chat.say("要多久到账")) == ["refund_deadline"]
    assert "12315" in texts(chat.say("那去哪里投诉"))
    assert topics(chat.say("快递丢了怎么赔")) == ["parcel_lost_or_damaged"]


def test_the_place_is_asked_for_where_answers_differ_and_kept(chat: WebChat) -> None:
    replies = chat.say("实体店买的衣服不喜欢能退吗")
    assert topics(replies) == ["return_offline_promise"]
    national = replies[0]["text"]
    replies = chat.tap(button(replies, "长春市"))
    assert "吉林省长春市" in replies[0]["text"]
    assert topics(replies) == ["return_offline_promise"]
    assert replies[-1]["text"] != national
    assert "0431" in texts(chat.say("我要投诉旅行社，打什么电话"))


def test_filing_is_offered_to_who_tells_of_a_wrong(chat: WebChat) -> None:
    assert not offers_filing(chat.say("消费者协会是干什么的"))
    replies = chat.say("鞋才穿三天鞋底就断了，店里说是我穿坏的不给换")
    assert offers_filing(replies)
    assert asked(chat.tap(button(replies, "帮我登记投诉"))) == "consent"


def test_consent_in_so_many_words_is_no_wish_to_be_forgotten(chat: WebChat) -> None:
    chat.say("我要投诉")
    assert asked(chat.say("好，我同意你们记录我的信息")) == "story"


def test_nobody_sees_why_unless_the_operator_asks_for_it(chat: WebChat) -> None:
    assert all("explanation" not in reply for reply in chat.say("网购七天无理由退货怎么退"))
