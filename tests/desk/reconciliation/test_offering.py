"""Which complaints are offered, by themselves or when the consumer chooses it; and which are not."""

from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from desk.cases.changes import Actor
from desk.cases.changing import CaseDesk
from desk.cases.reading import find_case
from desk.cases.states import CaseEvent, CaseKind, CaseState, Ground, Role
from desk.cases.transitions import Transition, change_state
from desk.enterprises.model import Enterprise
from desk.ids import new_id
from desk.reconciliation.errors import NotReconcilable
from desk.reconciliation.model import Reconciliation
from desk.reconciliation.offering import follow_case
from desk.reconciliation.rules import SAFETY_TOPICS, Bar, bar
from desk.reconciliation.states import ReconciliationState
from desk.store.database import Database
from tests.desk.builders import NOW, file_case, on_sqlite
from tests.desk.reconciliation.parties import Consumer, Shop

ZHANG = Actor(Role.OFFICER, "zhang")
AGREED = {"consent__reconciliation": True}
AGENT = {
    "name": "王律师",
    "phone": "+8613800138001",
    "matters": "退款",
    "authority": "代为和解",
    "valid_from": "2026-11-01",
    "valid_until": "2026-12-31",
}
JOINT = {
    "members": [{"name": "李小红", "phone": "+8613800138002", "address": "长春市南关区大经路1号"}],
    "speakers": [0],
}
KNOWLEDGE = Path(__file__).parents[3] / "data" / "knowledge"


@pytest.fixture
def officer_desk(case_desk: CaseDesk) -> CaseDesk:
    """The cases as an officer's action meets them: with our reaction, without HTTP."""
    return CaseDesk(case_desk.vault, case_desk.calendar, reactions=(follow_case,))


async def test_agreed_complaint_is_offered_on_filing(api: httpx.AsyncClient, shop: Shop) -> None:
    case = (await file_case(api, **AGREED)).json()
    assert (case["state"], case["state_label"]) == ("reconciling", "先行和解中")
    assert len(await shop.offers()) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"consent__reconciliation": False},
        {**AGREED, "respondent__name": "别的电器行"},
        {**AGREED, "region": "沈阳", "respondent__address": "沈阳市和平区中山路9号"},
        {**AGREED, "topic": "product_liability_injury"},
        {**AGREED, "representative": AGENT},
        {**AGREED, "joint": JOINT},
        {**AGREED, "respondent__platform": "某商城", "respondent__shop": "好运电器行"},
    ],
    ids=["not asked", "declined", "not enrolled", "elsewhere", "injury", "agent", "joint", "somebody's shop"],
)
@on_sqlite
async def test_complaint_is_not_offered(api: httpx.AsyncClient, shop: Shop, changes: dict[str, Any]) -> None:
    case = (await file_case(api, **changes)).json()
    assert case["state"] == "submitted", case
    assert await shop.offers() == []


async def test_report_is_never_offered(api: httpx.AsyncClient, shop: Shop) -> None:
    report = (await file_case(api, kind="report", **AGREED)).json()
    assert report["state"] == "submitted"
    chosen = await Consumer(api, report["case_no"]).choose()
    assert (chosen.status_code, chosen.json()["code"]) == (409, "transition_not_allowed")
    assert await shop.offers() == []


async def test_of_a_story_that_is_both_only_the_complaint_is_offered(
    api: httpx.AsyncClient, shop: Shop
) -> None:
    complaint = (await file_case(api, kind="both", **AGREED)).json()
    report = (await api.get(f"/api/v1/cases/{complaint['linked_case_nos'][0]}")).json()
    assert (complaint["state"], report["state"]) == ("reconciling", "submitted")
    assert len(await shop.offers()) == 1


async def test_consumer_may_choose_it_later_and_share_the_phone(api: httpx.AsyncClient, shop: Shop) -> None:
    consumer = Consumer(api, (await file_case(api)).json()["case_no"])
    chosen = await consumer.choose(share_contact=True)
    assert (chosen.status_code, chosen.json()["state"]) == (201, "offered")
    assert (await consumer.case())["consent"]["reconciliation"] is True
    again = await consumer.choose()
    assert (again.status_code, again.json()) == (200, chosen.json())
    assert (await shop.offers())[0]["consumer"] == {"name": "欧**", "phone": "+8613912345678"}


@on_sqlite
async def test_injury_is_offered_when_the_consumer_chooses_it(api: httpx.AsyncClient, shop: Shop) -> None:
    case = (await file_case(api, topic="premises_safety_injury", **AGREED)).json()
    assert (await Consumer(api, case["case_no"]).choose()).status_code == 201


@on_sqlite
@pytest.mark.parametrize(
    ("changes", "why"),
    [({"respondent__name": "别的电器行"}, "not_enrolled"), ({"joint": JOINT}, "joint")],
)
async def test_choice_that_cannot_be_is_refused_with_its_reason(
    api: httpx.AsyncClient, shop: Shop, changes: dict[str, Any], why: str
) -> None:
    consumer = Consumer(api, (await file_case(api, **changes)).json()["case_no"])
    refused = await consumer.choose()
    assert (refused.status_code, refused.json()["code"]) == (409, "not_reconcilable")
    assert [error["code"] for error in refused.json()["errors"]] == [why]
    case = await consumer.case()  # nothing of the refused choice is kept
    assert (case["state"], case["consent"]["reconciliation"]) == ("submitted", None)


