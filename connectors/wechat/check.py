"""`make wechat-check`: what is wrong with the settings of the account, in plain words, and what to do about it.

Everything it does is harmless: a token in normal mode, a list of staff, a look at our own callback.
"""

import asyncio
import datetime as dt
import re
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from enum import Enum
from urllib.parse import urlsplit

import httpx

from connectors.wechat.api import WeChatApi
from connectors.wechat.crypto import sign
from connectors.wechat.environment import environment_of_folder
from connectors.wechat.errors import ApiError, PassiveOnly, TryLater
from connectors.wechat.settings import WHERE, Account, Mode, faults, read_account
from connectors.wechat.tokens import InProcessTokens
from desk.clock import Clock, utc_now

TIMEOUT = 10.0  # seconds
NOTICED = dt.timedelta(seconds=60)  # a clock this far off is worth a word
STAFF_OFF = 65400  # the account never switched its customer service on
ADDRESS = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}|[0-9a-fA-F]*:[0-9a-fA-F:]+")

TOKEN_FAULTS = {
    40013: f"WECHAT_APPID is not known to the platform; {WHERE}",
    40125: f"WECHAT_SECRET is wrong, or was reset since; {WHERE}",
    40243: "the AppSecret is frozen; unfreeze it on the account's settings page",
    41002: "the platform got no appid",
    41004: "the platform got no secret",
    45009: "the account's daily calls are used up; they return at midnight",
    45011: "the account calls too often; is another program fetching tokens all the time?",
    50007: "the account is frozen",
}


