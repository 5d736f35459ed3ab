"""Signing in by OpenID Connect, against a real provider on loopback."""

import dataclasses
import socket
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from joserfc.jwk import RSAKey
from sanic import Sanic
from sqlalchemy import select

from desk.audit.actions import AuditAction
from desk.console.guard import SIGN_IN
from desk.staff.model import StaffAccount
from desk.staff.oidc.provider import Provider
from desk.staff.roles import Role
from desk.staff.terms import OidcTerms
from desk.store.database import Database
from tests.desk.builders import FakeClock, audited, on_sqlite
from tests.desk.console.conftest import SignIn
from tests.desk.console.provider import CLIENT, SECRET, Office, provider_app
from tests.desk.console.staffing import staff_member

pytestmark = on_sqlite  # but for the linking itself, see test_both_databases…
START = "/console/oidc/start"
OUR_ROLES = {"desk-chiefs": Role.SUPERVISOR, "desk-agents": Role.AGENT, "desk-admins": Role.ADMIN}


@pytest.fixture
async def office(clock: FakeClock) -> AsyncIterator[Office]:
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    made = Office(issuer=f"http://127.0.0.1:{sock.getsockname()[1]}", now=int(clock().timestamp()))
    server = await provider_app(made).create_server(sock=sock, return_asyncio_server=True)
    assert server is not None
    await server.startup()
    yield made
    await server.close()
    for connection in server.connections:
        connection.close()


@pytest.fixture
async def browser(served: str, app: Sanic, office: Office) -> AsyncIterator[httpx.AsyncClient]:  # type: ignore[type-arg]
    callback = f"{served}/console/oidc/callback"
    terms = OidcTerms(office.issuer, CLIENT, SECRET, callback, "realm.roles", OUR_ROLES)
    app.ctx.oidc = Provider(terms)
    async with httpx.AsyncClient(base_url=served, trust_env=False, timeout=30) as client:
        yield client


async def back_from(browser: httpx.AsyncClient, path: str = START) -> str:
    """Go to the provider; the address that it sends the browser back to."""
    gone = await browser.get(path)
    assert gone.status_code == 303, gone.text
    async with httpx.AsyncClient(trust_env=False) as outside:
        answer = await outside.get(gone.headers["location"])
    assert answer.status_code == 302
    return answer.headers["location"]


async def round_trip(browser: httpx.AsyncClient, path: str = START) -> httpx.Response:
    return await browser.get(await back_from(browser, path))


async def everybody(database: Database) -> list[StaffAccount]:
    async with database.read() as session:
        return list(
            await session.scalars(select(StaffAccount).order_by(StaffAccount.created_at, StaffAccount.id))
        )


async def test_who_the_office_knows_is_in_with_the_role_it_names(
    browser: httpx.AsyncClient, database: Database, office: Office
) -> None:
    answer = await round_trip(browser, f"{START}?next=/console/profile")
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/profile")
    assert "张伟" in (await browser.get("/console/profile")).text
    (account,) = await everybody(database)
    assert (account.name, account.role, account.password_hash) == ("zhang.wei", Role.AGENT, None)
    assert (account.oidc_issuer, account.oidc_subject) == (office.issuer, "u-1001")
    actions = [(entry.action, entry.actor) for entry in await audited(database)]
    assert actions == [(AuditAction.STAFF_ADD, "oidc"), (AuditAction.STAFF_SIGN_IN, "staff:zhang.wei")]
    (asked,) = office.asked
    assert (asked["code_challenge_method"], asked["scope"].split()[0]) == ("S256", "openid")


async def test_coming_again_is_the_same_account_and_the_provider_is_not_asked_anew_for_its_keys(
    browser: httpx.AsyncClient, database: Database, office: Office
) -> None:
    for name in ("张伟", "张大伟"):
        office.claims |= {"name": name, "preferred_username": "somebody.else"}
        assert (await round_trip(browser)).status_code == 303
    assert len(await everybody(database)) == 1
    assert (office.discoveries, office.key_looks) == (1, 1)


async def test_a_changed_role_over_there_is_a_changed_role_here(
    browser: httpx.AsyncClient, database: Database, office: Office
) -> None:
    await round_trip(browser)
    office.claims["realm"] = {"roles": ["desk-agents", "desk-chiefs"]}  # the first of our settings decides
    await round_trip(browser)
    assert (await everybody(database))[0].role is Role.SUPERVISOR
    assert AuditAction.STAFF_CHANGE in {entry.action for entry in await audited(database)}


async def test_the_last_admin_stays_one_whatever_the_provider_says(
    browser: httpx.AsyncClient, database: Database, office: Office
) -> None:
    office.claims["realm"] = {"roles": ["desk-admins"]}
    await round_trip(browser)
    office.claims["realm"] = {"roles": ["desk-agents"]}
    assert (await round_trip(browser)).status_code == 303
    assert (await everybody(database))[0].role is Role.ADMIN


@pytest.mark.parametrize(
    "realm", [{"roles": ["office"]}, {"roles": []}, {"roles": "office"}, {}, None, [], "desk-agents"]
)
async def test_without_a_role_of_ours_nobody_comes_in(
    browser: httpx.AsyncClient, database: Database, office: Office, realm: Any
) -> None:
    office.claims["realm"] = realm
    assert (await round_trip(browser)).status_code == 403
    assert await everybody(database) == []


