"""Every setting by its name. A test keeps the list and the code alike; whatever else begins like ours is a slip."""

from collections.abc import Mapping
from dataclasses import fields
from difflib import get_close_matches

from connectors.wechat.settings import Numbers
from operations.doctor.finding import Finding, mind, well

PREFIXES = ("XIAOBAO_", "WECHAT_", "HOTLINE_")
KNOWN = frozenset(
    {
        "ACTIONS_HOST", "ACTIONS_PORT", "ACTIONS_URL", "ASSISTANT_PER_MINUTE",
        "BRAIN_DATABASE_URL", "BRAIN_PORT", "BRAIN_TOKEN", "BRAIN_URL",
        "CASE_API_TOKEN", "DATABASE_URL", "DESK_HOST", "DESK_PORT", "DESK_URL", "KNOWLEDGE_URL", "METRICS_TOKEN", "REDIS_URL",
        "SMS_SECRET", "SMS_URL",
        "HOTLINE_ALIYUN_TOKENS", "HOTLINE_AREA_CODE", "HOTLINE_JAMBONZ_ADDRESS", "HOTLINE_JAMBONZ_AGENTS",
        "HOTLINE_JAMBONZ_BASIC", "HOTLINE_JAMBONZ_SECRETS", "HOTLINE_KEYS", "HOTLINE_PUBLIC_URL", "HOTLINE_QUEUE",
        "XIAOBAO_BACKUPS", "XIAOBAO_BEHIND_PROXY", "XIAOBAO_CALLBACK_CAPACITY", "XIAOBAO_CALLBACK_DAYS", "XIAOBAO_CALLBACK_HOURS",
        "XIAOBAO_CALLBACK_MINUTES", "XIAOBAO_CERTIFICATE", "XIAOBAO_CHAT_THROWAWAY", "XIAOBAO_CONSOLE_HTTPS",
        "XIAOBAO_DATA", "XIAOBAO_DEBUG", "XIAOBAO_DIGEST_KEY", "XIAOBAO_FILES", "XIAOBAO_KEY",
        "XIAOBAO_HANDOFF_ANSWER_MINUTES", "XIAOBAO_HANDOFF_CLAIM_MINUTES", "XIAOBAO_HANDOFF_CLOSE_MINUTES",
        "XIAOBAO_HANDOFF_GONE_MINUTES", "XIAOBAO_HANDOFF_REMIND_MINUTES",
        "XIAOBAO_LOG_FORMAT", "XIAOBAO_MOST_WAITING", "XIAOBAO_RELEASE", "XIAOBAO_REQUIRE", "XIAOBAO_RETAIN_CASE_DAYS",
        "XIAOBAO_RETAIN_CONVERSATION_DAYS", "XIAOBAO_RETAIN_IDEMPOTENCY_DAYS", "XIAOBAO_RETAIN_WITHDRAWN_DAYS",
        "XIAOBAO_S3_ENDPOINT", "XIAOBAO_S3_PATH_STYLE", "XIAOBAO_SERVICE_HOURS", "XIAOBAO_STAFF_IDLE_MINUTES",
        "XIAOBAO_CONSOLE_URL", "XIAOBAO_OIDC_CLIENT_ID", "XIAOBAO_OIDC_CLIENT_SECRET", "XIAOBAO_OIDC_ISSUER",
        "XIAOBAO_OIDC_ROLES", "XIAOBAO_OIDC_ROLE_CLAIM", "XIAOBAO_REVIEW_TWO_PEOPLE", "XIAOBAO_STAFF_SESSION_HOURS", "XIAOBAO_TOTP_ROLES",
        "XIAOBAO_WEBHOOKS_PRIVATE", "XIAOBAO_WIDGET_ORIGINS",
    }
)  # fmt: skip
WECHAT = frozenset(
    {
        "WECHAT_AES_KEY", "WECHAT_API_URL", "WECHAT_APPID", "WECHAT_CUSTOMER_SERVICE", "WECHAT_MODE",
        "WECHAT_ORIGINAL_ID", "WECHAT_PUBLIC_URL", "WECHAT_SECRET", "WECHAT_TOKEN",
        *(f"WECHAT_{field.name.upper()}" for field in fields(Numbers)),
    }
)  # fmt: skip


def check_names(environ: Mapping[str, str]) -> Finding:
    """Names that begin like ours and are none: a value set under them is set for nobody."""
    known = KNOWN | WECHAT
    unknown = sorted(name for name in environ if name.startswith(PREFIXES) and name not in known)
    if not unknown:
        return well("settings", f"{sum(name in known for name in environ)} settings, every name is known")
    told = []
    for name in unknown:
        near = get_close_matches(name, known, 1, 0.8)
        told.append(f"{name} (did you mean {near[0]}?)" if near else name)
    return mind("settings", f"unknown: {', '.join(told)}", "correct the name or remove it; nothing reads it")
