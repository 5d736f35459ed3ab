"""A case backend behind /api/v1 (DESIGN.md, docs/case-backend.md), spoken to with requests in threads of its own."""

import asyncio
import contextvars
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

from actions.case_backend.answers import (
    NOT_FOUND,
    TOO_OFTEN,
    accepted,
    anybodys_case,
    code_of,
    own_case,
    read,
    reconciliation_of,
)
from actions.case_backend.port import (
    CaseSummary,
    Filing,
    Origin,
    Reconciliation,
    TooManyTries,
    Unreachable,
)
from actions.case_backend.transport import USUAL, Patience, Request, Response, Transport

WORKERS = 8  # calls at once; more wait, within their deadline
GRACE = 0.5  # seconds beyond the deadline, for an answer that is just coming in
PAGE = "20"  # cases of one conversation; nobody tells more in one


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
        listed = read(lambda: [(case.get("duplicate_of"), own_case(case)) for case in page["cases"]])
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
        if response.status == 422 or (response.status == 404 and code_of(response) == NOT_FOUND):
            return None
        return read(lambda: anybodys_case(accepted(response)))

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

    async def reconciliation(self, case_no: str, origin: Origin) -> Reconciliation:
        asked = {"conversation_id": origin.conversation_id}
        return await self._reconciliation(Request("GET", _talk_path(case_no), params=asked))

    async def choose_reconciliation(
        self, case_no: str, origin: Origin, *, share_contact: bool | None
    ) -> Reconciliation:
        return await self._talk(case_no, "", origin, share_contact=share_contact)

    async def say(self, case_no: str, origin: Origin, *, text: str, message_id: str) -> Reconciliation:
        return await self._talk(case_no, "/messages", origin, text=text, message_id=message_id)

    async def accept(self, case_no: str, origin: Origin, *, proposal_id: str) -> Reconciliation:
        return await self._talk(case_no, "/acceptance", origin, proposal_id=proposal_id)

    async def decline(
        self, case_no: str, origin: Origin, *, proposal_id: str, reason: str | None
    ) -> Reconciliation:
        return await self._talk(case_no, "/decline", origin, proposal_id=proposal_id, reason=reason)

    async def end_reconciliation(self, case_no: str, origin: Origin, *, reason: str | None) -> Reconciliation:
        return await self._talk(case_no, "/end", origin, reason=reason)

    async def _talk(self, case_no: str, what: str, origin: Origin, **told: Any) -> Reconciliation:
        """What the consumer does in a reconciliation: sent again, it does the same, so it may be."""
        body = {"conversation_id": origin.conversation_id, **told}
        return await self._reconciliation(
            Request("POST", _talk_path(case_no) + what, body=body, repeatable=True)
        )

    async def _reconciliation(self, request: Request) -> Reconciliation:
        talk = await self._answer(request)
        return read(lambda: reconciliation_of(talk))

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
        return read(lambda: own_case(case))

    async def _answer(self, request: Request) -> Any:
        return accepted(await self._send(request))

    async def _send(self, request: Request) -> Response:
        """Off the event loop. A thread that overruns is let go: what it sends carries a key, or changes nothing."""
        sending = asyncio.get_running_loop().run_in_executor(
            self._threads, contextvars.copy_context().run, self._transport.send, request
        )
        try:
            return await asyncio.wait_for(sending, self._transport.patience.deadline + GRACE)
        except TimeoutError as error:
            raise Unreachable("deadline") from error


def _path(case_no: str) -> str:
    return f"/cases/{quote(case_no, safe='')}"


def _talk_path(case_no: str) -> str:
    return f"{_path(case_no)}/reconciliation"
