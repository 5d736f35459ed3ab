"""Examples for /openapi.json; invented people."""

from typing import Any

from desk.cases.examples import CASE_OUT

PHONE: dict[str, Any] = {"phone": "+8613912345678"}
ERASURE_IN: dict[str, Any] = {**PHONE, "reason": "本人申请删除，已核对身份"}
REQUEST = "0192f3a0-9000-7000-8000-000000000001"
AT = "2026-11-20T02:30:00Z"

EXPORT: dict[str, Any] = {
    "request_id": REQUEST,
    "at": AT,
    "conversations": [
        {
            "id": "0192f3a0-1000-7000-8000-000000000001",
            "channel": "webchat",
            "created_at": AT,
            "last_activity_at": AT,
            "erased_at": None,
            "messages": [{"sender": "user", "at": AT, "content": {"text": "买的电饭煲不加热，店里不给换"}}],
            "explanations": [],
            "services": [],
            "notes": [],
            "labels": [],
            "kept_filings": [],
            "assistant_memory": {"id": "0192f3a0-1000-7000-8000-000000000001.0", "held": True},
        }
    ],
    "shared_conversations": [],
    "cases": [
        {
            "case": CASE_OUT,
            "timeline": [
                {
                    "what": "filed",
                    "at": AT,
                    "actor": "consumer:assistant",
                    "event": None,
                    "from_state": None,
                    "to_state": "submitted",
                    "grounds": [],
                    "reason": None,
                    "detail": {"channel": "webchat"},
                }
            ],
            "said": [],
            "restricted_at": None,
            "erased_at": None,
        }
    ],
    "mentions": [],
    "files": [],
    "callbacks": [
        {
            "ticket": "48201937",
            "state": "booked",
            "start": "2026-11-20T03:00:00Z",
            "phone": PHONE["phone"],
            "channel": "hotline",
            "created_at": AT,
        }
    ],
}

ERASURE: dict[str, Any] = {
    "request_id": REQUEST,
    "at": AT,
    "conversations": [
        {
            "id": "0192f3a0-1000-7000-8000-000000000001",
            "outcome": "erased",
            "law": "个人信息保护法 第四十七条第一款",
            "told": "会话内容、未提交的材料和助手的记忆已删除。",
        }
    ],
    "cases": [
        {
            "case_no": CASE_OUT["case_no"],
            "outcome": "restricted",
            "law": "个人信息保护法 第四十七条第二款",
            "told": "案件档案还在保存期限内（至2029-11-19），依法保存、不再作其他使用，也不再对任何人显示；期满自动删除。",
            "until": "2029-11-19T02:30:00Z",
        }
    ],
    "mentions": [],
    "outside": {"files": "随后执行，直到完成", "assistant": "随后执行，直到完成", "counters": "已清除"},
}
