"""Examples shown in /openapi.json. Invented people and shops; tests hold them against the schemas."""

from typing import Any

ID = "0192f3a0-3333-7d6e-8f70-1a2b3c4d5e6f"
PROPOSAL_ID = "0192f3a0-4444-7d6e-8f70-1a2b3c4d5e6f"
MESSAGE_ID = "0192f3a0-5555-7d6e-8f70-1a2b3c4d5e6f"

CONVERSATION_ID = "0192f3a0-0000-7000-8000-000000000001"
_THERE: dict[str, Any] = {"conversation_id": CONVERSATION_ID}

CHOOSE_IN: dict[str, Any] = {**_THERE, "share_contact": False}
MESSAGE_IN: dict[str, Any] = {"message_id": MESSAGE_ID, "text": "您好，请问办卡时的门店是哪一家？"}
CONSUMER_MESSAGE_IN: dict[str, Any] = {**_THERE, "message_id": MESSAGE_ID, "text": "东区那家。"}
PROPOSAL_IN: dict[str, Any] = {
    "message_id": MESSAGE_ID,
    "terms": "三个工作日内退还未消费的金额，原路退回。",
    "refund_fen": 180_000,
}
REFUSAL_IN: dict[str, Any] = {"message_id": MESSAGE_ID, "reason": "我们认为合同已经履行完毕。"}
ACCEPTANCE_IN: dict[str, Any] = {**_THERE, "proposal_id": PROPOSAL_ID}
DECLINE_IN: dict[str, Any] = {**_THERE, "proposal_id": PROPOSAL_ID, "reason": "金额不对，应当退两千元。"}
END_IN: dict[str, Any] = {**_THERE, "reason": "不想再谈了。"}

MESSAGE: dict[str, Any] = {
    "id": PROPOSAL_ID,
    "author": "enterprise",
    "author_label": "商家",
    "kind": "proposal",
    "text": PROPOSAL_IN["terms"],
    "refund_fen": 180_000,
    "answer": None,
    "at": "2026-11-23T02:00:00Z",
}
_TALK: dict[str, Any] = {
    "id": ID,
    "state": "proposed",
    "state_label": "商家已提方案",
    "offered_at": "2026-11-21T01:30:01Z",
    "due_on": "2026-12-04",
    "due_on_provisional": False,
    "answered_at": "2026-11-23T02:00:00Z",
    "ended_at": None,
    "end_reason": None,
    "end_reason_label": None,
    "contact_shared": False,
    "recovered_fen": None,
}
CONSUMER: dict[str, Any] = {
    **_TALK,
    "case_no": "XB7K3M9TXA",
    "enterprise_name": "晨光健身服务有限公司",
    "proposal": MESSAGE,
    "messages": [MESSAGE],
}
SUMMARY: dict[str, Any] = {
    **_TALK,
    "complaint": {
        "product": "健身年卡",
        "purchased_on": "2026-05-03",
        "amount_fen": 268_000,
        "order_no": None,
        "purchase_channel": "门店",
        "platform": None,
        "shop": None,
        "problem": "办卡后门店停业，打电话没人接，余额不退。",
        "demands": ["refund"],
        "demand_text": "退回没用完的部分",
    },
    "consumer": {"name": "张**", "phone": "138********"},
}
ENTERPRISE: dict[str, Any] = {**SUMMARY, "proposal": MESSAGE, "messages": [MESSAGE]}
PAGE: dict[str, Any] = {"reconciliations": [SUMMARY], "next_cursor": None}
FIGURES: dict[str, Any] = {
    "code": "chenguang_fitness",
    "name": "晨光健身服务有限公司",
    "offered": 12,
    "answered": 11,
    "answered_in_time": 9,
    "answer_days": 3,
    "settled": 7,
    "failed": {"refused": 1, "ended": 1, "stopped": 0, "expired": 1},
    "withdrawn": 1,
    "running": 1,
    "median_days": 4.0,
    "recovered_fen": 965_000,
    "rate": 0.7,
}
