"""Warnings from stored cases on both databases: found once, with evidence, and acted on."""

import datetime as dt
import random
from typing import Any

import httpx
import pytest
from sanic import Sanic
from sqlalchemy import insert, select

from desk.audit.chain import reason_digest
from desk.cases.changing import CaseDesk
from desk.cases.model import Case
from desk.clock import midnight
from desk.figures.keeping import keep_facts
from desk.figures.model import CaseFacts
from desk.ids import new_id
from desk.privacy.case_erasure import erase_case
from desk.store.database import Database
from desk.warnings.errors import WarningClosed, WarningNotFound
from desk.warnings.looking import look, weeks_of
from desk.warnings.model import SeriesKind, Warning, WarningState
from desk.warnings.service import NOTE_KEPT, act, clear_notes, find_warning, run
from desk.warnings.states import TRANSITIONS, WarningEvent, step
from tests.desk.builders import NOW, audited, on_sqlite
from tests.desk.casebook import SUPERVISOR, CaseBook
from tests.desk.warnings.waves import poisson

TODAY = dt.date(2026, 11, 20)
YESTERDAY = TODAY - dt.timedelta(days=1)
STAFF = {"Authorization": "Bearer staff-token"}
CHIEF = {"Authorization": "Bearer supervisor-token"}


async def store(database: Database, case_desk: CaseDesk, told: list[tuple[str, dt.date, str, str]]) -> None:
    """Cases by (business, day, category, region code): one real filing, copied."""
    desk = CaseDesk(case_desk.vault, case_desk.calendar, reactions=(keep_facts,))
    async with database.write() as session:
        first = await CaseBook(session, desk).file()
        facts = await session.get_one(CaseFacts, first.id)
        case_row = {column.name: getattr(first, column.name) for column in Case.__table__.columns}
        facts_row = {column.name: getattr(facts, column.name) for column in CaseFacts.__table__.columns}
        cases, rows = [], []
        for number, (business, day, category, region) in enumerate(told):
            same = {
                "respondent_key": business,
                "category": category,
                "region_code": region,
            }
            case_id = new_id()
            cases.append(
                case_row
                | same
                | {"id": case_id, "case_no": f"XB{number:08}", "respondent_name": business}
                | {"lookup_digest": None, "dispute_digest": None, "created_at": midnight(day)}
            )
            rows.append(facts_row | same | {"case_id": case_id, "received_on": day, "month": f"{day:%Y-%m}"})
        await session.delete(facts)
        await session.flush()
        await session.execute(insert(Case), cases)
        await session.execute(insert(CaseFacts), rows)


def usual(business: str, weekly: float, *, seed: int, weeks: int = 40, **place: str) -> list[Any]:
    """Forty weeks of chance until yesterday."""
    rng = random.Random(seed)
    told = []
    for back in range(weeks * 7):
        day = YESTERDAY - dt.timedelta(days=back)
        case = (business, day, place.get("category", "food"), place.get("region", "220102"))
        told += [case] * poisson(rng, weekly / 7)
    return told


def wave(business: str, cases: int, **place: str) -> list[Any]:
    day = YESTERDAY - dt.timedelta(days=2)
    return [(business, day, place.get("category", "food"), place.get("region", "220102"))] * cases


def quiet() -> list[Any]:
    return [row for seed in range(8) for row in usual(f"商家{seed}", 2, seed=seed, region="210202")]


async def found(database: Database) -> dict[tuple[SeriesKind, str], Warning]:
    await run(database, now=NOW)
    async with database.read() as session:
        return {(one.series, one.key): one for one in await session.scalars(select(Warning))}


async def test_without_a_wave_nothing_is_warned_of(database: Database, case_desk: CaseDesk) -> None:
    await store(database, case_desk, quiet())
    assert await found(database) == {}


