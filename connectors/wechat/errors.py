"""What the platform's error codes mean for us: one table (section 2.4), and the exceptions a sender acts on."""

import datetime as dt
from dataclasses import dataclass
from enum import Enum

MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)


class Action(Enum):
    """What to do about an answer."""

    RETRY = "retry"  # busy: twice at once, then later
    REFRESH_TOKEN = "refresh_token"  # noqa: S105 - once, and once again; then later, with an alarm
    UNREACHABLE = "unreachable"  # this person gets nothing any more
    REUPLOAD = "reupload"  # the media is gone after three days
    CONFIG_FAULT = "config_fault"  # the operator must act; see `make wechat-check`
    NUMBERED_FALLBACK = "numbered_fallback"  # this account has no menus in messages
    SPLIT = "split"  # too long: again in pieces of half the size, once
    PASSIVE_ONLY = "passive_only"  # nothing but replies to messages, for now or until the operator acts
    WINDOW_CLOSED = "window_closed"  # wait for the person's next message
    QUOTA_USED = "quota_used"  # the same, or the next passive reply
    IGNORE = "ignore"  # a courtesy that failed
    BUG = "bug"  # we sent what must not be sent; sending it again does not help


class ApiError(Exception):
    """The platform did not do what was asked. `code`: its errcode, None when there was no answer to read.

    `hint` is the platform's own explanation, for the operator's check. It can name a person or an address: not
    for logs, and not part of str().
    """

    def __init__(self, code: int | None = None, hint: str = "") -> None:
        super().__init__(f"{type(self).__name__} {code}" if code is not None else type(self).__name__)
        self.code = code
        self.hint = hint


class TryLater(ApiError):
    """Nothing is wrong that time does not heal. after: how long to wait.

    unsure: the request left us and no answer came; what it asked for may have been done.
    """

    def __init__(
        self,
        code: int | None = None,
        hint: str = "",
        *,
        after: dt.timedelta = MINUTE,
        unsure: bool = False,
    ) -> None:
        super().__init__(code, hint)
        self.after = after
        self.unsure = unsure


class TokenRefused(TryLater):
    """A fresh token was refused as well: somebody else fetches tokens for this account, or the secret changed."""


class WindowClosed(ApiError):
    """The person has not written for too long, or has left. Deliver at their next message."""


class QuotaUsed(ApiError):
    """As many messages as the last contact allows were sent. Deliver in the next passive reply."""


class Unreachable(ApiError):
    """The person left, blocked the account or never was one. Nothing will arrive."""


class PassiveOnly(ApiError):
    """The account may not send by itself. after: when to try again; None: when the operator has acted."""

    def __init__(self, code: int | None = None, hint: str = "", *, after: dt.timedelta | None = None) -> None:
        super().__init__(code, hint)
        self.after = after


class ConfigFault(ApiError):
    """appid, secret or address white list: no call can succeed until the operator has acted."""


class MediaGone(ApiError):
    """The media id is unknown or older than three days: upload it again, or do without."""


class MediaRefused(ApiError):
    """Media we do not take: larger than allowed, or a video, of which the platform only gives an address."""


class NumbersInstead(ApiError):
    """Choices must be plain numbered text; for all of this account when the code is 40200."""


class TooLong(ApiError):
    """Longer than one message may be: split at half the size, once."""


class Ignored(ApiError):
    """A courtesy that failed; callers of the API never see it."""


class OurFault(ApiError):
    """A programming error here. Not to be sent again as it is."""


class UnknownCode(OurFault):
    """A code that is in no table; treated as our fault until somebody has read about it."""


@dataclass(frozen=True)
class Row:
    """One code. after: how long to wait before the next try, where that is known."""

    action: Action
    meaning: str
    after: dt.timedelta | None = None


TABLE: dict[int, Row] = {
    -1: Row(Action.RETRY, "system busy"),
    40001: Row(Action.REFRESH_TOKEN, "token or secret invalid"),
    40014: Row(Action.REFRESH_TOKEN, "token invalid"),
    41001: Row(Action.REFRESH_TOKEN, "token missing"),
    42001: Row(Action.REFRESH_TOKEN, "token expired"),
    40003: Row(Action.UNREACHABLE, "openid invalid"),
    43004: Row(Action.UNREACHABLE, "does not follow"),
    43019: Row(Action.UNREACHABLE, "on the black list"),
    48002: Row(Action.UNREACHABLE, "wants no messages"),
    40007: Row(Action.REUPLOAD, "media id invalid or expired"),
    40013: Row(Action.CONFIG_FAULT, "appid invalid"),
    40125: Row(Action.CONFIG_FAULT, "secret invalid"),
    40164: Row(Action.CONFIG_FAULT, "our address is not on the white list"),
    40243: Row(Action.CONFIG_FAULT, "secret frozen"),
    41002: Row(Action.CONFIG_FAULT, "appid missing"),
    41004: Row(Action.CONFIG_FAULT, "secret missing"),
    50007: Row(Action.CONFIG_FAULT, "account frozen"),
    40033: Row(Action.BUG, "escaped characters in the JSON"),
    40200: Row(Action.NUMBERED_FALLBACK, "account type without menus in messages"),
    46003: Row(Action.IGNORE, "no menu exists"),
    45098: Row(Action.NUMBERED_FALLBACK, "menu list too long"),
    45099: Row(Action.NUMBERED_FALLBACK, "menu item too long"),
    44004: Row(Action.BUG, "empty text"),
    45002: Row(Action.SPLIT, "text too long"),
    45008: Row(Action.BUG, "more than one article"),
    45009: Row(Action.PASSIVE_ONLY, "daily quota of calls used", HOUR),
    45011: Row(Action.PASSIVE_ONLY, "calls too frequent", MINUTE),
    45015: Row(Action.WINDOW_CLOSED, "no message for too long, or left"),
    45047: Row(Action.QUOTA_USED, "as many messages as allowed"),
    45072: Row(Action.IGNORE, "typing: wrong command"),
    45080: Row(Action.IGNORE, "typing: no message in the last 30 seconds"),
    45081: Row(Action.IGNORE, "typing: already shown"),
    48001: Row(Action.PASSIVE_ONLY, "no permission for this call"),
    48004: Row(Action.PASSIVE_ONLY, "call banned"),
    50002: Row(Action.PASSIVE_ONLY, "account restricted"),
}

EXCEPTIONS: dict[Action, type[ApiError]] = {
    Action.RETRY: TryLater,
    Action.REFRESH_TOKEN: TokenRefused,
    Action.UNREACHABLE: Unreachable,
    Action.REUPLOAD: MediaGone,
    Action.CONFIG_FAULT: ConfigFault,
    Action.NUMBERED_FALLBACK: NumbersInstead,
    Action.SPLIT: TooLong,
    Action.PASSIVE_ONLY: PassiveOnly,
    Action.WINDOW_CLOSED: WindowClosed,
    Action.QUOTA_USED: QuotaUsed,
    Action.IGNORE: Ignored,
    Action.BUG: OurFault,
}


def action_of(code: int) -> Action:
    """What to do about a code other than 0; an unknown one is a BUG until it is in the table."""
    row = TABLE.get(code)
    return row.action if row else Action.BUG


def error_of(code: int, hint: str = "") -> ApiError:
    """The exception for a code other than 0."""
    row = TABLE.get(code)
    if row is None:
        return UnknownCode(code, hint)
    if row.action is Action.PASSIVE_ONLY:
        return PassiveOnly(code, hint, after=row.after)
    return EXCEPTIONS[row.action](code, hint)
