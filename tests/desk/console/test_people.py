"""Managing people in the console, over HTTP; and that each of it stands in the audit log."""

import re

import pytest

from desk.agencies.register import present_tree
from desk.audit.actions import AuditAction
from desk.console.people import forms
from desk.staff.accounts import find_account
from desk.staff.model import StaffAccount
from desk.staff.roles import Permission, Role, may
from desk.store.database import Database
from tests.desk.builders import NOBODY, audited, on_sqlite
from tests.desk.console.conftest import SignIn
from tests.desk.console.staffing import PASSWORD, staff_member

SECRET = re.compile(r'id="secret"[^>]*>([^<]+)<')
OFFERED = re.compile(r'<option value="([^"]+)">')
FIELD = re.compile(r'name="agency"[^>]* value="([^"]*)"')
SOMEBODY = {"name": "li.na", "display_name": "李娜", "role": "agent"}


async def again(database: Database, account: StaffAccount) -> StaffAccount:
    async with database.read() as session:
        return await find_account(session, account.id)


async def test_somebody_new_signs_in_with_the_password_that_was_shown_once(
    signed_in: SignIn, database: Database
) -> None:
    admin = await signed_in(Role.ADMIN)
    answer = await admin.post("/people/new", SOMEBODY)
    assert answer.status_code == 200
    shown = SECRET.search(answer.text)
    assert shown is not None
    assert answer.headers["cache-control"] == "no-store"
    entry = (await audited(database))[-1]
    assert (entry.action, entry.actor) == (
        AuditAction.STAFF_ADD,
        f"staff:{admin.account.name}",
    )
    assert entry.detail == {"name": "li.na", "role": "agent", "agency_id": None}
    other = await signed_in(Role.AGENT)
    form = {"name": "li.na", "password": shown[1]}
    assert (await other.post("/sign-in", form)).status_code == 303
    assert (await other.get("/")).headers["location"].startswith("/console/password")


@on_sqlite
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "李娜"),
        ("name", "1li"),
        ("name", "li..na"),
        ("name", "a" * 41),
        ("name", "li na"),
        ("display_name", "x" * 41),
        ("display_name", "李\u202e娜"),
        ("role", "root"),
        ("role", ""),
        ("agency", "no-such-agency"),
    ],
)
async def test_what_does_not_fit_is_said_beside_the_form_and_nobody_is_added(
    signed_in: SignIn, database: Database, field: str, value: str
) -> None:
    admin = await signed_in(Role.ADMIN)
    before = len(await audited(database))
    answer = await admin.post("/people/new", SOMEBODY | {field: value})
    assert answer.status_code == 422
    assert "field__wrong" in answer.text
    assert len(await audited(database)) == before


async def test_a_name_is_not_given_twice(signed_in: SignIn, database: Database) -> None:
    admin = await signed_in(Role.ADMIN)
    await staff_member(database, name="li.na")
    answer = await admin.post("/people/new", SOMEBODY | {"name": "Li.Na"})
    assert answer.status_code == 409
    assert "field__wrong" in answer.text


async def test_a_role_is_changed_at_once(signed_in: SignIn, database: Database) -> None:
    admin, agent = await signed_in(Role.ADMIN), await signed_in(Role.AGENT)
    assert (await agent.get("/audit")).status_code == 403
    form = {"display_name": "王芳", "role": "supervisor"}
    assert (await admin.post(f"/people/{agent.account.id}/change", form)).status_code == 303
    assert (await agent.get("/audit")).status_code == 200
    entry = (await audited(database))[-1]
    assert entry.action is AuditAction.STAFF_CHANGE
    assert entry.detail == {"role": ["agent", "supervisor"]}


@on_sqlite
async def test_an_agency_that_is_not_among_those_offered_stays_when_the_form_is_saved(
    signed_in: SignIn, database: Database, served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "MOST_OFFERED", 1)
    async with database.read() as session:
        tree = await present_tree(session)
    last = [node for node in tree.nodes if node.active][-1]
    admin, bound = await signed_in(Role.ADMIN), await signed_in(Role.AGENT, agency_id=last.id)
    path = f"/people/{bound.account.id}"
    page = (await admin.get(path)).text
    offered = OFFERED.findall(page)
    assert offered[0] == last.code
    assert len(offered) == 2
    shown = FIELD.search(page)
    assert shown is not None
    form = {"display_name": "王芳芳", "role": "agent", "agency": shown[1]}
    assert (await admin.post(f"{path}/change", form)).status_code == 303
    assert (await again(database, bound.account)).agency_id == last.id
    assert (await admin.post(f"{path}/change", form | {"agency": ""})).status_code == 303
    assert (await again(database, bound.account)).agency_id is None


