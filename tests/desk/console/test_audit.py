"""Reading the audit log in the console."""

import csv
import io
import re

import httpx
import pytest

from desk.agencies.register import present_tree
from desk.audit.actions import AuditAction, subject_of
from desk.audit.service import record_audit
from desk.console.audit.wording import ACTIONS, NOUNS
from desk.ids import new_id
from desk.privacy.vault import Vault
from desk.staff.roles import Permission, Role, may
from desk.store.database import Database
from tests.desk.audit.tampering import tamper
from tests.desk.builders import NOW, FakeClock, audited, disclose, file_case, on_sqlite
from tests.desk.console.conftest import SignIn

ROW = re.compile(r'data-label="序号">(\d+)</td>')
NEXT = re.compile(r'href="(/console/audit\?[^"]*)" rel="next"')


def rows(page: httpx.Response) -> list[int]:
    """Numbers of the entries shown."""
    assert page.status_code == 200, page.text
    return [int(seq) for seq in ROW.findall(page.text)]


@on_sqlite
@pytest.mark.parametrize("role", list(Role))
async def test_it_is_read_by_whoever_may_and_by_nobody_else(signed_in: SignIn, role: Role) -> None:
    staff = await signed_in(role)
    expected = 200 if may(role, Permission.AUDIT_READ) else 403
    assert (await staff.get("/audit")).status_code == expected
    assert (await staff.post("/audit/verify")).status_code == expected


async def test_entries_are_found_by_person_action_and_case(signed_in: SignIn, api: httpx.AsyncClient) -> None:
    admin = await signed_in(Role.ADMIN)  # entry 1
    other = await signed_in(Role.AGENT)  # entry 2
    case_no = (await file_case(api)).json()["case_no"]
    assert (await disclose(api, case_no)).is_success  # entry 3
    assert rows(await admin.get("/audit")) == [3, 2, 1]
    assert rows(await admin.get(f"/audit?person={other.account.name}")) == [2]
    assert rows(await admin.get("/audit?person=client:staff")) == [3]
    assert rows(await admin.get("/audit?action=staff:sign_in")) == [2, 1]
    assert rows(await admin.get(f"/audit?case={case_no.lower()}")) == [3]
    assert rows(await admin.get("/audit?case=NOSUCH")) == []
    assert case_no in (await admin.get("/audit")).text


async def written_by(database: Database, vault: Vault, *actors: str) -> None:
    """One entry of each."""
    for actor in actors:
        async with database.write() as session:
            await record_audit(
                session,
                vault,
                action=AuditAction.CASE_MOVE,
                actor=actor,
                subject=subject_of("case", new_id()),
                now=NOW,
            )


async def test_one_person_is_found_in_every_role_and_nobody_else_with_them(
    signed_in: SignIn, database: Database, vault: Vault
) -> None:
    admin = await signed_in(Role.ADMIN)  # 1
    wang = await signed_in(Role.AGENT, name="wang.fang", display_name="王芳芳")  # 2
    await written_by(
        database,
        vault,
        "officer:wang.fang",  # 3
        "supervisor:wang.fang",  # 4
        f"staff:{wang.account.id}",  # 5: as the oldest entries of conversations have them
        "staff:wang.fan",  # somebody else
        "officer:nanguan/wang.fang",  # a program's
        "client:nanguan/wang.fang",
        "officer:li",
    )
    page = await admin.get("/audit?person=wang.fang")
    assert rows(page) == [5, 4, 3, 2]
    assert page.text.count("王芳芳") == 4
    assert wang.account.id not in page.text.split("<tbody>")[1].split('data-label="对象"')[0]
    assert [role in page.text for role in ("经办人", "主管")] == [True, True]
    assert rows(await admin.get("/audit?person=officer:wang.fang")) == [3]
    assert rows(await admin.get("/audit?person=client:nanguan/wang.fang")) == [8]
    assert rows(await admin.get("/audit?person=fang")) == []


@on_sqlite
async def test_an_action_that_is_none_of_ours_stands_in_the_list_as_it_is(
    signed_in: SignIn, database_url: str, api: httpx.AsyncClient
) -> None:
    admin = await signed_in(Role.ADMIN)
    await signed_in(Role.AGENT)
    tamper(database_url, "UPDATE audit_log SET action = 'case:levitate' WHERE seq = 1")
    page = await admin.get("/audit")
    assert rows(page) == [2, 1]
    assert "case:levitate" in page.text
    listed = await api.get("/api/v1/audit", headers={"Authorization": "Bearer supervisor-token"})
    assert [one["action"] for one in listed.json()["entries"]] == ["staff:sign_in", "case:levitate"]


def test_every_action_and_what_it_is_about_has_words() -> None:
    assert set(ACTIONS) == set(AuditAction)
    assert {action.value.partition(":")[0] for action in AuditAction} <= set(NOUNS)


