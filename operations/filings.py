"""Filings for tests and benchmarks: invented people and shops, each a dispute of its own."""

import datetime as dt
from typing import Any


def a_filing(number: int, *, now: dt.datetime) -> dict[str, Any]:
    """The body of POST /api/v1/cases; `number` makes person, order and story different from every other one."""
    told = now.isoformat()
    return {
        "kind": "complaint",
        "channel": "webchat",
        "conversation_id": f"load-{number}",
        "submitted_at": told,
        "complainant": {
            "name": "赵一钱二"[number % 3 :][:2],
            "phone": f"+86138{number % 10**8:08}",
            "address": f"长春市朝阳区同志街{number}号",
        },
        "consent": {"personal_data_at": told, "mediation": True},
        "respondent": {
            "name": f"示例商行{number % 997}",
            "address": f"长春市南关区大经路{number % 300}号",
            "phone": "0431-88990011",
        },
        "purchase": {
            "product": ("电饭煲", "羽绒服", "健身年卡", "手机", "沙发")[number % 5],
            "purchased_on": f"2026-{number % 10 + 1:02}-{number % 28 + 1:02}",
            "amount_fen": 10_000 + number % 100_000,
            "order_no": f"L{number:012}",
        },
        "problem": f"用了两次就坏了，店里不给退，第{number}次去说也没有用。" * 3,
        "demands": ["refund"],
        "region": "长春",
    }
