"""One WeChat Official Account, decoded once from the environment. Without WECHAT_APPID the connector is off."""

import dataclasses
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from urllib.parse import urlsplit

from connectors.wechat.crypto import InvalidKey, decode_key
from desk.settings import SettingsError

API_URL = "https://api.weixin.qq.com"
PATTERNS = {
    "WECHAT_APPID": (re.compile(r"wx[0-9a-f]{16}"), "18 characters, wx and 16 hexadecimal digits"),
    "WECHAT_SECRET": (re.compile(r"[0-9a-f]{32}"), "32 hexadecimal digits, the AppSecret"),
    "WECHAT_TOKEN": (re.compile(r"[A-Za-z0-9]{3,32}"), "3 to 32 letters and digits"),
    "WECHAT_ORIGINAL_ID": (re.compile(r"gh_[0-9a-z]{12}"), "the original id (原始ID), gh_ and 12 characters"),
}
WHERE = "see the account's settings page (设置与开发 > 开发接口管理)"


class Mode(Enum):
    """How the platform sends messages (消息加解密方式); must be what the account's settings page says."""

    PLAIN = "plain"  # 明文模式
    COMPATIBLE = "compatible"  # 兼容模式: clear and encrypted side by side
    SAFE = "safe"  # 安全模式: encrypted only; a clear message is refused


def bounded(default: float, low: float, high: float) -> float:
    """A number an operator may set between two bounds, as WECHAT_ and the field's name in capitals."""
    value: float = field(default=default, metadata={"low": low, "high": high})
    return value


def counted(default: int, low: int, high: int) -> int:
    """The same for a whole number."""
    value: int = field(default=default, metadata={"low": low, "high": high})
    return value


@dataclass(frozen=True)
class Numbers:
    """The numbers of section 5. Seconds, unless the name says otherwise."""

    passive_deadline: float = bounded(3.5, 0.1, 4.2)  # from arrival to the passive reply; then `success`
    hold_deadline: float = bounded(
        4.2, 0.1, 4.8
    )  # the latest answer to the last delivery, of passive-only accounts
    typing_after: float = bounded(1.0, 0.0, 60.0)
    debounce: float = bounded(0.7, 0.0, 3.0)  # how long a fragment waits for the next
    burst_parts: int = counted(3, 1, 10)  # messages
    burst_characters: int = counted(500, 1, 2_000)
    burst_longest: float = bounded(1.5, 0.0, 3.0)
    timestamp_skew: float = bounded(600.0, 30.0, 86_400.0)
    token_margin: float = bounded(300.0, 60.0, 300.0)  # a token with less left is fetched anew
    api_timeout: float = bounded(5.0, 1.0, 30.0)
    message_quota: int = counted(5, 1, 20)  # API messages after a user's message …
    message_window: float = bounded(48 * 3600, 60.0, 48 * 3600)  # … within this long
    click_quota: int = counted(3, 1, 20)  # after a menu click, subscribing or scanning …
    click_window: float = bounded(55.0, 1.0, 60.0)  # … within this long; the platform counts a minute
    chunk_bytes: int = counted(1_900, 100, 2_048)  # of UTF-8
    patience: float = bounded(5.0, 0.1, 10.0)  # the platform's: it then hangs up and delivers again …
    deliveries: int = counted(3, 1, 10)  # … until it has delivered a message so often


@dataclass(frozen=True)
class Account:
    """Everything about the account. Secrets are not printed."""

    appid: str
    secret: str = field(repr=False)
    token: str = field(repr=False)
    original_id: str  # gh_…: the platform's name of the account in every message
    mode: Mode = Mode.SAFE
    encoding_aes_key: str | None = field(default=None, repr=False)  # None in plain mode only
    customer_service: bool = True  # may it send messages by itself? Unverified accounts may not
    api_url: str = API_URL
    public_url: str | None = None  # the callback as the platform reaches it
    numbers: Numbers = Numbers()


