"""Every route of the whole app is guarded, or open on purpose and listed here with the reason."""

import re
from typing import Any

import httpx
import pytest
from sanic import Sanic

from desk.app import create_app
from desk.clients import Scope
from desk.console.guard import SIGN_IN, access_of
from desk.settings import Settings
from desk.web.openapi import template_of
from desk.web.operations import operation_of
from tests.connectors.wechat.builders import account
from tests.desk.builders import on_sqlite, unique

# Open to everybody; each with the reason why.
OPEN = {
    "": "the chat page itself: people come without an account",
    "webchat/assets/<name:str>": "its script, style and pictures",
    "webchat/widget.js": "the script by which other sites show a button that opens it",
    "webchat/api/sessions": "begins a conversation: it gives the token that the rest of the page's API needs",
    "healthz": "says that the process runs, nothing else",
    "readyz": "says what works by name, for load balancers",
    "open-data/complaints.json": "published complaints, for everybody; limited by address",
    "open-data/complaints.csv": "the same as a table",
    "openapi.json": "the API's description; it tells nothing about anyone",
    "console/assets/<name:str>": "script and style of the console: the sign-in page needs them",
    "console/oidc/start": "the door of the console by the provider that the operator named; without one there is none",
    "console/oidc/callback": "the way back from there: state, nonce and PKCE tie it to the browser that went",
    "console/sign-in": "the door of the console; what is posted there is limited by name and by address",
}
CONSOLE = "console"
# Not for API clients, but closed in another way, which the test tries.
CLOSED_OTHERWISE = {
    "webchat/api/messages": "the session's own bearer token",
    "webchat/api/messages/<message_id:str>/feedback": "the session's own bearer token, and its own answers",
    "webchat/api/events": "the session's own bearer token",
    "webchat/api/typing": "the session's own bearer token",
    "webchat/api/attachments": "the session's own bearer token",
    "webhooks/hotline/webhook": "our contract's signature",
    "webhooks/hotline/aliyun": "the operator's secret in the address",
    "webhooks/hotline/jambonz": "the platform's signature or password",
    "webhooks/wechat/callback": "the platform's signature",
    "webchat/api/cases/<case_no:str>": "the session's own bearer token, and only cases of its conversation",
    "metrics": "METRICS_TOKEN, or the private network without a proxy",
}
PARAMETER = re.compile(r"\{[^}]+\}")
FROM_OUTSIDE = {"X-Forwarded-For": "203.0.113.9"}


@pytest.fixture
def app(settings: Settings) -> Sanic[Any, Any]:
    """With every connector there is."""
    Sanic.test_mode = True
    return create_app(settings, name=unique("desk"), wechat_account=account())


def is_console(path: str) -> bool:
    return path == CONSOLE or path.startswith(f"{CONSOLE}/")


def routes_of(app: Sanic[Any, Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for route in app.router.routes:
        found.setdefault(route.path.strip("/"), []).append(route)
    return found


@on_sqlite
@pytest.mark.usefixtures("served")
async def test_every_route_declares_a_known_scope_or_is_listed(app: Sanic[Any, Any]) -> None:
    routes = routes_of(app)
    assert len(routes) > 10
    for path, sharing in routes.items():
        for route in sharing:
            operation = operation_of(route.handler)
            if is_console(path):
                access = access_of(route.handler)
                assert access is not None, f"{path} of the console has no guard"
                assert access.is_open == (path in OPEN), path
                assert access.permission is not None or len(access.reason) > 10, f"{path} says no reason"
                assert operation is None, path
            elif path in OPEN or path in CLOSED_OTHERWISE:
                assert operation is None, f"{path} is listed as open, but declares a scope"
            else:
                assert operation is not None, f"{path} declares nothing and is not listed"
                assert operation.scope in set(Scope), path


@on_sqlite
@pytest.mark.usefixtures("served")
async def test_lists_name_no_route_that_is_gone(app: Sanic[Any, Any]) -> None:
    assert (OPEN.keys() | CLOSED_OTHERWISE.keys()) <= routes_of(app).keys()
    assert not OPEN.keys() & CLOSED_OTHERWISE.keys()


@on_sqlite
async def test_what_is_not_open_turns_strangers_away(served: str, app: Sanic[Any, Any]) -> None:
    async with httpx.AsyncClient(
        base_url=served, headers=FROM_OUTSIDE, trust_env=False, timeout=30
    ) as stranger:
        for path, sharing in routes_of(app).items():
            if path in OPEN:
                continue
            url = PARAMETER.sub("x", template_of(path))
            for route in sharing:
                for method in route.methods:
                    answer = await stranger.request(method, url)
                    if is_console(path) and method in ("GET", "HEAD"):
                        assert answer.status_code == 303, f"{method} {path}"
                        assert answer.headers["location"].startswith(SIGN_IN)
                        continue
                    assert answer.status_code in (401, 403), f"{method} {path}"
