"""Cases and staff for the tests of the case pages: filed with the desk's own reactions, as the running desk would."""

import re
from typing import Any

import httpx
from sanic import Sanic

from desk.cases.model import Case
from tests.desk.builders import FakeClock
from tests.desk.clocks.casework import Casework
from tests.desk.console.conftest import StaffClient

TOKEN = re.compile(r'name="token" value="([0-9a-f-]{36})"')
VERSION = re.compile(r'name="version" value="(\d+)"')


def casework_of(app: Sanic[Any, Any], clock: FakeClock) -> Casework:
    """The running desk's own database, vault and reactions."""
    desk = app.ctx.desk
    return Casework(desk.database, desk.cases, clock)


def token_in(page: httpx.Response) -> str:
    found = TOKEN.search(page.text)
    assert found is not None, page.text[:500]
    return found[1]


async def fill(client: StaffClient, path: str, **fields: Any) -> dict[str, Any]:
    """The hidden fields of the form on a page, and what is typed."""
    page = await client.get(path)
    assert page.status_code == 200, page.text
    version = VERSION.search(page.text)
    hidden = {"token": token_in(page)} | ({} if version is None else {"version": version[1]})
    return hidden | fields


async def send(client: StaffClient, path: str, form_at: str | None = None, **fields: Any) -> httpx.Response:
    """Open the form and send it."""
    return await client.post(path, data=await fill(client, form_at or path, **fields))


def path_of(case: Case, rest: str = "") -> str:
    return f"/cases/{case.case_no}{rest}"