def _text(environ: Mapping[str, str], name: str) -> str:
    pattern, shape = PATTERNS[name]
    value = environ.get(name, "").strip()
    if not value:
        raise SettingsError(f"{name} is not set, though WECHAT_APPID is; {WHERE}")
    if not pattern.fullmatch(value):
        # The value itself may be a secret in the wrong place: it is not repeated.
        raise SettingsError(f"{name} must be {shape}; {WHERE}")
    return value


def _mode(environ: Mapping[str, str]) -> Mode:
    raw = environ.get("WECHAT_MODE", "").strip().lower() or Mode.SAFE.value
    try:
        return Mode(raw)
    except ValueError:
        raise SettingsError(f"WECHAT_MODE must be plain, compatible or safe, not {raw!r}; {WHERE}") from None


def _key(environ: Mapping[str, str], mode: Mode) -> str | None:
    raw = environ.get("WECHAT_AES_KEY", "").strip()
    if not raw and mode is Mode.PLAIN:
        return None
    if not raw:
        raise SettingsError(f"WECHAT_AES_KEY is not set, and WECHAT_MODE={mode.value} needs it; {WHERE}")
    try:
        decode_key(raw)
    except InvalidKey:
        raise SettingsError(
            f"WECHAT_AES_KEY must be the EncodingAESKey, 43 letters and digits, not {len(raw)} characters; {WHERE}"
        ) from None
    return raw


def _switch(environ: Mapping[str, str], name: str, default: bool) -> bool:
    raw = environ.get(name, "").strip().lower()
    if raw not in {"", "true", "false"}:
        raise SettingsError(f"{name} must be true or false, not {raw!r}")
    return raw == "true" if raw else default


def _url(environ: Mapping[str, str], name: str) -> str | None:
    """An http(s) address without a trailing slash."""
    raw = environ.get(name, "").strip()
    if not raw:
        return None
    parts = urlsplit(raw)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise SettingsError(f"{name} must be an address like https://host/path, not {raw!r}")
    return raw.rstrip("/")


def _numbers(environ: Mapping[str, str]) -> Numbers:
    given: dict[str, Any] = {}
    for known in dataclasses.fields(Numbers):
        name, low, high = f"WECHAT_{known.name.upper()}", known.metadata["low"], known.metadata["high"]
        raw = environ.get(name, "").strip()
        if not raw:
            continue
        shape, kind = (
            (r"\d{1,9}", "whole number") if known.type is int else (r"\d{1,9}(\.\d{1,6})?", "number")
        )
        if not re.fullmatch(shape, raw, re.ASCII) or not low <= float(raw) <= high:
            raise SettingsError(f"{name} must be a {kind} from {low:g} to {high:g}, not {raw!r}")
        given[known.name] = int(raw) if known.type is int else float(raw)
    return Numbers(**given)


def _decoders(env: Mapping[str, str]) -> dict[str, Callable[[], Any]]:
    """How each field of Account is decoded."""
    return {
        "appid": lambda: _text(env, "WECHAT_APPID"),
        "secret": lambda: _text(env, "WECHAT_SECRET"),
        "token": lambda: _text(env, "WECHAT_TOKEN"),
        "original_id": lambda: _text(env, "WECHAT_ORIGINAL_ID"),
        "mode": lambda: _mode(env),
        "encoding_aes_key": lambda: _key(env, _mode(env)),
        "customer_service": lambda: _switch(env, "WECHAT_CUSTOMER_SERVICE", True),
        "api_url": lambda: _url(env, "WECHAT_API_URL") or API_URL,
        "public_url": lambda: _url(env, "WECHAT_PUBLIC_URL"),
        "numbers": lambda: _numbers(env),
    }


def faults(environ: Mapping[str, str]) -> list[str]:
    """Everything wrong with the settings of an account, a sentence each, without repeats."""
    found: dict[str, None] = {}
    for decode in _decoders(environ).values():
        try:
            decode()
        except SettingsError as error:
            found[str(error)] = None
    return list(found)


def read_account(environ: Mapping[str, str] | None = None) -> Account | None:
    """The account of the environment, or None when WeChat is off. Raises SettingsError with the variable's name."""
    env = os.environ if environ is None else environ
    if not env.get("WECHAT_APPID", "").strip():
        return None
    return Account(**{name: decode() for name, decode in _decoders(env).items()})
