"""A case backend behind /api/v1 (DESIGN.md, docs/case-backend.md), spoken to with requests in threads of its own."""

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from urllib.parse import quote

from actions.case_backend.port import (
    CaseSummary,
    CaseUnknown,
    Filing,
    NotNow,
    Origin,
    Refused,
    TooManyTries,
    Unreachable,
)
from actions.case_backend.transport import USUAL, Patience, Request, Response, Transport

log = logging.getLogger("actions.case_backend")

T = TypeVar("T")

WORKERS = 8  # calls at once; more wait, within their deadline
GRACE = 0.5  # seconds beyond the deadline, for an answer that is just coming in
PAGE = "20"  # cases of one conversation; nobody tells more in one

TOO_OFTEN = 429
# The operator's or the moment's fault, not the complaint's: the same thing may be sent again later.
PASSING = frozenset({401, 403, 408, 409, 425, TOO_OFTEN})
NO_SUCH_PATH = frozenset({"", "not_found"})  # codes of a 404 that speaks of no case and no file
NOT_FOUND = "case_not_found"
BARS = frozenset({"update_not_allowed", "not_rateable", "transition_not_allowed"})
# Ended, but nothing was handled that could be rated.
NOTHING_TO_RATE = frozenset({"withdrawn", "merged"})
NEEDS_INFO = "needs_info"


class HttpCaseBackend:
    """See port.CaseBackend. One for the process."""

    def __init__(self, base_url: str, token: str, *, patience: Patience = USUAL) -> None:
        self._transport = Transport(
            base_url.rstrip("/") + "/api/v1", token, patience=patience, connections=WORKERS
        )
        self._threads = ThreadPoolExecutor(WORKERS, thread_name_prefix="case-backend")

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._transport.close()

    async def file_case(self, filing: Filing, *, key: str) -> CaseSummary:
        return await self._case(Request("POST", "/cases", body=filing, key=key))

    async def cases_of(self, conversation_id: str) -> tuple[CaseSummary, ...]:
        query = {"conversation_id": conversation_id, "limit": PAGE}
        page = await self._answer(Request("GET", "/cases", params=query))
        listed = _read(lambda: [(case.get("duplicate_of"), _own(case)) for case in page["cases"]])
        shown = {case.case_no: case for merged_into, case in listed if merged_into is None}
        for merged_into, _ in listed:
            if merged_into is not None and merged_into not in shown:  # told before, in another conversation
                shown[merged_into] = await self._case(Request("GET", _path(merged_into)))
        return tuple(sorted(shown.values(), key=lambda case: case.created_at, reverse=True))

    async def look_up(self, case_no: str, phone_last4: str, *, conversation_id: str) -> CaseSummary | None:
        asked = {"case_no": case_no, "phone_last4": phone_last4, "conversation_id": conversation_id}
        response = await self._send(Request("POST", "/cases:lookup", body=asked))
        if response.status == TOO_OFTEN:
            raise TooManyTries
        if response.status == 422 or (response.status == 404 and _code(response) == NOT_FOUND):
            return None
        return _read(lambda: _anybodys(_accepted(response)))

    async def supplement(
        self, case_no: str, origin: Origin, *, text: str | None, attachments: tuple[str, ...], key: str
    ) -> CaseSummary:
        return await self._update(case_no, "supplement", origin, text, attachments, key)

    async def withdraw(self, case_no: str, origin: Origin, *, key: str) -> CaseSummary:
        return await self._update(case_no, "withdraw", origin, None, (), key)

    async def rate(
        self, case_no: str, origin: Origin, *, rating: int, comment: str | None, key: str
    ) -> CaseSummary:
        body = {"rating": rating, "comment": comment, "conversation_id": origin.conversation_id}
        return await self._case(Request("POST", f"{_path(case_no)}/satisfaction", body=body, key=key))

    async def _update(
        self,
        case_no: str,
        kind: str,
        origin: Origin,
        text: str | None,
        attachments: tuple[str, ...],
        key: str,
    ) -> CaseSummary:
        body = {
            "kind": kind,
            "text": text,
            "attachments": list(attachments),
            "conversation_id": origin.conversation_id,
            "channel": origin.channel,
        }
        return await self._case(Request("POST", f"{_path(case_no)}/updates", body=body, key=key))

    async def _case(self, request: Request) -> CaseSummary:
        case = await self._answer(request)
        return _read(lambda: _own(case))

    async def _answer(self, request: Request) -> Any:
        return _accepted(await self._send(request))

    async def _send(self, request: Request) -> Response:
        """Off the event loop. A thread that overruns is let go: what it sends carries a key, or changes nothing."""
        sending = asyncio.get_running_loop().run_in_executor(self._threads, self._transport.send, request)
        try:
            return await asyncio.wait_for(sending, self._transport.patience.deadline + GRACE)
        except TimeoutError as error:
            raise Unreachable("deadline") from error


def _path(case_no: str) -> str:
    return f"/cases/{quote(case_no, safe='')}"


def _code(response: Response) -> str:
    body = response.body if isinstance(response.body, dict) else {}
    return str(body.get("code") or "")


def _accepted(response: Response) -> Any:
    """The body of a success. Raises what port.py says for anything else."""
    if 200 <= response.status < 300:
        return response.body
    code = _code(response)
    log.warning("case api -> %s %s", response.status, code)
    if response.status == 404 and code == NOT_FOUND:
        raise CaseUnknown
    if response.status == 409 and code in BARS:
        raise NotNow(code)
    no_such_path = response.status == 404 and code in NO_SUCH_PATH
    if response.status >= 500 or response.status < 400 or response.status in PASSING or no_such_path:
        raise Unreachable(f"{response.status} {code}")
    body = response.body if isinstance(response.body, dict) else {}
    errors = tuple(error for error in body.get("errors") or () if isinstance(error, dict))
    raise Refused(response.status, code, errors)


def _read(decode: Callable[[], T]) -> T:
    """What an answer says. Raises Unreachable for one that is no case: a proxy's page, a backend half updated."""
    try:
        return decode()
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        log.error("case api answer unreadable: %s", type(error).__name__)  # noqa: TRY400 - it may quote a case
        raise Unreachable("answer unreadable") from error


def _anybodys(case: Mapping[str, Any]) -> CaseSummary:
    """CaseStatus: what number and digits open."""
    return CaseSummary(
        case_no=case["case_no"],
        state_label=case["state_label"],
        created_at=dt.datetime.fromisoformat(case["created_at"]),
        next_step=case["next_step"],
    )


def _own(case: Mapping[str, Any]) -> CaseSummary:
    """CaseOut: a case of who asks. Members a simpler backend leaves out take nothing away but what they offer."""
    state, has_ended = case["state"], case.get("closed_at") is not None
    return CaseSummary(
        case_no=case["case_no"],
        state_label=case["state_label"],
        created_at=dt.datetime.fromisoformat(case["created_at"]),
        next_step=case["next_step"],
        linked=tuple(case.get("linked_case_nos") or ()),
        respondent=(case.get("respondent") or {}).get("name"),
        is_open=not has_ended,
        awaits_material=state == NEEDS_INFO,
        may_be_rated=has_ended and state not in NOTHING_TO_RATE and case.get("satisfaction") is None,
        received_again=bool(case.get("received_again")),
    )