async def test_a_business_with_a_wave_is_warned_of_with_its_cases(
    database: Database, case_desk: CaseDesk
) -> None:
    await store(database, case_desk, quiet() + wave("健身馆", 12))
    warnings = await found(database)
    one = warnings[SeriesKind.BUSINESS, "健身馆"]
    assert (one.observed, one.state) == (12, WarningState.OPEN)
    assert one.expected < 1
    assert one.p_value <= one.threshold < 0.05
    assert (one.first_on, one.last_on) == (YESTERDAY - dt.timedelta(days=6), YESTERDAY)
    assert one.evidence["weeks"][0] == 12
    assert one.evidence["name"] == "健身馆"
    async with database.read() as session:
        rows = await session.scalars(select(Case).where(Case.id.in_(one.evidence["case_ids"])))
        assert {case.respondent_name for case in rows} == {"健身馆"}
    # Its only category would say the same again; its prefecture, where nothing else happens, says it, too.
    assert (SeriesKind.BUSINESS_CATEGORY, "健身馆|food") not in warnings
    assert (SeriesKind.PREFECTURE, "2201") in warnings


async def test_a_wave_in_one_category_of_a_business_is_told_apart(
    database: Database, case_desk: CaseDesk
) -> None:
    shop = usual("超市", 6, seed=50) + usual("超市", 0.2, seed=51, category="car")
    await store(database, case_desk, quiet() + shop + wave("超市", 25, category="car"))
    warnings = await found(database)
    assert warnings[SeriesKind.BUSINESS_CATEGORY, "超市|car"].observed >= 25
    assert (SeriesKind.BUSINESS_CATEGORY, "超市|food") not in warnings
    assert (SeriesKind.CATEGORY, "car") in warnings


async def test_many_businesses_with_a_few_cases_make_a_wave_of_a_place(
    database: Database, case_desk: CaseDesk
) -> None:
    spread = [row for number in range(20) for row in wave(f"小店{number}", 2, region="220203")]
    await store(database, case_desk, quiet() + usual("市场", 3, seed=60, region="220203") + spread)
    warnings = await found(database)
    assert warnings[SeriesKind.PREFECTURE, "2202"].observed >= 40
    assert not [key for kind, key in warnings if kind is SeriesKind.BUSINESS]


async def test_looking_again_adds_nothing_and_the_next_week_does(
    database: Database, case_desk: CaseDesk
) -> None:
    await store(database, case_desk, quiet() + wave("健身馆", 12))
    first = await run(database, now=NOW)
    assert first
    assert await run(database, now=NOW) == []
    assert await run(database, now=NOW + dt.timedelta(days=1)) == []  # Saturday: the same week
    monday_passed = NOW + dt.timedelta(days=4)  # the window still holds the wave
    assert await run(database, now=monday_passed)


async def test_today_is_not_judged_before_it_is_over(database: Database, case_desk: CaseDesk) -> None:
    today = [("健身馆", TODAY, "food", "220102")] * 12
    await store(database, case_desk, quiet() + today)
    assert await run(database, now=NOW) == []
    async with database.read() as session:
        assert await look(session, last_on=TODAY)


async def test_an_empty_desk_and_a_new_one_warn_of_nothing(database: Database, case_desk: CaseDesk) -> None:
    assert await run(database, now=NOW) == []
    await store(database, case_desk, wave("健身馆", 30))
    assert await run(database, now=NOW) == []


def test_weeks_end_on_the_day_looked_at() -> None:
    from collections import Counter

    days = Counter({YESTERDAY: 1, YESTERDAY - dt.timedelta(days=6): 2, YESTERDAY - dt.timedelta(days=7): 4})
    days[TODAY] = 100
    assert weeks_of(days, last_on=YESTERDAY, count=3) == [3, 4, 0]


@pytest.mark.parametrize(("state", "event"), [(s, e) for s in WarningState for e in WarningEvent])
def test_each_step_is_a_row_or_refused(state: WarningState, event: WarningEvent) -> None:
    if (state, event) in TRANSITIONS:
        assert step(state, event) is TRANSITIONS[state, event]
    else:
        with pytest.raises(WarningClosed):
            step(state, event)


