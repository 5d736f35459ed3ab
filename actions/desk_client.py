"""The case API as the actions use it. Any backend behind the same API can stand there."""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import requests

log = logging.getLogger("actions.desk")


class CaseApiUnreachable(Exception):
    """No usable answer: whether the request was carried out is unknown; the same key may be sent again."""


class TooManyTries(Exception):
    """Numbers were looked up too often from this conversation."""


class CaseApiRefused(Exception):
    """The API refused the request for good. `errors` are its field errors."""

    def __init__(self, status: int, code: str, errors: tuple[dict[str, str], ...] = ()) -> None:
        super().__init__(f"{status} {code}")
        self.status, self.code, self.errors = status, code, errors


TOO_OFTEN = 429
# The operator's or the moment's fault, not the complaint's.
RETRYABLE = frozenset({401, 403, 404, 408, 409, 425, TOO_OFTEN})


@dataclass(frozen=True)
class CaseSummary:
    """A case as the person may know it."""

    case_no: str
    state_label: str
    created_at: str
    next_step: str
    linked: tuple[str, ...] = ()


def _summary(case: dict[str, Any]) -> CaseSummary:
    return CaseSummary(
        case["case_no"],
        case["state_label"],
        case["created_at"],
        case["next_step"],
        tuple(case.get("linked_case_nos") or ()),
    )


class DeskClient:
    """Blocking; the actions call it in a thread. One session a process keeps connections open."""

    def __init__(self, base_url: str, token: str, timeout: float) -> None:
        self._base, self._timeout = base_url.rstrip("/") + "/api/v1", timeout
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers["Authorization"] = f"Bearer {token}"

    def file_case(self, body: dict[str, Any], idempotency_key: str) -> CaseSummary:
        """File once: the same key gives the same case. Raises CaseApiUnreachable, CaseApiRefused."""
        return _summary(self._call("POST", "/cases", json=body, headers={"Idempotency-Key": idempotency_key}))

    def cases_of(self, conversation_id: str) -> tuple[CaseSummary, ...]:
        """The cases filed in a conversation, newest first. Raises CaseApiUnreachable, CaseApiRefused."""
        page = self._call("GET", "/cases", params={"conversation_id": conversation_id, "limit": "10"})
        return tuple(_summary(case) for case in page["cases"])

    def look_up(self, case_no: str, phone_last4: str, conversation_id: str) -> CaseSummary | None:
        """The case, or None when number and digits do not match one. Tries are counted by conversation.

        Raises TooManyTries, CaseApiUnreachable, CaseApiRefused.
        """
        asked = {"case_no": case_no, "phone_last4": phone_last4, "conversation_id": conversation_id}
        try:
            return _summary(self._call("POST", "/cases:lookup", json=asked, passing={404, 422, TOO_OFTEN}))
        except CaseApiRefused as refusal:
            if refusal.status == TOO_OFTEN:
                raise TooManyTries from refusal
            if refusal.status in (404, 422):
                return None
            raise

    def _call(self, method: str, path: str, *, passing: Collection[int] = (), **arguments: Any) -> Any:
        """`passing`: statuses that are answers here, not faults of the moment."""
        try:
            response = self._session.request(method, self._base + path, timeout=self._timeout, **arguments)
        except requests.RequestException as error:
            log.warning("case api %s %s: %s", method, path, type(error).__name__)
            raise CaseApiUnreachable(type(error).__name__) from error
        if response.ok:
            return response.json()
        problem = self._problem(response)
        log.warning("case api %s %s -> %s %s", method, path, response.status_code, problem.get("code"))
        if response.status_code >= 500 or response.status_code in RETRYABLE - frozenset(passing):
            raise CaseApiUnreachable(str(response.status_code))
        raise CaseApiRefused(
            response.status_code, problem.get("code", ""), tuple(problem.get("errors") or ())
        )

    @staticmethod
    def _problem(response: requests.Response) -> dict[str, Any]:
        try:
            body = response.json()
        except ValueError:
            return {}
        return body if isinstance(body, dict) else {}
