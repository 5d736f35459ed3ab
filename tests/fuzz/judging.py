"""What holds for every answer to every hostile call."""

import re

import httpx
from sqlalchemy import text

from desk.store.base import Base
from desk.store.database import Database
from desk.store.models import load_models
from tests.fuzz.doors import Door
from tests.fuzz.planted import HEADER, MARK

CHINESE = re.compile(r"[\u4e00-\u9fff]")
TELLS = ("Traceback (most recent call last)", 'File "/', "sqlalchemy", "psycopg", "sqlite3")
# Written although the call is refused, on purpose.
COUNTED = frozenset(
    {
        "staff_throttles",  # failed sign-ins are counted
        "staff_sessions",
        "audit_log",  # and written down, as is a look at people that found nothing
        "audit_head",
        "visits",  # summed up beside the calls
        "visit_days",
        "insight_progress",
        "desk_events",
        "review_items",
    }
)
AWAY = {
    "/readyz": "the brain is not there",
    "/api/v1/webhooks/{endpoint_id}/test": "the other end is not there",
}


async def rows(database: Database) -> dict[str, int]:
    """How many rows each table has."""
    load_models()
    said = {"messages": " WHERE sender = 'user'"}  # what is answered comes when it comes
    names = sorted(name for name in Base.metadata.tables if name not in COUNTED)
    counted = " UNION ALL ".join(
        f"SELECT '{name}' AS t, count(*) AS n FROM {name}{said.get(name, '')}" for name in names
    )
    async with database.read() as session:
        return dict((await session.execute(text(counted))).all())


def faults(door: Door, answer: httpx.Response, body: str) -> list[str]:
    """What is wrong with an answer, in words."""
    wrong = []
    media_type = answer.headers.get("content-type", "").partition(";")[0]
    if answer.status_code >= 500 and door.good.template not in AWAY:
        wrong.append("a server error")
    if HEADER in answer.headers:
        wrong.append("a header of the caller's own")
    if any(tell in body for tell in TELLS):
        wrong.append("it tells of the inside")
    if media_type == "text/html" and (f"<{MARK}" in body or f"<script>{MARK}" in body):
        wrong.append("markup of the caller's own")
    if answer.headers.get("x-content-type-options") != "nosniff":
        wrong.append("no nosniff")
    if answer.status_code >= 400:
        wrong += _refusal(door, answer, media_type, body)
    return wrong


def _refusal(door: Door, answer: httpx.Response, media_type: str, body: str) -> list[str]:
    if media_type == "application/problem+json":
        told = answer.json()
        whole = told.get("code") and told["status"] == answer.status_code
        return (
            [] if whole and CHINESE.search(told.get("detail", "")) else ["a problem without code or sentence"]
        )
    if not door.is_page:
        return [f"a refusal as {media_type or 'nothing'}"]
    if answer.status_code == 401 and "hx-redirect" in answer.headers:
        return []
    return [] if media_type == "text/html" and CHINESE.search(body) else [f"a refusal as {media_type}"]
