"""One-time codes and recovery codes, over HTTP."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import httpx
import pyotp
import pytest
from sqlalchemy import select

from desk.audit.actions import AuditAction
from desk.staff.model import StaffAccount, StaffRecoveryCode
from desk.staff.roles import Role
from desk.store.database import Database
from tests.desk.builders import FakeClock, audited, on_sqlite
from tests.desk.console.conftest import SignIn, StaffClient, csrf_in
from tests.desk.console.staffing import PASSWORD

KEY = re.compile(r'name="key" value="([^"]+)"')
SECRET = re.compile(r'<p class="secret">([A-Z2-7 ]+)</p>')
CODES = re.compile(r'id="codes"[^>]*>([^<]+)<')
SETUP, CODE = "/console/profile/second-step", "/console/code"


async def set_up(staff: StaffClient, clock: FakeClock) -> tuple[pyotp.TOTP, list[str]]:
    """Switch codes on; what the telephone has, and the recovery codes."""
    page = (await staff.http.get(SETUP)).text
    key, secret = KEY.search(page), SECRET.search(page)
    assert key is not None
    assert secret is not None
    phone = pyotp.TOTP(secret[1].replace(" ", ""))
    done = await staff.http.post(SETUP, data={"key": key[1], "code": phone.at(clock())})
    codes = CODES.search(done.text)
    assert codes is not None, done.text
    return phone, codes[1].split()


@asynccontextmanager
async def with_password(served: str, account: StaffAccount) -> AsyncIterator[httpx.AsyncClient]:
    """A browser in which the password was right."""
    async with httpx.AsyncClient(base_url=served, trust_env=False, timeout=60) as client:
        csrf = csrf_in(await client.get("/console/sign-in"))
        form = {"csrf": csrf, "name": account.name, "password": PASSWORD}
        assert (await client.post("/console/sign-in", data=form)).status_code == 303
        client.headers["X-CSRF-Token"] = csrf_in(await client.get("/console/code", follow_redirects=True))
        yield client


async def test_with_codes_on_the_password_alone_opens_nothing(
    signed_in: SignIn, served: str, clock: FakeClock, database: Database
) -> None:
    staff = await signed_in(Role.AGENT)
    phone, _ = await set_up(staff, clock)
    async with with_password(served, staff.account) as half:
        for path in ("/console/", "/console/password", "/console/profile", SETUP, "/console/nowhere"):
            assert (await half.get(path)).headers["location"].startswith(CODE), path
        change = {"old": PASSWORD, "new": "河边 的 蓝色 雨伞 七把", "again": "河边 的 蓝色 雨伞 七把"}
        assert (await half.post("/console/password", data=change)).status_code == 401
        clock.advance(seconds=30)
        assert (await half.post(CODE, data={"code": phone.at(clock())})).status_code == 303
        assert (await half.get("/console/profile")).status_code == 200
    assert [entry.action for entry in await audited(database)][-2:] == [
        AuditAction.STAFF_CODES,
        AuditAction.STAFF_SIGN_IN,
    ]


async def test_no_code_counts_twice(signed_in: SignIn, served: str, clock: FakeClock) -> None:
    staff = await signed_in(Role.AGENT)
    phone, _ = await set_up(staff, clock)
    async with with_password(served, staff.account) as half:
        assert (
            await half.post(CODE, data={"code": phone.at(clock())})
        ).status_code == 401  # it switched them on
        clock.advance(seconds=30)
        code = phone.at(clock())
        assert (await half.post(CODE, data={"code": code})).status_code == 303
    async with with_password(served, staff.account) as half:
        assert (await half.post(CODE, data={"code": code})).status_code == 401


@on_sqlite
@pytest.mark.parametrize(("off", "taken"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
async def test_a_clock_may_be_half_a_minute_wrong_and_no_more(
    signed_in: SignIn, served: str, clock: FakeClock, off: int, taken: bool
) -> None:
    staff = await signed_in(Role.AGENT)
    phone, _ = await set_up(staff, clock)
    clock.advance(minutes=5)
    async with with_password(served, staff.account) as half:
        code = phone.at(int(clock().timestamp()) + off)
        assert (await half.post(CODE, data={"code": code})).status_code == (303 if taken else 401)


async def test_a_recovery_code_counts_once_and_is_kept_as_a_digest(
    signed_in: SignIn, served: str, clock: FakeClock, database: Database
) -> None:
    staff = await signed_in(Role.AGENT)
    _, codes = await set_up(staff, clock)
    assert len(set(codes)) == 10
    async with database.read() as session:
        kept = [row.digest for row in await session.scalars(select(StaffRecoveryCode))]
    assert not set(codes) & set(kept)
    for typed, status in ((codes[0].upper().replace("-", " "), 303), (codes[0], 401), (codes[1], 303)):
        async with with_password(served, staff.account) as half:
            assert (await half.post(CODE, data={"code": typed})).status_code == status


@on_sqlite
async def test_codes_of_somebody_else_do_not_count(signed_in: SignIn, served: str, clock: FakeClock) -> None:
    staff, other = await signed_in(Role.AGENT), await signed_in(Role.AGENT)
    await set_up(staff, clock)
    phone, codes = await set_up(other, clock)
    clock.advance(seconds=30)
    async with with_password(served, staff.account) as half:
        for code in (phone.at(clock()), codes[0], "", "000000"):
            assert (await half.post(CODE, data={"code": code})).status_code == 401


@on_sqlite
async def test_guessing_codes_must_wait_and_the_password_does_not_set_it_back(
    signed_in: SignIn, served: str, clock: FakeClock
) -> None:
    staff = await signed_in(Role.AGENT)
    phone, _ = await set_up(staff, clock)
    clock.advance(minutes=1)
    statuses = []
    for _ in range(6):
        async with with_password(served, staff.account) as half:
            statuses.append((await half.post(CODE, data={"code": "000000"})).status_code)
    assert statuses == [401] * 5 + [429]
    async with with_password(served, staff.account) as half:
        blocked = await half.post(CODE, data={"code": phone.at(clock())})
        assert (blocked.status_code, blocked.headers["retry-after"]) == (429, "30")
        clock.advance(seconds=30)
        assert (await half.post(CODE, data={"code": phone.at(clock())})).status_code == 303


@on_sqlite
async def test_the_wait_for_a_code_ends_after_ten_minutes(
    signed_in: SignIn, served: str, clock: FakeClock
) -> None:
    staff = await signed_in(Role.AGENT)
    await set_up(staff, clock)
    async with with_password(served, staff.account) as half:
        clock.advance(minutes=10)
        assert (await half.get(CODE)).headers["location"].startswith("/console/sign-in")


@on_sqlite
async def test_switching_on_takes_a_right_code_and_signs_other_browsers_out(
    signed_in: SignIn, served: str, clock: FakeClock
) -> None:
    staff = await signed_in(Role.AGENT)
    async with with_password(served, staff.account) as elsewhere:
        page = (await staff.http.get(SETUP)).text
        key = KEY.search(page)
        assert key is not None
        assert (await staff.http.post(SETUP, data={"key": key[1], "code": "000000"})).status_code == 401
        assert (await elsewhere.get("/console/profile")).status_code == 200
        await set_up(staff, clock)
        assert (await elsewhere.get("/console/profile")).status_code == 303
    assert (await staff.http.get(SETUP)).status_code == 303  # it is on


@on_sqlite
async def test_a_set_up_of_somebody_else_cannot_be_slipped_in(signed_in: SignIn, clock: FakeClock) -> None:
    staff, other = await signed_in(Role.AGENT), await signed_in(Role.AGENT)
    page = (await other.http.get(SETUP)).text
    key, secret = KEY.search(page), SECRET.search(page)
    assert key is not None
    assert secret is not None
    code = pyotp.TOTP(secret[1].replace(" ", "")).at(clock())
    for sealed in (key[1], "", "x", "密"):
        assert (await staff.http.post(SETUP, data={"key": sealed, "code": code})).status_code == 409
        assert (await staff.get("/profile/second-step/qr.svg", params={"key": sealed})).status_code == 409


@on_sqlite
async def test_the_secret_is_a_picture_of_our_own(signed_in: SignIn) -> None:
    staff = await signed_in(Role.AGENT)
    key = KEY.search((await staff.http.get(SETUP)).text)
    assert key is not None
    picture = await staff.get("/profile/second-step/qr.svg", params={"key": key[1]})
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/svg+xml")
    assert "style=" not in picture.text


@on_sqlite
async def test_switching_off_takes_the_password(signed_in: SignIn, served: str, clock: FakeClock) -> None:
    staff = await signed_in(Role.AGENT)
    await set_up(staff, clock)
    assert (await staff.post("/profile/second-step/off", {"old": "wrong"})).status_code == 422
    assert (await staff.post("/profile/recovery-codes", {"old": "wrong"})).status_code == 422
    fresh = CODES.search((await staff.post("/profile/recovery-codes", {"old": PASSWORD})).text)
    assert fresh is not None
    assert (await staff.post("/profile/second-step/off", {"old": PASSWORD})).status_code == 303
    async with with_password(served, staff.account) as simple:
        assert (await simple.get("/console/profile")).status_code == 200


@on_sqlite
async def test_a_role_that_needs_codes_gets_nowhere_without_and_cannot_switch_them_off(
    signed_in: SignIn, clock: FakeClock, terms_changed: Callable[..., None]
) -> None:
    terms_changed(code_roles=frozenset({Role.ADMIN}))
    admin, agent = await signed_in(Role.ADMIN), await signed_in(Role.AGENT)
    for path in ("/", "/people", "/profile"):
        assert (await admin.get(path)).headers["location"].startswith(SETUP)
    assert (await agent.get("/profile")).status_code == 200
    await set_up(admin, clock)
    assert (await admin.get("/people")).status_code == 200
    assert (await admin.post("/profile/second-step/off", {"old": PASSWORD})).status_code == 409


@on_sqlite
async def test_a_reset_by_an_admin_ends_codes_too(
    signed_in: SignIn, clock: FakeClock, database: Database
) -> None:
    admin, staff = await signed_in(Role.ADMIN), await signed_in(Role.AGENT)
    await set_up(staff, clock)
    assert (await admin.post(f"/people/{staff.account.id}/reset")).status_code == 200
    async with database.read() as session:
        assert (await session.get_one(StaffAccount, staff.account.id)).totp_sealed is None
        assert (await session.scalars(select(StaffRecoveryCode))).all() == []


@on_sqlite
async def test_the_secret_lies_sealed(signed_in: SignIn, clock: FakeClock, database: Database) -> None:
    staff = await signed_in(Role.AGENT)
    phone, _ = await set_up(staff, clock)
    async with database.read() as session:
        account = await session.get_one(StaffAccount, staff.account.id)
    assert account.totp_sealed is not None
    assert phone.secret not in account.totp_sealed
