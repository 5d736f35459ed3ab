"""Staff of an agency: which conversations stand in their inbox and open, on both databases."""

import re

import httpx
from sqlalchemy import select, update

from desk.agencies.register import present_tree
from desk.cases.model import Case
from desk.conversations.model import Conversation
from desk.staff.roles import Role
from desk.store.database import Database
from tests.desk.builders import file_case, on_sqlite
from tests.desk.console.conftest import SignIn, StaffClient
from tests.desk.console.inbox.conftest import Begin

LISTED = re.compile(r"/console/inbox/c/([0-9a-f-]{36})")


async def newest(database: Database) -> str:
    async with database.read() as session:
        return (
            await session.scalars(select(Conversation.id).order_by(Conversation.created_at.desc()))
        ).first() or ""


async def places(database: Database) -> tuple[str, str]:
    """Ids of an agency and of one that is neither above nor below it."""
    async with database.read() as session:
        tree = await present_tree(session)
    node = next(node for node in tree.nodes if node.parent_code is not None)
    elsewhere = next(one for one in tree.nodes if one not in {*tree.subtree(node), *tree.superiors(node)})
    return node.id, elsewhere.id


async def tell_case(database: Database, api: httpx.AsyncClient, conversation: str, agency: str) -> str:
    """The number of a case that was told there and lies with this agency."""
    case_no = str((await file_case(api, conversation_id=conversation)).json()["case_no"])
    async with database.write() as session:
        await session.execute(update(Case).where(Case.case_no == case_no).values(agency_id=agency))
    return case_no


async def listed(staff: StaffClient, queue: str) -> set[str]:
    return set(LISTED.findall((await staff.get(f"/inbox/list?queue={queue}")).text))


async def opens(staff: StaffClient, conversation: str) -> bool:
    """… its page, its pieces and its messages alike."""
    paths = ("", "/panes", "/head", "/messages", "/ask/labels")
    answers = {(await staff.get(f"/inbox/c/{conversation}{path}")).status_code for path in paths}
    assert len(answers) == 1, answers
    return answers == {200}


async def test_what_a_colleague_elsewhere_serves_is_read_only_with_a_case_within_reach(
    signed_in: SignIn, someone: Begin, database: Database, api: httpx.AsyncClient, served: str
) -> None:
    north, south = await places(database)
    agent = await signed_in(Role.AGENT, agency_id=north)
    other, everywhere = await signed_in(Role.AGENT, agency_id=south), await signed_in(Role.AGENT)
    await someone("去了两次就关门了")
    conversation = await newest(database)
    assert await opens(agent, conversation)  # it waits: they may be the one who takes it
    assert await listed(agent, "waiting") == {conversation}
    assert (await other.post(f"/inbox/c/{conversation}/claim")).status_code == 200
    assert not await opens(agent, conversation)
    assert await listed(agent, "open") == set()
    assert (await agent.post(f"/inbox/c/{conversation}/claim")).status_code == 404
    rows = (await agent.get(f"/inbox/rows?queue=open&id={conversation}")).text
    assert "关门" not in rows
    assert await opens(other, conversation)
    assert await opens(everywhere, conversation)
    assert await listed(everywhere, "open") == {conversation}
    await tell_case(database, api, conversation, north)
    assert await opens(agent, conversation)
    assert await listed(agent, "open") == {conversation}


@on_sqlite
async def test_a_supervisor_reads_what_people_of_the_agency_serve_and_nobody_elses(
    signed_in: SignIn, someone: Begin, database: Database, served: str
) -> None:
    north, south = await places(database)
    chief, agent = [await signed_in(role, agency_id=north) for role in (Role.SUPERVISOR, Role.AGENT)]
    stranger = await signed_in(Role.SUPERVISOR, agency_id=south)
    await someone("去了两次就关门了")
    conversation = await newest(database)
    await agent.post(f"/inbox/c/{conversation}/claim")
    await agent.post(f"/inbox/c/{conversation}/close", {"reason": "solved"})
    assert await opens(agent, conversation)  # they served it
    assert await opens(chief, conversation)
    assert not await opens(stranger, conversation)


@on_sqlite
async def test_a_case_leads_to_its_conversation_where_that_may_be_read(
    signed_in: SignIn, someone: Begin, database: Database, api: httpx.AsyncClient, served: str
) -> None:
    north, _south = await places(database)
    agent = await signed_in(Role.AGENT, agency_id=north)
    await someone("去了两次就关门了")
    conversation = await newest(database)
    case_no = await tell_case(database, api, conversation, north)
    link = f'href="/console/inbox/c/{conversation}"'
    assert link in (await agent.get(f"/cases/{case_no}")).text
    assert f"/console/cases/{case_no}" in (await agent.get(f"/inbox/c/{conversation}")).text  # and back
    elsewhere = await tell_case(database, api, "0192f3a0-7c11-7a3e-9d42-5b6c7d8e9f00", north)
    page = (await agent.get(f"/cases/{elsewhere}")).text
    assert "/console/inbox/c/" not in page
