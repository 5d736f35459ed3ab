"""Whoever acts in the console leaves an entry in the audit log, by every form; one that does not stands here with the
reason why. tests/desk/test_audited.py says the same of the API."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from sanic import Sanic
from sqlalchemy import delete, select

from desk.audit.actions import AuditAction as A
from desk.cases.model import Case
from desk.cases.states import CaseEvent, Ground
from desk.conversations.model import Conversation
from desk.documents.model import IssuedDocument
from desk.handoff.model import CannedReply, HandoffRule
from desk.knowledge.model import KnowledgeVersion
from desk.staff.actors import actors_of_person
from desk.staff.model import StaffAccount
from desk.staff.roles import Role
from desk.warnings.model import Warning
from desk.web.openapi import template_of
from tests.desk.attachments.test_case_files import picture
from tests.desk.builders import FakeClock, audited, on_sqlite
from tests.desk.callbacks.booking import booked, wish
from tests.desk.clocks.casework import Casework, noon
from tests.desk.console.cases.working import casework_of, fill, path_of, send
from tests.desk.console.conftest import SignIn, StaffClient, csrf_in
from tests.desk.console.inbox.conftest import Begin
from tests.desk.console.inbox.test_filing import file as file_case
from tests.desk.console.staffing import PASSWORD, staff_member
from tests.desk.console.test_insight import warn
from tests.desk.console.test_review import decide, form
from tests.desk.console.test_second_step import set_up
from tests.desk.conversations.scripted import ScriptedBrain
from tests.desk.knowledge.drafting import EDITED, TOPIC, entry
from tests.desk.review.reviewing import Followed, answered, explained

pytestmark = on_sqlite
C = "/console"


@dataclass
class World:
    """The running desk, whoever signs in there, and what their forms left: route → actions under their own name."""

    app: Sanic[Any, Any]
    sign_in: SignIn
    someone: Begin
    casework: Casework
    clock: FakeClock
    served: str
    left: dict[str, set[str]] = field(default_factory=dict)

    @property
    def database(self) -> Any:
        return self.casework.database

    async def staff(self, role: Role, **more: str) -> StaffClient:
        client = await self.sign_in(role, **more)
        self.watch(client.http, client.account)
        return client

    def watch(self, http: httpx.AsyncClient, account: StaffAccount) -> None:
        """Note what each successful form of this browser leaves."""
        names, known = actors_of_person(account.name, account.id), 0

        async def before(request: httpx.Request) -> None:
            nonlocal known
            known = len(await audited(self.database))

        async def after(response: httpx.Response) -> None:
            if response.request.method != "POST" or response.status_code >= 400:
                return
            host = response.request.headers["host"]
            route, _handler, _parts = self.app.router.get(response.request.url.path, "POST", host)
            fresh = (await audited(self.database))[known:]
            mine = {str(one.action) for one in fresh if one.actor in names}
            self.left.setdefault(template_of(route.path), set()).update(mine)

        http.event_hooks = {"request": [before], "response": [after]}

    async def one(self, model: Any) -> Any:
        """The newest row."""
        async with self.database.read() as session:
            return (await session.scalars(select(model).order_by(model.id.desc()))).first()


async def manage_people(world: World) -> None:
    admin = await world.staff(Role.ADMIN)
    await admin.post("/people/new", {"name": "li.na", "display_name": "李娜", "role": "agent"})
    path = f"/people/{(await staff_member(world.database)).id}"
    await admin.post(f"{path}/change", {"display_name": "王芳芳", "role": "reviewer"})
    for deed in ("sign-out", "reset", "disable", "enable"):
        await admin.post(f"{path}/{deed}")


async def come_and_go(world: World) -> None:
    staff = await world.staff(Role.AGENT)
    phone, _codes = await set_up(staff, world.clock)
    await staff.post("/profile/recovery-codes", {"old": PASSWORD})
    async with httpx.AsyncClient(base_url=world.served, trust_env=False, timeout=30) as http:
        world.watch(http, staff.account)
        csrf = csrf_in(await http.get(f"{C}/sign-in"))
        form = {"csrf": csrf, "name": staff.account.name, "password": PASSWORD}
        await http.post(f"{C}/sign-in", data=form)
        world.clock.advance(seconds=60)
        http.headers["X-CSRF-Token"] = csrf_in(await http.get(f"{C}/code"))
        await http.post(f"{C}/code", data={"code": phone.at(world.clock())})
        http.headers["X-CSRF-Token"] = csrf_in(await http.get(f"{C}/password"))
        await http.post(f"{C}/profile/second-step/off", data={"old": PASSWORD})
        fresh = "五个 更不相干 的词 连起来"
        await http.post(f"{C}/password", data={"old": PASSWORD, "new": fresh, "again": fresh})
        http.headers["X-CSRF-Token"] = csrf_in(await http.get(f"{C}/password"))
        await http.post(f"{C}/sign-out-everywhere")


async def work_on_cases(world: World) -> None:
    agent, work = await world.staff(Role.AGENT), world.casework
    case = await work.file("2026-11-02")
    page = path_of(case)
    await send(agent, f"{page}/steps/accept", f"{page}/steps/accept", reason="材料齐全")
    await send(agent, f"{page}/notes", page, text="先打电话")
    await send(agent, f"{page}/labels", page, name="群体投诉")
    await send(agent, f"{page}/assign", page, to="me")
    hidden = await fill(agent, page)
    hidden.pop("version", None)
    await agent.post(f"{page}/files", data=hidden, files={"file": ("现场.png", picture())})
    await send(agent, f"{page}/correct", f"{page}/correct", **_standing(case), reason="看了小票")
    await agent.post(f"{page}/reveal", {"purpose": "handling", "reason": "联系投诉人补充购物凭证"})
    other = await work.file("2026-11-02")
    await agent.post("/cases/assign", {"case": other.case_no, "to": "me"})


def _standing(case: Case) -> dict[str, str]:
    """The form of a correction as it stands, with another order number."""
    return {
        "respondent_name": case.respondent_name,
        "purchase_product": case.product or "",
        "purchase_amount_fen": "500",
        "problem": "买来就坏",
        "demand_text": "退款",
        "complainant_phone": "+8613800001111",
        "region": "长春",
        "region_code": case.region_code or "",
        "category": case.category or "",
        "consent_mediation": "yes",
    }


async def end_cases(world: World) -> None:
    agent, work = await world.staff(Role.AGENT), world.casework
    ended = await work.file("2026-11-02")
    await work.move(ended, CaseEvent.ACCEPT, "2026-11-03")
    await work.move(ended, CaseEvent.TERMINATE, "2026-11-10", grounds=frozenset({Ground.PARTY_REFUSES}))
    world.clock.now = noon("2026-11-12")
    page = path_of(ended)
    told = {"kind": "termination", "number": "长市监〔2026〕1号", "means": "post", "issued_on": "2026-11-10"}
    for party in ("complainant", "respondent"):
        await send(agent, f"{page}/register", page, **told, party=party)
        entered = await world.one(IssuedDocument)
        path = f"{page}/register/{entered.id}"
        if party == "complainant":
            await send(agent, f"{path}/arrival", page, arrived_on="2026-11-11")
        else:
            await send(agent, f"{path}/void", page, void_reason="登记错了")
    settled = []
    for _ in range(2):
        case = await work.file("2026-11-02", consent__publication=True)
        await work.move(case, CaseEvent.ACCEPT)
        settled.append(await work.move(case, CaseEvent.SETTLE))
    first, second = (f"/cases/publication/{case.case_no}" for case in settled)
    await send(agent, f"{path_of(settled[0])}/revisits", path_of(settled[0]), number="1", outcome="busy")
    await send(agent, first, first, business_name="", summary="电饭煲不加热，已退款。")
    await send(agent, f"{second}/refusal", second, reason="unclear_business")


async def call_back(world: World) -> None:
    agent, work = await world.staff(Role.AGENT), world.casework
    world.clock.now = noon("2026-11-20")
    for hour in (6, 7):
        case = await work.file("2026-11-02")
        made = await booked(
            world.database,
            work.desk.vault,
            wish(f"call:{hour}", case_id=case.id),
            start=world.clock.now.replace(hour=hour, minute=0),
            now=world.clock.now,
        )
        path, page = f"/cases/callbacks/{made.id}", "/cases/callbacks"
        await send(agent, f"{path}/take", page)
        if hour == 6:
            await agent.post(f"{path}/number")
            await send(agent, f"{path}/attempts", page, number="1", outcome="no_answer")
            await send(agent, f"{path}/leave", page)
        else:
            await send(agent, f"{path}/cancel", page)


async def review(world: World) -> None:
    reviewer = await world.staff(Role.REVIEWER)
    followed = Followed(world.database, world.casework.desk.vault, world.clock, ScriptedBrain())
    await followed.open()
    await followed.turn("我叫王小丽，健身卡能退吗", answered(explained("thanks", 0.41)))
    item = await followed.item()
    await followed.runner.stop()
    await reviewer.post(f"/review/items/{item.id}/move/flag")
    await decide(reviewer, item)
    await reviewer.post("/review/batches/export")
    await reviewer.post("/review/batches/1/drop")


async def write_entries(world: World) -> None:
    author, approver = await world.staff(Role.REVIEWER), await world.staff(Role.SUPERVISOR)

    async def begin() -> str:
        await author.post(f"/review/knowledge/topics/{TOPIC}/draft")
        return f"/review/knowledge/versions/{(await world.one(KnowledgeVersion)).id}"

    path = await begin()
    await author.post(f"{path}/save", form(entry(answer=EDITED), submit="yes"))
    await approver.post(f"{path}/return", {"note": "再改改"})
    await author.post(f"{path}/discard")
    path = await begin()
    await author.post(f"{path}/save", form(entry(answer=EDITED), submit="yes"))
    await approver.post(f"{path}/approve")
    await approver.post(f"{path}/withdraw", {"note": "有误"})
    told = {"topic": "pet_food_mould", "question": "宠物粮发霉能退吗？", "group": entry()["group"]}
    await author.post("/review/knowledge/new", told)


async def heed_warnings(world: World) -> None:
    supervisor = await world.staff(Role.SUPERVISOR)
    for verb in ("acknowledge", "dismiss"):
        path = f"/insight/warnings/{(await warn(world.database, world.casework.desk)).id}"
        await supervisor.post(f"{path}/{verb}", {"note": "门店关门"})
        async with world.database.write() as session:
            await session.execute(delete(Warning))


async def serve(world: World) -> None:
    agent, other = await world.staff(Role.AGENT), await world.staff(Role.AGENT)
    for ends in ("snooze", "return", "close", "transfer"):
        await world.someone("健身卡能退吗？")
        path = f"/inbox/c/{(await world.one(Conversation)).id}"
        await agent.post(f"{path}/claim")
        more = {
            "transfer": {"to": other.account.id},
            "close": {"reason": "solved"},
            "snooze": {"minutes": "60"},
        }
        await agent.post(f"{path}/{ends}", more.get(ends, {}))
    await agent.post(f"{path}/note", {"text": "已联系商家", "client_id": "note-0001"})
    await agent.post(f"{path}/labels", {"labels": "急"})
    await agent.post(f"{path}/clear", {"reason": "核对号码"})
    number = (await file_case(agent, path.rpartition("/")[2])).json()["case_no"]
    shown = (await agent.get(f"{path}/amend/{number}")).text
    version = shown.split('name="version" value="')[1].split('"')[0].replace("&#34;", '"')
    told = {"version": version, "reason": "本人更正", "merchant": "好运健身房南关店", "product": "健身卡"}
    await agent.post(f"{path}/amend/{number}", told)
    admin = await world.staff(Role.ADMIN)
    await admin.post("/inbox/labels", {"label": "急", "to": "加急"})


async def set_the_inbox(world: World) -> None:
    admin = await world.staff(Role.ADMIN)
    await admin.post("/inbox/canned/new", {"shortcut": "hi", "title": "问好", "text": "您好。"})
    await admin.post(f"/inbox/canned/{(await world.one(CannedReply)).id}/remove")
    await admin.post(
        "/inbox/rules/new", {"name": "律师", "effect": "offer", "keyword": "律师", "active": "true"}
    )
    await admin.post(f"/inbox/rules/{(await world.one(HandoffRule)).id}/remove")


@dataclass(frozen=True)
class Entered:
    """What a form enters, under the name of whoever sent it, and where that is seen."""

    action: A
    by: Callable[[World], Awaitable[None]]


KEPT_NOTHING = "shows how something would read; nothing is kept"
IN_PLACE = "stands where it was said, under their name, and in the export of the person's data"
# Every form of the console, by its address below /console.
FORMS: Mapping[str, Entered | str] = {
    "/people/new": Entered(A.STAFF_ADD, manage_people),
    "/people/{account_id}/change": Entered(A.STAFF_CHANGE, manage_people),
    "/people/{account_id}/disable": Entered(A.STAFF_DISABLE, manage_people),
    "/people/{account_id}/enable": Entered(A.STAFF_ENABLE, manage_people),
    "/people/{account_id}/reset": Entered(A.STAFF_RESET, manage_people),
    "/people/{account_id}/sign-out": Entered(A.STAFF_SIGN_OUT, manage_people),
    "/sign-in": "with the code still missing nobody is in; the entry comes with the session, see /code",
    "/code": Entered(A.STAFF_SIGN_IN, come_and_go),
    "/password": Entered(A.STAFF_PASSWORD, come_and_go),
    "/sign-out": "ends one's own session, whose beginning is entered",
    "/sign-out-everywhere": Entered(A.STAFF_SIGN_OUT, come_and_go),
    "/profile/second-step": Entered(A.STAFF_CODES, come_and_go),
    "/profile/recovery-codes": Entered(A.STAFF_CODES, come_and_go),
    "/profile/second-step/off": Entered(A.STAFF_CODES, come_and_go),
    "/cases/assign": Entered(A.CASE_ASSIGN, work_on_cases),
    "/cases/{case_no}/steps/{event}": Entered(A.CASE_MOVE, work_on_cases),
    "/cases/{case_no}/notes": Entered(A.CASE_NOTE, work_on_cases),
    "/cases/{case_no}/labels": Entered(A.CASE_LABEL, work_on_cases),
    "/cases/{case_no}/assign": Entered(A.CASE_ASSIGN, work_on_cases),
    "/cases/{case_no}/files": Entered(A.CASE_ATTACH, work_on_cases),
    "/cases/{case_no}/correct": Entered(A.CASE_AMEND, work_on_cases),
    "/cases/{case_no}/reveal": Entered(A.CASE_DISCLOSE, work_on_cases),
    "/cases/{case_no}/register": Entered(A.CASE_DOCUMENT, end_cases),
    "/cases/{case_no}/register/{entry_id}/arrival": Entered(A.CASE_DOCUMENT, end_cases),
    "/cases/{case_no}/register/{entry_id}/void": Entered(A.CASE_DOCUMENT, end_cases),
    "/cases/{case_no}/revisits": Entered(A.CASE_REVISIT, end_cases),
    "/cases/publication/{case_no}": Entered(A.CASE_PUBLISH, end_cases),
    "/cases/publication/{case_no}/refusal": Entered(A.CASE_REFUSE_PUBLICATION, end_cases),
    "/cases/callbacks/{callback_id}/take": Entered(A.CALLBACK_TAKE, call_back),
    "/cases/callbacks/{callback_id}/leave": Entered(A.CALLBACK_TAKE, call_back),
    "/cases/callbacks/{callback_id}/attempts": Entered(A.CALLBACK_ATTEMPT, call_back),
    "/cases/callbacks/{callback_id}/cancel": Entered(A.CALLBACK_CANCEL, call_back),
    "/cases/callbacks/{callback_id}/number": Entered(A.CALLBACK_DISCLOSE, call_back),
    "/review/items/{item_id}/decide": Entered(A.REVIEW_DECIDE, review),
    "/review/items/{item_id}/move/{move}": Entered(A.REVIEW_FLAG, review),
    "/review/batches/export": Entered(A.TEACH_EXPORT, review),
    "/review/batches/{number}/drop": Entered(A.TEACH_DROP, review),
    "/review/knowledge/new": Entered(A.KNOWLEDGE_DRAFT, write_entries),
    "/review/knowledge/topics/{topic}/draft": Entered(A.KNOWLEDGE_DRAFT, write_entries),
    "/review/knowledge/versions/{version_id}/save": Entered(A.KNOWLEDGE_SUBMIT, write_entries),
    "/review/knowledge/versions/{version_id}/return": Entered(A.KNOWLEDGE_RETURN, write_entries),
    "/review/knowledge/versions/{version_id}/approve": Entered(A.KNOWLEDGE_PUBLISH, write_entries),
    "/review/knowledge/versions/{version_id}/withdraw": Entered(A.KNOWLEDGE_WITHDRAW, write_entries),
    "/review/knowledge/versions/{version_id}/discard": Entered(A.KNOWLEDGE_DISCARD, write_entries),
    "/review/knowledge/versions/{version_id}/preview": KEPT_NOTHING,
    "/insight/warnings/{warning_id}/acknowledge": Entered(A.WARNING_ACKNOWLEDGE, heed_warnings),
    "/insight/warnings/{warning_id}/dismiss": Entered(A.WARNING_DISMISS, heed_warnings),
    "/audit/verify": "reads the log from end to end and changes nothing",
    "/inbox/c/{conversation_id}/claim": Entered(A.CONVERSATION_CLAIM, serve),
    "/inbox/c/{conversation_id}/transfer": Entered(A.CONVERSATION_TRANSFER, serve),
    "/inbox/c/{conversation_id}/snooze": Entered(A.CONVERSATION_SNOOZE, serve),
    "/inbox/c/{conversation_id}/return": Entered(A.CONVERSATION_RETURN, serve),
    "/inbox/c/{conversation_id}/close": Entered(A.CONVERSATION_CLOSE, serve),
    "/inbox/c/{conversation_id}/note": Entered(A.CONVERSATION_NOTE, serve),
    "/inbox/c/{conversation_id}/labels": Entered(A.CONVERSATION_LABEL, serve),
    "/inbox/c/{conversation_id}/clear": Entered(A.CONVERSATION_DISCLOSE, serve),
    "/inbox/c/{conversation_id}/amend/{case_no}": Entered(A.CASE_AMEND, serve),
    "/inbox/c/{conversation_id}/file": "a filing: it stands in the case's own timeline, as everybody's does",
    "/inbox/c/{conversation_id}/say": IN_PLACE,
    "/inbox/c/{conversation_id}/read": "how far somebody has read; done by looking, not by deciding",
    "/inbox/c/{conversation_id}/presence": "that somebody looks or types; it lapses by itself",
    "/inbox/labels": Entered(A.CONVERSATION_LABEL, serve),
    "/inbox/canned/{canned_id}": Entered(A.CANNED_SAVE, set_the_inbox),
    "/inbox/canned/{canned_id}/remove": Entered(A.CANNED_REMOVE, set_the_inbox),
    "/inbox/canned/preview": KEPT_NOTHING,
    "/inbox/rules/{rule_id}": Entered(A.HANDOFF_RULE_SAVE, set_the_inbox),
    "/inbox/rules/{rule_id}/remove": Entered(A.HANDOFF_RULE_REMOVE, set_the_inbox),
}
JOURNEYS = list(dict.fromkeys(one.by for one in FORMS.values() if isinstance(one, Entered)))


@pytest.mark.usefixtures("served")
async def test_every_form_is_listed_with_what_it_enters(app: Sanic[Any, Any]) -> None:
    posted = {
        template_of(route.path).removeprefix(C)
        for route in app.router.routes
        if "POST" in route.methods and template_of(route.path).startswith(f"{C}/")
    }
    assert posted == FORMS.keys()


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.__name__)
async def test_what_a_form_does_is_entered_under_the_name_of_whoever_sent_it(
    app: Sanic[Any, Any],
    signed_in: SignIn,
    someone: Begin,
    clock: FakeClock,
    served: str,
    journey: Callable[[World], Awaitable[None]],
) -> None:
    world = World(app, signed_in, someone, casework_of(app, clock), clock, served)
    await journey(world)
    left = {path.removeprefix(C): actions for path, actions in world.left.items()}
    wanted = {
        path: one.action.value
        for path, one in FORMS.items()
        if isinstance(one, Entered) and one.by is journey
    }
    missing = {
        path: (action, left.get(path)) for path, action in wanted.items() if action not in left.get(path, ())
    }
    assert missing == {}