@on_sqlite
async def test_nothing_new_is_offered_to_an_enterprise_that_is_not_active(
    api: httpx.AsyncClient, shop: Shop, consumer: Consumer, database: Database
) -> None:
    async with database.write() as session:
        await session.execute(update(Enterprise).values(active=False))
    assert (await file_case(api, **AGREED)).json()["state"] == "submitted"
    assert (await shop.propose(await shop.offered())).status_code == 200  # what was offered goes on


async def take(database: Database, desk: CaseDesk, case_no: str, wanted: Transition) -> None:
    """What an officer's action does."""
    async with database.write() as session:
        case = await find_case(session, case_no, lock=True)
        await change_state(session, desk, case, wanted, now=NOW)


async def test_officer_may_offer_it_where_the_consumer_agreed(
    api: httpx.AsyncClient, shop: Shop, database: Database, officer_desk: CaseDesk
) -> None:
    agreed = (await file_case(api, topic="gas_cylinders", **AGREED)).json()["case_no"]
    not_asked = (await file_case(api)).json()["case_no"]
    wanted = Transition(CaseEvent.OFFER_RECONCILIATION, ZHANG)
    await take(database, officer_desk, agreed, wanted)
    assert len(await shop.offers()) == 1
    with pytest.raises(NotReconcilable):
        await take(database, officer_desk, not_asked, wanted)
    assert (await Consumer(api, not_asked).case())["state"] == "submitted"


@pytest.mark.parametrize(
    ("event", "actor", "state", "reason"),
    [
        (CaseEvent.WITHDRAW, Actor(Role.CONSUMER, "assistant"), "withdrawn", None),
        (CaseEvent.WITHDRAW, ZHANG, "withdrawn", None),
        (CaseEvent.FAIL_RECONCILIATION, ZHANG, "failed", "stopped"),
        (CaseEvent.SETTLE, ZHANG, "settled", None),
    ],
)
async def test_whoever_moves_the_case_on_ends_the_talk(
    shop: Shop,
    consumer: Consumer,
    database: Database,
    officer_desk: CaseDesk,
    event: CaseEvent,
    actor: Actor,
    state: str,
    reason: str | None,
) -> None:
    one = await shop.offered()
    proposal = (await shop.propose(one)).json()["proposal"]["id"]
    recovered = 10_000 if event is CaseEvent.SETTLE else None
    await take(database, officer_desk, consumer.case_no, Transition(event, actor, recovered_fen=recovered))
    seen = (await shop.get(f"/{one}")).json()
    assert (seen["state"], seen["end_reason"], seen["proposal"]) == (state, reason, None)
    assert seen["ended_at"] is not None
    assert seen["recovered_fen"] == recovered
    assert (await consumer.accept(proposal)).status_code == 409


async def test_no_case_has_two_open_reconciliations(
    shop: Shop, consumer: Consumer, database: Database
) -> None:
    async with database.read() as session:
        first = (await session.scalars(select(Reconciliation))).one()
    copy = {
        "case_id": first.case_id,
        "enterprise_id": first.enterprise_id,
        "clock_id": first.clock_id,
        "automatic": False,
        "share_contact": False,
        "offered_at": NOW,
    }
    with pytest.raises(IntegrityError):
        async with database.write() as session:
            session.add(Reconciliation(id=new_id(), state=ReconciliationState.OFFERED, **copy))
    async with database.write() as session:
        session.add(Reconciliation(id=new_id(), state=ReconciliationState.FAILED, ended_at=NOW, **copy))


def test_every_reason_bars_and_nothing_else() -> None:
    fine: dict[str, Any] = {
        "kind": CaseKind.COMPLAINT,
        "state": CaseState.SUBMITTED,
        "agreed": True,
        "topic": None,
        "parties": None,
        "automatic": True,
    }
    assert bar(**fine) is None
    assert bar(**fine | {"kind": CaseKind.REPORT}) is Bar.NOT_A_COMPLAINT
    assert bar(**fine | {"agreed": None}) is Bar.NOT_AGREED
    assert bar(**fine | {"agreed": False}) is Bar.NOT_AGREED
    for state in set(CaseState) - {CaseState.SUBMITTED}:
        assert bar(**fine | {"state": state}) is Bar.NOT_SUBMITTED
    for topic in SAFETY_TOPICS:
        assert bar(**fine | {"topic": topic}) is Bar.SAFETY
        assert bar(**fine | {"topic": topic, "automatic": False}) is None


def test_safety_topics_are_topics_of_the_knowledge_base() -> None:
    topics = {
        entry.get("topic")
        for path in KNOWLEDGE.glob("*.yml")
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))
    }
    assert topics >= SAFETY_TOPICS


@on_sqlite
async def test_rejected_case_is_not_offered_any_more(
    api: httpx.AsyncClient, shop: Shop, database: Database, case_desk: CaseDesk
) -> None:
    case_no = (await file_case(api)).json()["case_no"]
    ground = frozenset({Ground.NOT_COMPETENT})
    await take(database, case_desk, case_no, Transition(CaseEvent.REJECT, ZHANG, ground))
    assert (await Consumer(api, case_no).choose()).json()["code"] == "transition_not_allowed"