@on_sqlite
async def test_a_change_that_changes_nothing_is_not_entered(signed_in: SignIn, database: Database) -> None:
    admin, agent = await signed_in(Role.ADMIN), await signed_in(Role.AGENT)
    before = len(await audited(database))
    form = {"display_name": "王芳", "role": "agent"}
    assert (await admin.post(f"/people/{agent.account.id}/change", form)).status_code == 303
    assert len(await audited(database)) == before


@on_sqlite
@pytest.mark.parametrize("deed", ["change", "disable", "enable", "reset", "sign-out"])
async def test_nobody_manages_themselves(signed_in: SignIn, deed: str) -> None:
    await signed_in(Role.ADMIN)
    admin = await signed_in(Role.ADMIN)
    form = {"display_name": "王芳", "role": "admin"}
    answer = await admin.post(
        f"/people/{admin.account.id}/{deed}", form, headers={"Accept": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "own_account")


@on_sqlite
@pytest.mark.parametrize("role", [role for role in Role if not may(role, Permission.STAFF_MANAGE)])
@pytest.mark.parametrize("deed", ["change", "disable", "enable", "reset", "sign-out"])
async def test_who_may_not_manage_people_does_not(
    signed_in: SignIn, database: Database, role: Role, deed: str
) -> None:
    staff, other = await signed_in(role), await staff_member(database)
    form = {"display_name": "王芳", "role": role.value}
    assert (await staff.post(f"/people/{other.id}/{deed}", form)).status_code == 403
    assert (await staff.post("/people/new", SOMEBODY)).status_code == 403
    assert (await staff.get(f"/people/{other.id}")).status_code == 403
    assert not (await again(database, other)).is_disabled


async def test_disabling_ends_every_session_and_can_be_undone(signed_in: SignIn, database: Database) -> None:
    admin, agent = await signed_in(Role.ADMIN), await signed_in(Role.AGENT)
    path = f"/people/{agent.account.id}"
    assert (await admin.post(f"{path}/disable")).status_code == 303
    assert (await agent.get("/password")).status_code == 303
    assert (await admin.post(f"{path}/disable")).status_code == 303  # a double click
    disabled = [one for one in await audited(database) if one.action is AuditAction.STAFF_DISABLE]
    assert len(disabled) == 1
    back = await admin.post(f"{path}/enable")
    shown = SECRET.search(back.text)
    assert shown is not None
    assert (await agent.get("/password")).status_code == 303
    form = {"name": agent.account.name, "password": shown[1]}
    other = await signed_in(Role.AGENT)
    assert (await other.post("/sign-in", form)).status_code == 303


async def test_a_reset_ends_the_old_password_and_every_session(signed_in: SignIn, database: Database) -> None:
    admin, agent = await signed_in(Role.ADMIN), await signed_in(Role.AGENT)
    answer = await admin.post(f"/people/{agent.account.id}/reset")
    assert SECRET.search(answer.text)
    assert (await agent.get("/password")).status_code == 303
    other = await signed_in(Role.AGENT)
    old = {"name": agent.account.name, "password": PASSWORD}
    assert (await other.post("/sign-in", old)).status_code == 401
    assert AuditAction.STAFF_RESET in {one.action for one in await audited(database)}


@on_sqlite
async def test_somebody_is_signed_out_by_force_and_may_come_back(
    signed_in: SignIn, database: Database
) -> None:
    admin, agent = await signed_in(Role.ADMIN), await signed_in(Role.AGENT)
    assert (await admin.post(f"/people/{agent.account.id}/sign-out")).status_code == 303
    assert (await agent.get("/password")).status_code == 303
    assert not (await again(database, agent.account)).is_disabled
    assert (await audited(database))[-1].action is AuditAction.STAFF_SIGN_OUT


@on_sqlite
async def test_an_account_that_is_not_there_is_a_page_that_says_so(signed_in: SignIn) -> None:
    admin = await signed_in(Role.ADMIN)
    for reference in (NOBODY, admin.account.name, "x"):
        assert (await admin.get(f"/people/{reference}")).status_code == 404


@on_sqlite
async def test_names_are_text_and_never_markup(signed_in: SignIn, database: Database) -> None:
    admin = await signed_in(Role.ADMIN)
    evil = "<script>alert(1)</script>\"'&"
    other = await staff_member(database, display_name=evil)
    for path in ("/people", f"/people/{other.id}"):
        page = (await admin.get(path)).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;&#34;&#39;&amp;" in page
