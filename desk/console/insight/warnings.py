"""Early warnings on the page: the newest rises, and one of them with its weeks and its cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sanic import HTTPResponse, Request
from sanic.response import redirect
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases.model import Case
from desk.cases.schemas import Service
from desk.cases.wording import STATE_LABELS
from desk.console.areas import area
from desk.console.cases.people import officer_of
from desk.console.forms import form_field
from desk.console.guard import staff_of, staff_page
from desk.console.insight import wording
from desk.console.insight.saying import chance
from desk.console.insight.tables import Chart, Column, Row, Table
from desk.console.rendering import render
from desk.context import desk_of
from desk.insight.cut import Cut, agencies_meant
from desk.insight.definitions import Unit
from desk.staff.roles import Permission
from desk.warnings import service
from desk.warnings.model import SeriesKind, Warning, WarningState
from desk.warnings.states import WarningEvent
from desk.warnings.views import label_of

SHOWN = 12  # warnings on the page
NOTE = 1000  # characters
WEEK = 7  # days

blueprint = area("insight-warnings", "insight/warnings")


@dataclass(frozen=True)
class WarningLine:
    """One warning in the list."""

    warning: Warning
    series: str
    label: str
    state: str

    @property
    def times(self) -> float | None:
        """How many times what was expected; None where nothing was."""
        expected = self.warning.expected
        return self.warning.observed / expected if expected >= 0.1 else None


def _line(warning: Warning, services: Mapping[str, Service]) -> WarningLine:
    return WarningLine(
        warning, wording.SERIES[warning.series], label_of(warning, services), wording.WARNINGS[warning.state]
    )


async def shown_warnings(
    session: AsyncSession, services: Mapping[str, Service], cut: Cut
) -> Sequence[WarningLine]:
    """Those of the period, the ones nobody looked at first. A rise is everybody's business, wherever its cases lie;
    channel and topic are none of its properties."""
    period = cut.period
    wanted = (
        select(Warning)
        .where(Warning.last_on >= period.since, Warning.first_on <= period.until)
        .order_by((Warning.state == WarningState.OPEN).desc(), Warning.id.desc())
        .limit(SHOWN)
    )
    if cut.region is not None:
        wanted = wanted.where(
            Warning.series == SeriesKind.PREFECTURE, Warning.key.startswith(cut.region[:4], autoescape=True)
        )
    return [_line(warning, services) for warning in await session.scalars(wanted)]


def _weeks(warning: Warning) -> Table:
    """Seven days each, the newest last."""
    weeks: list[int] = list(reversed(warning.evidence["weeks"]))
    rows = [
        Row([f"{-back} 周前" if back else "预警这一周", count])
        for back, count in zip(range(1 - len(weeks), 1), weeks, strict=True)
    ]
    summary = f"这一周 {warning.observed} 件，按以往约 {warning.expected:.1f} 件。"
    columns = [Column("周"), Column("投诉举报", Unit.COUNT, drawn=True)]
    return Table("weeks", "每七天收到多少", columns, rows, Chart.STACK, summary)


@blueprint.get("/<warning_id:str>", name="warning")
@staff_page(Permission.INSIGHT_READ)
async def show_warning(request: Request, warning_id: str) -> HTTPResponse:
    """One warning. Raises WarningNotFound."""
    desk, staff = desk_of(request), staff_of(request)
    async with desk.database.read() as session:
        warning = await service.find_warning(session, warning_id)
        agencies = await agencies_meant(session, staff.agency_id, None)
        case_ids: list[str] = warning.evidence["case_ids"]
        if agencies is not None:
            case_ids = await service.handled_by(session, agencies, case_ids)
        shown = (
            select(Case).where(Case.id.in_(case_ids), Case.restricted_at.is_(None)).order_by(Case.id.desc())
        )
        cases = list(await session.scalars(shown))
    return render(
        request,
        "insight/warning.html",
        line=_line(warning, request.app.ctx.services),
        weeks=_weeks(warning),
        chance=chance(warning.p_value),
        threshold=chance(warning.threshold),
        cases=cases,
        states=STATE_LABELS,
        kinds=wording.KINDS,
        services=request.app.ctx.services,
        note=None if warning.note_sealed is None else desk.vault.open(warning.note_sealed),
        everywhere=staff.agency_id is None,
        may_act=staff.may(Permission.CASES_SUPERVISE) and warning.state is not WarningState.DISMISSED,
        may_read_cases=staff.may(Permission.CASES_READ),
    )


@blueprint.post("/<warning_id:str>/acknowledge", name="acknowledge")
@staff_page(Permission.CASES_SUPERVISE)
async def acknowledge(request: Request, warning_id: str) -> HTTPResponse:
    """Somebody looks into it."""
    return await _act(request, warning_id, WarningEvent.ACKNOWLEDGE)


@blueprint.post("/<warning_id:str>/dismiss", name="dismiss")
@staff_page(Permission.CASES_SUPERVISE)
async def dismiss(request: Request, warning_id: str) -> HTTPResponse:
    """Looked at, nothing to do."""
    return await _act(request, warning_id, WarningEvent.DISMISS)


async def _act(request: Request, warning_id: str, event: WarningEvent) -> HTTPResponse:
    desk, staff = desk_of(request), staff_of(request)
    note = form_field(request, "note", longest=NOTE) or None
    async with desk.database.write() as session:
        warning = await service.act(
            session,
            desk.vault,
            warning_id,
            event,
            actor=officer_of(staff),
            note=note,
            now=desk.clock(),
        )
    return redirect(f"/console/insight/warnings/{warning.id}", status=303)
