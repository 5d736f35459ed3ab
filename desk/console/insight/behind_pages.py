"""/console/insight/cases and /visits: what lies behind a number, with the filters of the page it was on."""

from sanic import HTTPResponse, Request

from desk.cases.wording import STATE_LABELS
from desk.clock import legal_day
from desk.clocks.kinds import ClockKind
from desk.clocks.wording import LABELS as CLOCK_LABELS
from desk.console.areas import area
from desk.console.guard import staff_of, staff_page
from desk.console.insight import wording
from desk.console.insight.asking import read_asked
from desk.console.insight.figures import GOING_ON
from desk.console.insight.saying import say
from desk.console.rendering import render
from desk.context import desk_of
from desk.figures.rules import Outcome
from desk.insight.behind import MOST, Cases, Visits, cases_behind, visits_behind
from desk.insight.definitions import Unit
from desk.insight.topics import topic_names
from desk.staff.roles import Permission

blueprint = area("insight-behind", "insight")

MISSED = "missed"


def _cases_of(request: Request) -> tuple[Cases, str]:
    """Which cases, and how that is said. A wrong value is as if it were not there."""
    outcome, late = str(request.args.get("outcome") or ""), str(request.args.get("late") or "")
    if late in set(ClockKind):
        kind = ClockKind(late)
        return Cases(late=kind), f"“{CLOCK_LABELS[kind]}”没有按时"
    if outcome == GOING_ON:
        return Cases(going_on=True), wording.OUTCOMES[None]
    if outcome in set(Outcome):
        return Cases(outcome=Outcome(outcome)), wording.OUTCOMES[Outcome(outcome)]
    return Cases(), "收到的全部"


@blueprint.get("/cases", name="cases")
@staff_page(Permission.INSIGHT_READ)
async def behind_cases(request: Request) -> HTTPResponse:
    """The cases behind a number; people's names are on none of them."""
    desk, asked, staff = desk_of(request), read_asked(request), staff_of(request)
    wanted, told = _cases_of(request)
    today = legal_day(desk.clock())
    async with desk.database.read() as session:
        cut = await asked.cut(session, staff, today=today)
        cases, more = await cases_behind(session, cut, wanted, today=today)
    return render(
        request,
        "insight/cases.html",
        asked=asked,
        period=cut.period,
        told=told,
        by_due_day=wanted.late is not None,
        cases=cases,
        more=more,
        most=MOST,
        states=STATE_LABELS,
        kinds=wording.KINDS,
        channels=wording.CHANNELS,
        services=request.app.ctx.services,
        may_read=staff.may(Permission.CASES_READ),
    )


@blueprint.get("/visits", name="visits")
@staff_page(Permission.INSIGHT_READ)
async def behind_visits(request: Request) -> HTTPResponse:
    """The visits behind a number, without a word of what was said."""
    desk, asked, staff = desk_of(request), read_asked(request), staff_of(request)
    reason = str(request.args.get("reason") or "")
    known = reason if reason in wording.REASONS else None
    missed = request.args.get("part") == MISSED
    async with desk.database.read() as session:
        cut = await asked.cut(session, staff, today=legal_day(desk.clock()))
        visits, more = await visits_behind(session, cut, Visits(known, missed))
    told = wording.REASONS[known] if known else "有话没听懂或没人回答" if missed else "全部咨询"
    return render(
        request,
        "insight/visits.html",
        asked=asked,
        period=cut.period,
        told=f"转人工：{told}" if known else told,
        visits=visits,
        more=more,
        most=MOST,
        channels=wording.CHANNELS,
        reasons=wording.REASONS,
        topic_names=topic_names(),
        waited=lambda seconds: say(Unit.SECONDS, seconds),
        may_read=staff.may(Permission.CONVERSATIONS_READ),
    )
