"""Signing in and out over HTTP."""

import httpx
import pytest
from sanic import Sanic

from desk.audit.actions import AuditAction
from desk.console.guard import SIGN_IN
from desk.console.navigation import AREAS
from desk.staff.roles import Role, may
from desk.store.database import Database
from tests.desk.builders import FakeClock, audited, on_sqlite
from tests.desk.console.conftest import SignIn, csrf_in
from tests.desk.console.staffing import PASSWORD, staff_member

NEW_PASSWORD = "河边 的 蓝色 雨伞 七把"


@pytest.fixture
async def browser_of(served: str):  # type: ignore[no-untyped-def]
    """A browser that nobody is signed in with."""
    async with httpx.AsyncClient(base_url=served, trust_env=False, timeout=30) as client:
        yield client


async def try_signing_in(client: httpx.AsyncClient, name: str, password: str, **more: str) -> httpx.Response:
    csrf = csrf_in(await client.get(SIGN_IN))
    return await client.post(SIGN_IN, data={"csrf": csrf, "name": name, "password": password, **more})


async def test_who_knows_name_and_password_is_in(database: Database, browser_of: httpx.AsyncClient) -> None:
    account = await staff_member(database, name="zhang.wei")
    answer = await try_signing_in(browser_of, " Zhang.Wei ", PASSWORD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/")
    assert (await browser_of.get("/console/password")).status_code == 200
    entry = (await audited(database))[-1]
    assert (entry.action, entry.actor) == (AuditAction.STAFF_SIGN_IN, "staff:zhang.wei")
    assert entry.subject == f"staff:{account.id}"


@on_sqlite
@pytest.mark.parametrize(
    ("name", "password"), [("li", PASSWORD), ("wang", PASSWORD + "!"), ("", ""), ("wang", "")]
)
async def test_who_does_not_stays_outside(
    database: Database, browser_of: httpx.AsyncClient, name: str, password: str
) -> None:
    await staff_member(database, name="wang")
    answer = await try_signing_in(browser_of, name, password)
    assert answer.status_code == 401
    assert (await browser_of.get("/console/password")).headers["location"].startswith(SIGN_IN)


@on_sqlite
async def test_an_unknown_name_and_a_wrong_password_are_answered_alike(
    database: Database, browser_of: httpx.AsyncClient
) -> None:
    await staff_member(database, name="wang")
    unknown, wrong = [await try_signing_in(browser_of, name, "x" * 12) for name in ("nobody", "wang")]
    assert unknown.text.replace("nobody", "wang") == wrong.text


async def test_a_page_is_found_again_after_the_sign_in(
    database: Database, browser_of: httpx.AsyncClient
) -> None:
    await staff_member(database, name="wang")
    turned = await browser_of.get("/console/password?x=1")
    assert turned.headers["location"] == f"{SIGN_IN}?next=%2Fconsole%2Fpassword%3Fx%3D1"
    answer = await try_signing_in(browser_of, "wang", PASSWORD, next="/console/password?x=1")
    assert answer.headers["location"] == "/console/password?x=1"


@on_sqlite
@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example",
        "//evil.example",
        "/console//evil.example",
        "/\\evil.example",
        "/",
        "javascript:1",
    ],
)
async def test_nobody_is_led_elsewhere_after_the_sign_in(
    database: Database, browser_of: httpx.AsyncClient, elsewhere: str
) -> None:
    await staff_member(database, name="wang")
    answer = await try_signing_in(browser_of, "wang", PASSWORD, next=elsewhere)
    assert answer.headers["location"] == "/console/"


@on_sqlite
async def test_a_one_time_password_opens_nothing_but_the_page_that_changes_it(
    database: Database, browser_of: httpx.AsyncClient
) -> None:
    await staff_member(database, Role.ADMIN, name="wang", must_change=True)
    await try_signing_in(browser_of, "wang", PASSWORD)
    turned = await browser_of.get("/console/")
    assert turned.headers["location"].startswith("/console/password")
    form = {"old": PASSWORD, "new": NEW_PASSWORD, "again": NEW_PASSWORD}
    csrf = csrf_in(await browser_of.get("/console/password"))
    changed = await browser_of.post("/console/password", data={**form, "csrf": csrf})
    assert changed.status_code == 303
    assert (await browser_of.get("/console/")).headers["location"] != "/console/password"
    assert (await browser_of.get("/console/people")).status_code == 200
    assert (await audited(database))[-1].action is AuditAction.STAFF_PASSWORD