@on_sqlite
async def test_the_file_holds_what_was_asked_for_masked_and_nothing_that_calculates(
    signed_in: SignIn, database: Database, vault: Vault, clock: FakeClock
) -> None:
    admin = await signed_in(Role.ADMIN, name="chen.gang", display_name="=1+1")
    async with database.write() as session:
        await record_audit(
            session,
            vault,
            action=AuditAction.CASE_DISCLOSE,
            actor="officer:chen.gang",
            subject=subject_of("case", new_id()),
            reason='=HYPERLINK("http://x","打 13912345678")',
            now=clock(),
        )
    await signed_in(Role.AGENT)
    answer = await admin.get("/audit/export.csv?person=chen.gang&cursor=1")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    table = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [(line["序号"], line["谁"], line["身份"]) for line in table] == [
        ("4", "chen.gang", ""),
        ("2", "chen.gang", "经办人"),
        ("1", "chen.gang", ""),
    ]
    assert table[0]["做了什么"] == "审计：导出"
    assert (table[0]["姓名"], table[1]["事由"]) == ("'=1+1", '\'=HYPERLINK("http://x","打 139****5678")')
    assert (await audited(database))[-1].action is AuditAction.AUDIT_EXPORT


@on_sqlite
async def test_the_file_is_not_for_those_who_may_not_read_the_log(
    signed_in: SignIn, database: Database
) -> None:
    agent = await signed_in(Role.AGENT)
    assert (await agent.get("/audit/export.csv")).status_code == 403
    assert [one.action for one in await audited(database)] == [AuditAction.STAFF_SIGN_IN]


@on_sqlite
async def test_entries_are_found_by_the_day_in_china(signed_in: SignIn, clock: FakeClock) -> None:
    admin = await signed_in(Role.ADMIN)  # 2026-11-20 10:30 there
    clock.advance(hours=14)  # 00:30 on the next day there, still the same day in UTC
    admin = await signed_in(Role.ADMIN)
    assert rows(await admin.get("/audit?until=2026-11-20")) == [1]
    assert rows(await admin.get("/audit?since=2026-11-21")) == [2]
    assert rows(await admin.get("/audit?since=2026-11-20&until=2026-11-21")) == [2, 1]
    assert rows(await admin.get("/audit?since=someday&until=9999-12-31&cursor=x&action=x")) == [2, 1]


async def test_pages_follow_one_another_and_keep_what_was_asked(
    signed_in: SignIn, database: Database, vault: Vault, clock: FakeClock
) -> None:
    admin = await signed_in(Role.ADMIN)
    for _ in range(60):
        async with database.write() as session:
            await record_audit(
                session,
                vault,
                action=AuditAction.CASE_MOVE,
                actor="officer:li",
                subject=subject_of("case", new_id()),
                now=clock(),
            )
    first = await admin.get("/audit?action=case:move")
    following = NEXT.search(first.text)
    assert following is not None
    second = await admin.http.get(following[1].replace("&amp;", "&"))
    assert rows(first) == list(range(61, 11, -1))
    assert rows(second) == list(range(11, 1, -1))
    assert NEXT.search(second.text) is None


@on_sqlite
async def test_reasons_are_masked_and_nothing_in_them_is_markup(
    signed_in: SignIn, database: Database, vault: Vault, clock: FakeClock
) -> None:
    admin = await signed_in(Role.ADMIN)
    async with database.write() as session:
        await record_audit(
            session,
            vault,
            action=AuditAction.CASE_DISCLOSE,
            actor="officer:li",
            subject=subject_of("case", new_id()),
            detail={"purpose": "<img src=x onerror=alert(1)>"},
            reason="<script>打 13912345678</script>",
            now=clock(),
        )
    page = (await admin.get("/audit")).text
    assert "&lt;script&gt;打 139****5678&lt;/script&gt;" in page
    assert "<img src=x" not in page


async def test_staff_of_an_agency_see_what_its_own_people_did(
    signed_in: SignIn, database: Database, vault: Vault, served: str
) -> None:
    async with database.read() as session:
        tree = await present_tree(session)
    node = next(node for node in tree.nodes if node.parent_code is not None)
    elsewhere = next(one for one in tree.nodes if one not in set(tree.subtree(node)))
    chief = await signed_in(Role.SUPERVISOR, agency_id=node.id)  # 1
    own = await signed_in(Role.AGENT, agency_id=node.id)  # 2
    await signed_in(Role.AGENT, agency_id=elsewhere.id)  # 3
    await signed_in(Role.ADMIN)  # 4
    assert rows(await chief.get("/audit")) == [2, 1]
    assert rows(await chief.get(f"/audit?person={own.account.name}")) == [2]
    assert rows(await chief.get("/audit?action=staff:sign_in")) == [2, 1]
    await written_by(database, vault, f"officer:{own.account.name}", "officer:nanguan")
    assert rows(await chief.get("/audit")) == [5, 2, 1]


async def test_the_whole_chain_is_checked_on_demand(signed_in: SignIn, database_url: str) -> None:
    admin = await signed_in(Role.ADMIN)
    assert "chip--good" in (await admin.post("/audit/verify")).text
    tamper(database_url, "UPDATE audit_log SET actor = 'staff:nobody' WHERE seq = 1")
    found = (await admin.post("/audit/verify", headers={"HX-Request": "true"})).text
    assert "chip--bad" in found
    assert "第 1 条" in found
    assert "<html" not in found