async def test_an_officers_word_is_kept_sealed(database: Database, case_desk: CaseDesk) -> None:
    await store(database, case_desk, quiet() + wave("健身馆", 12))
    warning = (await run(database, now=NOW))[0]
    vault, note = case_desk.vault, "老板王小丽已停业"
    async with database.write() as session:
        acted = await act(
            session, vault, warning.id, WarningEvent.ACKNOWLEDGE, actor=SUPERVISOR, note=note, now=NOW
        )
        assert (acted.state, acted.acted_by, acted.acted_at) == (
            WarningState.ACKNOWLEDGED,
            str(SUPERVISOR),
            NOW,
        )
        assert acted.note_sealed is not None
        assert note not in acted.note_sealed
        await act(session, vault, warning.id, WarningEvent.DISMISS, actor=SUPERVISOR, note=None, now=NOW)
        kept = await find_warning(session, warning.id)
        assert vault.open(kept.note_sealed or "") == note
        with pytest.raises(WarningClosed):
            await act(
                session, vault, warning.id, WarningEvent.ACKNOWLEDGE, actor=SUPERVISOR, note=None, now=NOW
            )
        with pytest.raises(WarningNotFound):
            await find_warning(session, new_id())
        await clear_notes(session, now=NOW + NOTE_KEPT)
        await session.refresh(kept)
        assert kept.note_sealed is not None
        await clear_notes(session, now=NOW + NOTE_KEPT + dt.timedelta(seconds=1))
        await session.refresh(kept)
        assert (kept.note_sealed, kept.acted_by) == (None, str(SUPERVISOR))


async def test_an_erased_persons_name_is_taken_out_of_the_warnings(
    database: Database, case_desk: CaseDesk
) -> None:
    await store(database, case_desk, quiet() + wave("王小丽", 12) + wave("健身馆", 12))
    assert await run(database, now=NOW)
    async with database.write() as session:
        case = await session.scalar(select(Case).where(Case.respondent_name == "王小丽").limit(1))
        assert case is not None
        await erase_case(session, case_desk.vault, case, actor="test", now=NOW)
        facts = await session.get_one(CaseFacts, case.id)
        assert facts.respondent_key == ""
        named = {one.key for one in await session.scalars(select(Warning))}
        assert "健身馆" in named
        assert not [key for key in named if key.startswith("王小丽")]


@on_sqlite
async def test_over_the_api(
    api: httpx.AsyncClient, app: Sanic[Any, Any], database: Database, case_desk: CaseDesk
) -> None:
    await store(database, case_desk, quiet() + wave("健身馆", 12, category="fitness"))
    assert (await api.get("/api/v1/warnings")).status_code == 403
    assert (await api.post("/api/v1/warnings/runs", json={}, headers=STAFF)).status_code == 403
    added = (await api.post("/api/v1/warnings/runs", json={}, headers=CHIEF)).json()["added"]
    assert (await api.post("/api/v1/warnings/runs", json={}, headers=CHIEF)).json() == {"added": []}
    labels = {one["series"]: one["label"] for one in added}
    assert labels == {"business": "健身馆", "category": "健身、运动", "prefecture": "吉林省长春市"}

    seen, url = [], "/api/v1/warnings?limit=1"
    while url:
        page = await api.get(url, headers=CHIEF)
        seen += page.json()["warnings"]
        url = page.links["next"]["url"] if "next" in page.links else ""
    assert sorted(seen, key=str) == sorted(added, key=str)

    path = f"/api/v1/warnings/{added[0]['id']}"
    done = await api.post(f"{path}/acknowledge", json={"note": "在查", "officer": "li"}, headers=STAFF)
    assert (done.json()["state"], done.json()["note"]) == ("acknowledged", "在查")
    assert (await api.get(path, headers=CHIEF)).json() == done.json()
    still_open = await api.get("/api/v1/warnings?state=open", headers=CHIEF)
    assert len(still_open.json()["warnings"]) == len(added) - 1
    assert (await api.post(f"{path}/dismiss", json={}, headers=STAFF)).json()["state"] == "dismissed"
    refused = await api.post(f"{path}/acknowledge", json={}, headers=STAFF)
    assert (refused.status_code, refused.json()["code"]) == (409, "warning_closed")
    told = [(one.action.value, one.actor, one.subject, one.detail) for one in await audited(database)]
    subject, digest = f"warning:{added[0]['id']}", reason_digest(case_desk.vault, "在查")
    assert told == [
        ("warning:acknowledge", "officer:staff/li", subject, {"note_digest": digest}),
        ("warning:dismiss", "officer:staff", subject, None),
    ]
    for url in ("/api/v1/warnings?state=done", "/api/v1/warnings?cursor=1"):
        assert (await api.get(url, headers=CHIEF)).json()["code"] == "invalid_warning_query"
    for nobody in (new_id(), "x"):
        assert (await api.get(f"/api/v1/warnings/{nobody}", headers=CHIEF)).status_code == 404