async def test_a_changed_password_signs_every_other_browser_out(signed_in: SignIn, served: str) -> None:
    here = await signed_in(Role.AGENT)
    async with httpx.AsyncClient(base_url=served, trust_env=False, timeout=30) as elsewhere:
        await try_signing_in(elsewhere, here.account.name, PASSWORD)
        assert (await elsewhere.get("/console/password")).status_code == 200
        form = {"old": PASSWORD, "new": NEW_PASSWORD, "again": NEW_PASSWORD}
        assert (await here.post("/password", form)).status_code == 303
        assert (await here.get("/password")).status_code == 200
        assert (await elsewhere.get("/console/password")).status_code == 303
        assert (await try_signing_in(elsewhere, here.account.name, PASSWORD)).status_code == 401
        assert (await try_signing_in(elsewhere, here.account.name, NEW_PASSWORD)).status_code == 303


async def test_signing_out_ends_the_session_and_not_only_the_cookie(signed_in: SignIn) -> None:
    staff = await signed_in(Role.AGENT)
    kept = dict(staff.http.cookies)
    assert (await staff.post("/sign-out")).headers["location"] == SIGN_IN
    assert "xb_staff" not in staff.http.cookies
    staff.http.cookies.update(kept)
    assert (await staff.get("/password")).status_code == 303


async def test_signing_out_everywhere_ends_every_session(
    signed_in: SignIn, served: str, database: Database
) -> None:
    here = await signed_in(Role.AGENT)
    async with httpx.AsyncClient(base_url=served, trust_env=False, timeout=30) as elsewhere:
        await try_signing_in(elsewhere, here.account.name, PASSWORD)
        await here.post("/sign-out-everywhere")
        assert (await elsewhere.get("/console/password")).status_code == 303
    assert (await audited(database))[-1].action is AuditAction.STAFF_SIGN_OUT


@on_sqlite
async def test_a_session_ends_after_an_hour_without_use_and_not_before(
    signed_in: SignIn, clock: FakeClock
) -> None:
    staff = await signed_in(Role.AGENT)
    for _ in range(3):
        clock.advance(minutes=59)
        assert (await staff.get("/password")).status_code == 200
    clock.advance(minutes=60)
    assert (await staff.get("/password")).status_code == 303


@on_sqlite
async def test_a_session_ends_after_twelve_hours_however_busy(signed_in: SignIn, clock: FakeClock) -> None:
    staff = await signed_in(Role.AGENT)
    for _ in range(23):
        clock.advance(minutes=30)
        assert (await staff.get("/password")).status_code == 200
    clock.advance(minutes=30)
    assert (await staff.get("/password")).status_code == 303


@on_sqlite
async def test_a_token_from_before_the_sign_in_is_worth_nothing_after_it(
    database: Database, browser_of: httpx.AsyncClient, signed_in: SignIn
) -> None:
    """Session fixation: whoever planted a cookie in a browser must not be signed in by it as who signs in there."""
    planted = await signed_in(Role.REVIEWER)
    await staff_member(database, name="wang")
    as_planted = {"Cookie": f"xb_staff={planted.http.cookies['xb_staff']}"}
    form = {"csrf": planted.csrf, "name": "wang", "password": PASSWORD}
    answer = await browser_of.post(SIGN_IN, data=form, headers=as_planted)
    assert answer.status_code == 303
    assert answer.cookies["xb_staff"] != planted.http.cookies["xb_staff"]
    assert (await browser_of.get("/console/password", headers=as_planted)).status_code == 303


