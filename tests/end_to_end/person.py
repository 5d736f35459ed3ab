"""A person who files a complaint: answers whatever is asked, by the slot that the question names."""

import zlib
from typing import Any

from operations.webchat import WebChat

Replies = list[dict[str, Any]]

STORY = "上个月15号在长春市欧亚商场买了件羽绒服花了1280，穿两次就钻绒，店里不给退，我要退款"
ANSWERS = {
    "story": STORY,
    "merchant": "欧亚商场",
    "merchant_address": "长春市朝阳区飞跃路欧亚卖场四楼",
    "platform": "淘宝",
    "product": "羽绒服",
    "purchase_date": "上个月15号",
    "amount": "1280",
    "demands": "退款",
    "name": "王小丽",
    "address": "长春市朝阳区红旗街道",
    "order_no": "123456789012",
}
TAPS = {"consent": "同意，开始", "route": "还是在这里登记"}


def phone_of(chat: WebChat) -> str:
    """Each conversation is another person: the same phone, business and thing would be one dispute and one case."""
    return f"138 {zlib.crc32(chat.token.encode()) % 10_000:04d} 5678"


def asked(replies: Replies) -> str | None:
    """The slot that is asked for."""
    return next((r["expects"]["slot"] for r in reversed(replies) if r.get("expects")), None)


def button(replies: Replies, title: str) -> str:
    """The payload of the newest button with this title."""
    return next(b["payload"] for r in reversed(replies) for b in r["quick_replies"] if b["title"] == title)


def texts(replies: Replies) -> str:
    return "\n".join(r["text"] or "" for r in replies)


def case_of(replies: Replies) -> dict[str, str] | None:
    return next((r["case"] for r in replies if r.get("case")), None)


def answer(chat: WebChat, replies: Replies, **own: str) -> Replies:
    """Answer the open question as this person would."""
    slot = asked(replies)
    assert slot is not None, texts(replies)
    if slot in TAPS and slot not in own:
        return chat.tap(button(replies, TAPS[slot]))
    return chat.say({**ANSWERS, "phone": phone_of(chat), **own}[slot])


def up_to(chat: WebChat, slot: str, replies: Replies | None = None, **own: str) -> Replies:
    """Begin a complaint if need be and answer everything until `slot` is asked for."""
    replies = replies if replies is not None else chat.say("我要投诉")
    for _ in range(25):
        if asked(replies) == slot:
            return replies
        replies = answer(chat, replies, **own)
    raise AssertionError(f"{slot} was never asked: {texts(replies)}")


def file_complaint(chat: WebChat, **own: str) -> dict[str, str]:
    """A whole complaint; returns its case card."""
    replies = up_to(chat, "submit_decision", **own)
    case = case_of(chat.tap(button(replies, "确认提交")))
    assert case is not None
    return case
