"""What an enterprise does at a running desk: it enrols through the desk's own service, and speaks through the API."""

import datetime as dt
import uuid
from typing import Any

import requests

from desk.clients.registry import Scope
from desk.clients.schemas import ClientIn
from desk.clients.service import add_client
from desk.context import build_context
from desk.enterprises.schemas import EnterpriseIn
from desk.enterprises.service import enrol as enrol_enterprise
from desk.settings import read_settings
from operations.processes import Stack

OPERATOR = "operator:test"
TIMEOUT = 20  # seconds
_keys: dict[tuple[str, str], str] = {}  # by desk and name: the API key of the enterprise


async def enrol(stack: Stack, name: str) -> None:
    """An enterprise with an API client of its own; once a desk."""
    if (stack.url, name) in _keys:
        return
    now, code = dt.datetime.now(dt.UTC), f"e{uuid.uuid4().hex[:10]}"
    desk = build_context(read_settings(stack.env), lambda: now)
    try:
        async with desk.database.write() as session:
            known = await enrol_enterprise(
                session, desk.vault, EnterpriseIn(code=code, name=name), actor=OPERATOR, now=now
            )
            told = ClientIn(name=code, scopes=[Scope.ENTERPRISE], enterprise_id=known.id)
            issued = await add_client(session, desk.vault, told, actor=OPERATOR, now=now)
    finally:
        await desk.database.close()
    _keys[stack.url, name] = issued.key


async def propose(stack: Stack, case_no: str, terms: str, refund_fen: int) -> str:
    """Propose terms for the newest offer; the number of the case is what no enterprise learns. Its id."""
    talk = speak(stack, await _enterprise_of(stack, case_no), "proposals", terms=terms, refund_fen=refund_fen)
    return str(talk["proposal"]["id"])


def speak(stack: Stack, name: str, what: str, **words: Any) -> dict[str, Any]:
    """Say something to whoever complained last: `messages`, `proposals` or `refusal`."""
    headers, base = (
        {"Authorization": f"Bearer {_keys[stack.url, name]}"},
        f"{stack.url}/api/v1/reconciliations",
    )
    offers = requests.get(base, headers=headers, timeout=TIMEOUT).json()["reconciliations"]
    body = {"message_id": str(uuid.uuid4()), **words}
    answer = requests.post(f"{base}/{offers[0]['id']}/{what}", headers=headers, json=body, timeout=TIMEOUT)
    answer.raise_for_status()
    told: dict[str, Any] = answer.json()
    return told


async def _enterprise_of(stack: Stack, case_no: str) -> str:
    headers = {"Authorization": f"Bearer {stack.env['CASE_API_TOKEN']}"}
    case = requests.get(f"{stack.url}/api/v1/cases/{case_no}", headers=headers, timeout=TIMEOUT).json()
    return str(case["respondent"]["name"])
