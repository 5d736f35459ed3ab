"""HTTP with a deadline: one pooled session, retries of what is safe, and none while the other side is away.

Blocking; http.py runs it in threads.
"""

import json
import logging
import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, NewConnectionError

from actions.case_backend.breaker import Breaker
from actions.case_backend.port import Unreachable
from telemetry.trace import onward

log = logging.getLogger("actions.case_backend")

GATEWAY_AWAY = frozenset({502, 503, 504})
TOO_MANY = 429
IN_FLIGHT = 409
LARGEST = 2 * 2**20  # bytes of an answer; a page of ten cases is a hundredth of it
CHUNK = 64 * 2**10  # bytes


@dataclass(frozen=True)
class Patience:
    """Seconds, except `tries`. A turn must leave room for the brain, so a call is over after `deadline`."""

    connect: float = 1.0
    read: float = 4.0  # between two pieces of an answer
    deadline: float = 6.0  # of a call with all its tries and pauses
    tries: int = 4
    first_pause: float = 0.1  # doubled after each try, and shortened by chance: callers must not come in step
    longest_pause: float = 1.5


USUAL = Patience()


@dataclass(frozen=True)
class Request:
    """path: below the base. key: makes a POST repeatable; repeatable: it is so without one, by what it does."""

    method: str
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    key: str | None = None
    repeatable: bool = False

    @property
    def is_repeatable(self) -> bool:
        """Whether sending it twice does what sending it once does."""
        return self.method == "GET" or self.key is not None or self.repeatable


@dataclass(frozen=True)
class Response:
    """body: the decoded JSON; None where there was none."""

    status: int
    body: Any
    retry_after: float | None = None  # seconds


class _Lost(Exception):
    """No answer. never_sent: no connection came about, so nothing can have been carried out."""

    def __init__(self, why: str, *, never_sent: bool = False) -> None:
        super().__init__(why)
        self.never_sent = never_sent


class Transport:
    """Threads share it. A requests.Session is safe to share as long as nobody changes it: headers are set once,
    no cookie is ever kept, redirects are not followed, and nothing is read from the environment."""

    def __init__(
        self,
        base: str,
        token: str,
        *,
        patience: Patience = USUAL,
        connections: int = 8,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._base, self.patience = base.rstrip("/"), patience
        self._clock, self._sleep, self._breaker = clock, sleep, Breaker(clock)
        self._chance, self._chance_lock = random.Random(), threading.Lock()  # noqa: S311 - spreads callers
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.headers["Authorization"] = f"Bearer {token}"
        # As many connections as threads; urllib3's own retries know nothing of keys and deadlines.
        adapter = HTTPAdapter(pool_connections=1, pool_maxsize=connections, max_retries=0, pool_block=True)
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)

    def close(self) -> None:
        self._session.close()

    def send(self, request: Request) -> Response:
        """The answer, whatever its status. Raises Unreachable when nobody gave one within the deadline."""
        began_at = self._clock()
        if not self._breaker.admits():
            raise Unreachable("away a moment ago")
        try:
            response = self._until_deadline(request, began_at + self.patience.deadline)
        except _Lost as lost:
            self._breaker.failed(began_at=began_at)
            log.warning("case api %s: %s", request.method, lost)
            raise Unreachable(str(lost)) from lost
        if response.status in GATEWAY_AWAY:
            self._breaker.failed(began_at=began_at)
        else:
            self._breaker.answered()
        return response

    def _until_deadline(self, request: Request, deadline: float) -> Response:
        """Try until an answer is final. Raises _Lost, or returns the last answer when time or tries are over."""
        for attempt in range(1, self.patience.tries + 1):
            is_last = attempt == self.patience.tries
            pause = self._pause(attempt)
            try:
                response = self._once(request, deadline)
            except _Lost as lost:
                may_repeat = request.is_repeatable or lost.never_sent
                if is_last or not may_repeat or not self._fits(pause, deadline):
                    raise
            else:
                if is_last or not self._may_pass(request, response):
                    return response
                pause = max(pause, response.retry_after or 0.0)
                if not self._fits(pause, deadline):
                    return response
            self._sleep(pause)
        raise AssertionError("the last try returns or raises")

    @staticmethod
    def _may_pass(request: Request, response: Response) -> bool:
        """Whether the same request, sent again in a moment, may be answered otherwise."""
        if not request.is_repeatable:
            return False
        asked_to_wait = response.status in (TOO_MANY, IN_FLIGHT) and response.retry_after is not None
        return asked_to_wait or response.status in GATEWAY_AWAY

    def _pause(self, attempt: int) -> float:
        longest = min(self.patience.first_pause * 2 ** (attempt - 1), self.patience.longest_pause)
        with self._chance_lock:
            return self._chance.uniform(longest / 2, longest)

    def _fits(self, pause: float, deadline: float) -> bool:
        return self._clock() + pause < deadline

    def _once(self, request: Request, deadline: float) -> Response:
        left = max(deadline - self._clock(), 0.001)
        headers = {"Idempotency-Key": request.key} if request.key else {}
        headers.update(onward())
        if request.body is not None:
            headers["Content-Type"] = "application/json"
        try:
            with self._session.request(
                request.method,
                self._base + request.path,
                params=dict(request.params),
                data=None if request.body is None else json.dumps(request.body, ensure_ascii=False).encode(),
                headers=headers,
                timeout=(min(self.patience.connect, left), min(self.patience.read, left)),
                allow_redirects=False,
                stream=True,
            ) as response:
                content = self._content(response, deadline)
        except requests.RequestException as error:
            raise _Lost(type(error).__name__, never_sent=_was_never_sent(error)) from error
        except (HTTPError, OSError) as error:
            raise _Lost(type(error).__name__) from error
        return Response(response.status_code, _decoded(content), _retry_after(response))

    def _content(self, response: requests.Response, deadline: float) -> bytes:
        """Read piece by piece: the timeout of requests is the longest silence, and drops keep it from running out."""
        content = b""
        while piece := response.raw.read1(CHUNK, decode_content=True):
            content += piece
            if len(content) > LARGEST:
                raise _Lost("answer too long")
            if self._clock() > deadline:
                raise _Lost("deadline")
        return content


def _was_never_sent(error: requests.RequestException) -> bool:
    if isinstance(error, requests.ConnectTimeout):
        return True
    inner = error.args[0] if error.args else None
    return isinstance(getattr(inner, "reason", None), NewConnectionError)


def _decoded(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None


def _retry_after(response: requests.Response) -> float | None:
    """Seconds; the header's other form, a date, no backend of cases sends."""
    value = response.headers.get("Retry-After", "")
    return float(value) if value.isascii() and value.isdigit() else None
