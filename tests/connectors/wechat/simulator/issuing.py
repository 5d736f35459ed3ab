"""Access tokens as the platform issues them (section 2.1)."""

import datetime as dt
import itertools
from dataclasses import dataclass, field
from typing import Any

LIFETIME = dt.timedelta(hours=2)
OVERLAP = dt.timedelta(minutes=5)  # from here to its end a token has a successor, and both are good
FORCED_A_DAY, FORCED_APART = 20, dt.timedelta(seconds=30)
A_MINUTE = 10_000

_numbers = itertools.count(1)


@dataclass
class Issued:
    value: str
    ends: dt.datetime


def _answer(token: Issued, now: dt.datetime) -> dict[str, Any]:
    return {"access_token": token.value, "expires_in": int((token.ends - now).total_seconds())}


@dataclass
class TokenOffice:
    """Issues and checks the tokens of one account. stable_token and token know nothing of each other.

    log: the ways tokens were asked for, oldest first.
    """

    appid: str
    secret: str
    log: list[str] = field(default_factory=list)
    lifetime: dt.timedelta = LIFETIME
    _stable: list[Issued] = field(default_factory=list)
    _plain: list[Issued] = field(default_factory=list)
    _forced: list[dt.datetime] = field(default_factory=list)
    _asked: list[dt.datetime] = field(default_factory=list)

    def stable(self, body: dict[str, Any], *, now: dt.datetime) -> dict[str, Any]:
        """The answer of POST /cgi-bin/stable_token."""
        if fault := self._identity(body):
            return fault
        self._asked = [one for one in self._asked if now - one < dt.timedelta(minutes=1)]
        if len(self._asked) >= A_MINUTE:
            return {"errcode": 45011, "errmsg": "api minute-quota reach limit"}
        self._asked.append(now)
        if body.get("force_refresh"):
            return self._force(now)
        self.log.append("stable")
        if not self._stable or self._stable[-1].ends - now <= OVERLAP:
            self._stable = [one for one in self._stable if one.ends > now]
            self._stable.append(self._new(now))
        return _answer(self._stable[-1], now)

    def plain(self, query: dict[str, Any], *, now: dt.datetime) -> dict[str, Any]:
        """The answer of GET /cgi-bin/token: each call ends the token of the one before."""
        if fault := self._identity(query):
            return fault
        self.log.append("plain")
        self._plain = [self._new(now)]
        return _answer(self._plain[0], now)

    def judge(self, value: str, *, now: dt.datetime) -> int:
        """0, or the error code of a token."""
        if not value:
            return 41001
        for one in (*self._stable, *self._plain):
            if one.value == value:
                return 0 if now < one.ends else 42001
        return 40001

    def revoke(self) -> None:
        """Every token ends now, as when the operator resets the secret."""
        self._stable, self._plain = [], []

    def _force(self, now: dt.datetime) -> dict[str, Any]:
        day = [one for one in self._forced if now - one < dt.timedelta(days=1)]
        if len(day) >= FORCED_A_DAY or (day and now - day[-1] < FORCED_APART):
            return {"errcode": 45009, "errmsg": "reach max api daily quota limit"}
        self._forced = [*day, now]
        self.log.append("forced")
        self._stable = [self._new(now)]
        return _answer(self._stable[0], now)

    def _new(self, now: dt.datetime) -> Issued:
        # As long as real ones, so that a column or header too short for them is noticed.
        return Issued(f"{next(_numbers):04d}_" + "t" * 507, now + self.lifetime)

    def _identity(self, asked: dict[str, Any]) -> dict[str, Any] | None:
        if asked.get("grant_type") != "client_credential":
            return {"errcode": 40002, "errmsg": "invalid grant_type"}
        if asked.get("appid") != self.appid:
            return {"errcode": 40013, "errmsg": "invalid appid"}
        if asked.get("secret") != self.secret:
            return {"errcode": 40125, "errmsg": "invalid appsecret"}
        return None