async def test_a_local_account_is_never_taken_over_by_its_name(
    browser: httpx.AsyncClient, database: Database
) -> None:
    local = await staff_member(database, Role.ADMIN, name="zhang.wei")
    assert (await round_trip(browser)).status_code == 303
    named = {account.name: account for account in await everybody(database)}
    assert named.keys() == {"zhang.wei", "zhang.wei-2"}
    assert named["zhang.wei"].oidc_subject is None
    assert named["zhang.wei-2"].id != local.id


async def test_somebody_disabled_here_does_not_come_in(
    browser: httpx.AsyncClient, database: Database, clock: FakeClock
) -> None:
    await round_trip(browser)
    async with database.write() as session:
        (await session.scalars(select(StaffAccount))).one().disabled_at = clock()
    assert (await round_trip(browser)).status_code == 401


WRONG_TOKENS: list[dict[str, Any]] = [
    {"iss": "https://elsewhere.example"},
    {"aud": "another-client"},
    {"aud": [CLIENT, "another-client"], "azp": "another-client"},
    {"aud": [CLIENT, "another-client"]},
    {"nonce": "another"},
    {"nonce": None},
    {"exp": 1},
    {"exp": None},
    {"iat": None},
    {"iat": 2**33},
    {"sub": None},
    {"sub": 7},
]


@pytest.mark.parametrize("wrong", WRONG_TOKENS, ids=str)
async def test_a_token_that_is_not_for_us_now_is_refused(
    browser: httpx.AsyncClient, database: Database, office: Office, wrong: dict[str, Any]
) -> None:
    office.token = wrong
    assert (await round_trip(browser)).status_code == 401
    assert await everybody(database) == []


async def test_a_token_signed_by_somebody_else_is_refused(
    browser: httpx.AsyncClient, database: Database, office: Office
) -> None:
    office.signs_with = RSAKey.generate_key(2048, {"kid": office.key.kid})
    assert (await round_trip(browser)).status_code == 401
    assert await everybody(database) == []


async def test_a_key_that_the_provider_began_to_use_is_fetched_but_not_more_often_than_once_a_minute(
    browser: httpx.AsyncClient, office: Office, clock: FakeClock
) -> None:
    assert (await round_trip(browser)).status_code == 303
    office.key = RSAKey.generate_key(2048, {"kid": "k2"})
    assert (await round_trip(browser)).status_code == 401
    assert office.key_looks == 1
    clock.advance(minutes=1)
    office.now = int(clock().timestamp())
    assert (await round_trip(browser)).status_code == 303
    assert office.key_looks == 2


async def test_an_answer_without_its_question_is_refused(
    browser: httpx.AsyncClient, served: str, office: Office
) -> None:
    """Another browser's answer, a state of nobody, a second use, and an answer that comes too late."""
    address = await back_from(browser)
    async with httpx.AsyncClient(base_url=served, trust_env=False) as other:
        assert (await other.get(address)).status_code == 401  # no flow of its own
        await other.get(START)
        assert (await other.get(address)).status_code == 401  # a flow, but another
    assert (await browser.get(address.replace("state=", "state=x"))).status_code == 401
    assert (await browser.get(address)).status_code == 303
    assert (await browser.get(address)).status_code == 401


async def test_an_answer_that_comes_too_late_is_refused(browser: httpx.AsyncClient, clock: FakeClock) -> None:
    address = await back_from(browser)
    clock.advance(minutes=11)
    assert (await browser.get(address)).status_code == 401


async def test_a_refusal_over_there_is_a_calm_page(browser: httpx.AsyncClient) -> None:
    address = (await back_from(browser)).partition("code=")[0] + "error=access_denied"
    state = (await back_from(browser)).rpartition("state=")[2]
    answer = await browser.get(f"{address}&state={state}")
    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("text/html")


async def test_a_provider_that_is_away_or_lies_about_its_name_is_said(
    browser: httpx.AsyncClient,
    app: Sanic,
    office: Office,  # type: ignore[type-arg]
) -> None:
    terms = app.ctx.oidc.terms
    app.ctx.oidc = Provider(dataclasses.replace(terms, issuer="http://127.0.0.1:9"))
    assert (await browser.get(START)).status_code == 503
    app.ctx.oidc = Provider(dataclasses.replace(terms, issuer=f"{office.issuer}/"))
    assert (await browser.get(START)).status_code == 503


async def test_without_a_provider_there_is_no_such_door(browser: httpx.AsyncClient, app: Sanic) -> None:  # type: ignore[type-arg]
    assert START in (await browser.get(SIGN_IN)).text
    app.ctx.oidc = None
    assert START not in (await browser.get(SIGN_IN)).text
    assert (await browser.get(START)).status_code == 404
    assert (await browser.get("/console/oidc/callback?code=x&state=x")).status_code == 404


async def test_a_session_from_before_ends(browser: httpx.AsyncClient, signed_in: SignIn) -> None:
    before = await signed_in(Role.REVIEWER)
    browser.cookies.set("xb_staff", before.http.cookies["xb_staff"], domain="127.0.0.1")
    assert (await round_trip(browser)).status_code == 303
    assert (await before.get("/password")).status_code == 303
