"""Examples shown in /openapi.json. Invented; tests hold them against the schemas."""

from typing import Any

ENTERPRISE_IN: dict[str, Any] = {
    "code": "chenguang_fitness",
    "name": "晨光健身服务有限公司",
    "aliases": ["晨光健身"],
    "shops": [{"platform": "示例商城", "shop": "晨光健身旗舰店"}],
    "uscc": "91350100M000100Y43",
    "region_code": "220100",
    "agency_id": None,
    "active": True,
}
ENTERPRISE_PATCH: dict[str, Any] = {"aliases": ["晨光健身", "晨光瑜伽"], "active": True}
ENTERPRISE_OUT: dict[str, Any] = {
    "id": "0192f3a0-2222-7d6e-8f70-1a2b3c4d5e6f",
    **ENTERPRISE_IN,
    "enrolled_at": "2026-11-20T02:30:00Z",
    "updated_at": "2026-11-20T02:30:00Z",
}
ENTERPRISE_PAGE: dict[str, Any] = {"enterprises": [ENTERPRISE_OUT], "next_cursor": None}
