"""Examples shown in /openapi.json; tests hold them against the schemas."""

from typing import Any

ENTRY: dict[str, Any] = {
    "seq": 1207,
    "at": "2026-11-21T01:30:00Z",
    "actor": "client:nanguan",
    "action": "case:disclose",
    "subject": "case:0192f3a0-5b1c-7d6e-8f70-1a2b3c4d5e6f",
    "detail": {"purpose": "contact"},
    "reason": "联系投诉人补充购物凭证",
    "hash": "5f0c" * 16,
}
PAGE: dict[str, Any] = {"entries": [ENTRY], "next_cursor": None}
HEAD: dict[str, Any] = {"seq": 1207, "hash": "5f0c" * 16, "at": "2026-11-21T01:31:00Z"}