class Level(Enum):
    """How bad it is; `FAULT` makes the command fail."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "FAULT"


@dataclass(frozen=True)
class Finding:
    """One line of the report."""

    level: Level
    about: str
    says: str

    def __str__(self) -> str:
        return f"{self.level.value:<8}{self.about}: {self.says}"


def ok(about: str, says: str) -> Finding:
    return Finding(Level.OK, about, says)


def warning(about: str, says: str) -> Finding:
    return Finding(Level.WARNING, about, says)


def fault(about: str, says: str) -> Finding:
    return Finding(Level.FAULT, about, says)


def check_settings(environ: Mapping[str, str]) -> list[Finding]:
    """What can be told without asking anybody."""
    if not environ.get("WECHAT_APPID", "").strip():
        return [fault("settings", f"WECHAT_APPID is not set, so WeChat is off; {WHERE}")]
    return [fault("settings", sentence) for sentence in faults(environ)]


def check_mode(account: Account) -> Finding:
    if account.mode is Mode.SAFE:
        return ok("mode", "safe: messages are encrypted and signed")
    return warning(
        "mode",
        f"{account.mode.value}: whoever sees one callback can forge others; prefer safe (安全模式), here and on the account's page",
    )


def _explain_token(error: ApiError) -> str:
    if error.code == 40164:
        found = ADDRESS.search(error.hint)
        address = found.group() if found else "this machine's public address"
        return (
            f"{address} is not on the IP white list (IP白名单) of the account's settings page; add it there"
        )
    if error.code in TOKEN_FAULTS:
        return TOKEN_FAULTS[error.code]
    if isinstance(error, TryLater):
        return "the platform does not answer as it should; may this machine reach it, and is WECHAT_API_URL right?"
    return f"the platform refused it with code {error.code}"


async def check_token(api: WeChatApi) -> Finding:
    try:
        fetched = await api.fetch_token()
    except ApiError as error:
        return fault("token", _explain_token(error))
    return ok("token", f"the platform gave one, good for {int(fetched.lifetime.total_seconds())} seconds")


def _without_permission(account: Account, error: PassiveOnly) -> Finding:
    about = "customer service"
    if error.after is not None:
        return warning(about, f"the platform takes no calls now (code {error.code}); ask again later")
    if account.customer_service:
        return fault(
            about,
            f"the account may not send messages by itself (code {error.code}); set WECHAT_CUSTOMER_SERVICE=false, "
            "or have the account verified (微信认证)",
        )
    return ok(
        about, "not permitted, and WECHAT_CUSTOMER_SERVICE=false says so: answers wait for the next message"
    )


async def check_customer_service(account: Account, api: WeChatApi) -> Finding:
    about = "customer service"
    try:
        await api.list_staff()
    except PassiveOnly as error:
        return _without_permission(account, error)
    except ApiError as error:
        if error.code == STAFF_OFF:
            return warning(
                about,
                "is not switched on (功能 > 客服) on the account's page; messages may work all the same",
            )
        return warning(about, f"the platform did not say ({error})")
    if not account.customer_service:
        return warning(
            about, "is permitted; without WECHAT_CUSTOMER_SERVICE=false late answers need not wait"
        )
    return ok(about, "the account may send messages by itself")


async def check_clock(account: Account, http: httpx.AsyncClient, *, now: dt.datetime) -> Finding:
    """Against the Date header of the platform; callbacks are refused when the clocks are too far apart."""
    try:
        response = await http.get(account.api_url)
        theirs = parsedate_to_datetime(response.headers["date"])
    except (httpx.HTTPError, KeyError, ValueError, TypeError):
        return warning("clock", "the platform did not tell its time")
    apart = abs(now - theirs)
    seconds = int(apart.total_seconds())
    if seconds > account.numbers.timestamp_skew:
        return fault(
            "clock", f"this machine's is {seconds} seconds off, so every message is refused; set it (NTP)"
        )
    if apart > NOTICED:
        return warning("clock", f"this machine's is {seconds} seconds off; set it (NTP)")
    return ok("clock", "agrees with the platform's")


def _odd_address(url: str) -> Finding | None:
    """What the platform itself would not accept."""
    parts = urlsplit(url)
    if parts.port not in (None, 80, 443):
        return fault(
            "callback", f"the platform calls ports 80 and 443 only, not {parts.port} of WECHAT_PUBLIC_URL"
        )
    if parts.scheme == "http":
        return warning(
            "callback", "WECHAT_PUBLIC_URL is http; https keeps messages from being read on the way"
        )
    return None


def _judge_callback(status: int, body: bytes, echo: str) -> Finding:
    about = "callback"
    if status == httpx.codes.OK and body == echo.encode():
        return ok(about, "answers the platform's verification")
    if status == httpx.codes.FORBIDDEN:
        return fault(
            about,
            "refuses our signature: the running desk has another WECHAT_TOKEN, or another clock; restart it",
        )
    if status == httpx.codes.NOT_FOUND:
        return fault(
            about,
            "is not found: is the path of WECHAT_PUBLIC_URL right, and was the desk started with WECHAT_APPID?",
        )
    if status == httpx.codes.OK:
        return fault(
            about,
            "does not answer with the echo alone: something between the platform and the desk changes it",
        )
    return fault(about, f"answers with status {status}")


async def check_callback(account: Account, http: httpx.AsyncClient, *, now: dt.datetime) -> list[Finding]:
    """A signed GET, as the platform sends it when the settings page is saved."""
    if account.public_url is None:
        return [warning("callback", "WECHAT_PUBLIC_URL is not set, so it cannot be looked at")]
    odd = _odd_address(account.public_url)
    timestamp, nonce, echo = str(int(now.timestamp())), secrets.token_hex(5), secrets.token_hex(10)
    query = {
        "signature": sign(account.token, timestamp, nonce),
        "timestamp": timestamp,
        "nonce": nonce,
        "echostr": echo,
    }
    try:
        response = await http.get(account.public_url, params=query)
    except httpx.HTTPError as error:
        found = fault(
            "callback", f"cannot be reached from here ({type(error).__name__}): name, port, proxy, firewall?"
        )
    else:
        found = _judge_callback(response.status_code, response.content, echo)
    return [found] if odd is None else [odd, found]


async def check(environ: Mapping[str, str], *, clock: Clock = utc_now) -> list[Finding]:
    """Every finding, in the order in which an operator would mend things."""
    if found := check_settings(environ):
        return found
    account = read_account(environ)
    assert account is not None  # its settings were just looked through
    api = WeChatApi(account, InProcessTokens(), clock=clock)
    findings = [ok("settings", f"complete for {account.appid}"), check_mode(account)]
    async with httpx.AsyncClient(timeout=TIMEOUT, trust_env=False) as http:
        findings.append(await check_clock(account, http, now=clock()))
        findings.append(token := await check_token(api))
        if token.level is Level.OK:
            findings.append(await check_customer_service(account, api))
        findings += await check_callback(account, http, now=clock())
    await api.close()
    return findings


def main() -> int:
    findings = asyncio.run(check(environment_of_folder()))
    for finding in findings:
        print(finding)
    return 1 if any(finding.level is Level.FAULT for finding in findings) else 0


if __name__ == "__main__":
    sys.exit(main())