@on_sqlite
async def test_cookies_are_out_of_reach_for_scripts_and_other_sites(
    database: Database, browser_of: httpx.AsyncClient
) -> None:
    await staff_member(database, name="wang")
    answer = await try_signing_in(browser_of, "wang", PASSWORD)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("xb_staff=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    assert "max-age" not in cookie.lower()


@on_sqlite
async def test_behind_tls_cookies_are_secure_and_bound_to_the_host(
    database: Database, browser_of: httpx.AsyncClient, terms_changed
) -> None:  # type: ignore[no-untyped-def]
    terms_changed(https=True)
    await staff_member(database, name="wang")
    page = await browser_of.get(SIGN_IN)
    visit = page.headers["set-cookie"]
    assert visit.startswith("__Host-xb_visit=")
    headers = {"Cookie": visit.split(";")[0]}
    form = {"csrf": csrf_in(page), "name": "wang", "password": PASSWORD}
    cookie = (await browser_of.post(SIGN_IN, data=form, headers=headers)).headers["set-cookie"]
    assert cookie.startswith("__Host-xb_staff=")
    assert {"Secure", "HttpOnly", "Path=/"} <= set(cookie.split("; "))
    plain = {"Cookie": cookie.split(";")[0].removeprefix("__Host-")}
    assert (await browser_of.get("/console/password", headers=plain)).status_code == 303


@on_sqlite
async def test_a_form_without_the_token_of_its_session_is_refused(signed_in: SignIn) -> None:
    staff, other = await signed_in(Role.ADMIN), await signed_in(Role.ADMIN)
    for csrf in ("", "0" * 64, other.csrf):
        answer = await staff.http.post(
            "/console/sign-out", data={"csrf": csrf}, headers={"X-CSRF-Token": csrf}
        )
        assert answer.status_code == 403
    assert (await staff.get("/password")).status_code == 200
    del staff.http.headers["X-CSRF-Token"]
    csrf = csrf_in(await staff.get("/password"))
    assert (await staff.post("/sign-out", {"csrf": csrf})).status_code == 303


@on_sqlite
async def test_another_site_cannot_sign_anybody_in(database: Database, browser_of: httpx.AsyncClient) -> None:
    await staff_member(database, name="wang")
    answer = await browser_of.post(SIGN_IN, data={"name": "wang", "password": PASSWORD})
    assert answer.status_code == 403
    assert "xb_staff" not in browser_of.cookies


@on_sqlite
async def test_a_disabled_account_is_out_at_once(
    signed_in: SignIn, database: Database, clock: FakeClock
) -> None:
    staff = await signed_in(Role.AGENT)
    async with database.write() as session:
        (await session.merge(staff.account)).disabled_at = clock()
    assert (await staff.get("/password")).status_code == 303
    assert (await try_signing_in(staff.http, staff.account.name, PASSWORD)).status_code == 401


@on_sqlite
@pytest.mark.parametrize("path", ["", "/"])
async def test_home_is_the_first_area_that_one_may_open(signed_in: SignIn, app: Sanic, path: str) -> None:  # type: ignore[type-arg]
    served = app.ctx.console.served
    for role in Role:
        answer = await (await signed_in(role)).get(path)
        first = next((area for area in AREAS if area.name in served and may(role, area.permission)), None)
        if first is None:
            assert answer.status_code == 200
        else:
            assert (answer.status_code, answer.headers["location"]) == (303, first.path)


@on_sqlite
async def test_an_unknown_page_is_a_page_that_says_so(signed_in: SignIn) -> None:
    staff = await signed_in(Role.AGENT)
    slashed = await staff.get("/password/")
    assert (slashed.status_code, slashed.headers["location"]) == (303, "/console/password")
    missing = await staff.get("/nowhere/at/all")
    assert missing.status_code == 404
    assert missing.headers["content-type"].startswith("text/html")


@on_sqlite
async def test_a_script_gets_a_problem_and_htmx_the_way_to_the_door(
    browser_of: httpx.AsyncClient, app: Sanic
) -> None:  # type: ignore[type-arg]
    streamed = await browser_of.get("/console/", headers={"Accept": "text/event-stream"})
    assert (streamed.status_code, streamed.json()["code"]) == (401, "not_signed_in")
    piece = await browser_of.get("/console/", headers={"HX-Request": "true"})
    assert (piece.status_code, piece.headers["hx-redirect"]) == (401, f"{SIGN_IN}?next=%2Fconsole%2F")
