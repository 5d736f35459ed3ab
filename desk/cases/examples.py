"""Examples shown in /openapi.json. Invented people and shops; tests hold them against the schemas."""

from typing import Any

_RESPONDENT = {
    "name": "晨光健身服务有限公司",
    "address": "示例市东区中心路88号",
    "platform": None,
    "shop": None,
    "contact": None,
    "phone": None,
}
_PURCHASE = {
    "product": "健身年卡",
    "purchased_on": "2026-05-03",
    "purchased_on_text": "五一那几天",
    "amount_fen": 268_000,
    "amount_text": "两千六百八",
    "order_no": None,
    "channel": "门店",
}
_TOLD: dict[str, Any] = {
    "channel": "webchat",
    "conversation_id": "0192f3a0-0000-7000-8000-000000000001",
    "submitted_at": "2026-11-21T01:30:00Z",
    "consent": {
        "personal_data_at": "2026-11-21T01:20:00Z",
        "publication": None,
        "mediation": True,
        "delegation": None,
        "reconciliation": None,
    },
    "respondent": _RESPONDENT,
    "purchase": _PURCHASE,
    "problem": "办卡后门店停业，打电话没人接，余额不退。",
    "demands": ["refund"],
    "demand_text": "退回没用完的部分",
    "topic": "prepaid_card_refund",
    "region": "示例市东区",
    "region_code": "220102",
    "category": "prepaid_card",
    "known_on": "2026-11-02",
    "happened_on": None,
    "happened_where": None,
    "prior_handling": "none",
    "representative": None,
    "joint": None,
    "source_ref": None,
    "attachments": [],
}

CASE_IN: dict[str, Any] = {
    "kind": "complaint",
    "complainant": {"name": "张小明", "phone": "+8613800138000", "address": "示例市东区幸福街1号2单元301"},
    **_TOLD,
}

CASE_OUT: dict[str, Any] = {
    "id": "0192f3a0-5b1c-7d6e-8f70-1a2b3c4d5e6f",
    "case_no": "XB7K3M9TXA",
    "kind": "complaint",
    "state": "submitted",
    "state_label": "已登记",
    "created_at": "2026-11-21T01:30:01Z",
    "decide_by": "2026-12-01",
    "decide_by_provisional": False,
    "linked_case_nos": [],
    "received_again": False,
    "next_step": "您的投诉已登记，编号XB7K3M9TXA。登记不等于受理：接下来由有权处理的部门审核。",
    "warnings": [],
    "complainant": {"name": "张**", "phone": "138****8000", "address": "示例市东区****"},
    **_TOLD,
    "agency_id": "0192f3a0-1111-7d6e-8f70-1a2b3c4d5e6f",
    "duplicate_of": None,
    "accepted_at": None,
    "closed_at": None,
    "recovered_fen": None,
    "satisfaction": None,
}

CASE_PAGE: dict[str, Any] = {"cases": [CASE_OUT], "next_cursor": None}
LOOKUP_IN: dict[str, Any] = {"case_no": "XB7K3M9TXA", "phone_last4": "8000", "conversation_id": None}
CASE_STATUS: dict[str, Any] = {
    name: CASE_OUT[name]
    for name in ("case_no", "state", "state_label", "created_at", "decide_by", "next_step")
}

SERVICE: dict[str, Any] = {
    "code": "prepaid_card",
    "name": "预付卡、会员卡",
    "description": "充值办卡后的纠纷",
    "authority": "市场监督管理部门或行业主管部门",
    "fields": [{"pointer": "/respondent/name", "label": "商家名称", "required": True}],
}
SERVICE_LIST: dict[str, Any] = {"services": [SERVICE]}

DUPLICATE_QUERY: dict[str, Any] = {
    "kind": "complaint",
    "phone": "+8613800138000",
    "respondent": "晨光健身服务有限公司",
    "order_no": None,
    "product": "健身年卡",
    "amount_fen": 268_000,
    "purchased_on": "2026-05-03",
}
_DUPLICATE: dict[str, Any] = {
    "case_no": "XB7K3M9TXA",
    "state": "submitted",
    "state_label": "已登记",
    "created_at": "2026-11-21T01:30:01Z",
    "same": [],
}
DUPLICATES: dict[str, Any] = {"certain": _DUPLICATE, "possible": [{**_DUPLICATE, "same": ["product"]}]}

TRANSITION_IN: dict[str, Any] = {
    "event": "reject",
    "grounds": ["16-4"],
    "reason": "购买至今已超过三年。",
    "due_on": None,
    "agency": None,
    "duplicate_of": None,
    "recovered_fen": None,
    "officer": "li.17",
}
UPDATE_IN: dict[str, Any] = {
    "kind": "supplement",
    "text": "补一张办卡合同的照片。",
    "attachments": [],
    "channel": "webchat",
    "conversation_id": "0192f3a0-0000-7000-8000-000000000001",
}
SATISFACTION_IN: dict[str, Any] = {
    "rating": 4,
    "comment": "处理得挺快。",
    "conversation_id": "0192f3a0-0000-7000-8000-000000000001",
}
CASE_PATCH: dict[str, Any] = {
    "respondent": {"address": "示例市东区中心路90号"},
    "reason": "核对营业执照后更正",
    "officer": "li.17",
}
TIMELINE: dict[str, Any] = {
    "case_no": "XB7K3M9TXA",
    "lines": [
        {
            "id": "0192f3a0-5b1c-7d6e-8f70-1a2b3c4d5e70",
            "what": "filed",
            "label": "登记",
            "event": None,
            "from_state": None,
            "to_state": "submitted",
            "grounds": [],
            "grounds_text": None,
            "actor": "consumer:assistant",
            "reason": None,
            "detail": {"channel": "webchat"},
            "at": "2026-11-21T01:30:01Z",
        }
    ],
}
