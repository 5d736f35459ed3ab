"""/console/insight: the numbers of a period, each table as a file, and what lies behind them."""

from sanic import HTTPResponse, Request

from desk.clock import legal_day
from desk.console.areas import area
from desk.console.guard import staff_of, staff_page
from desk.console.insight import choices, wording
from desk.console.insight.asking import Asked, read_asked
from desk.console.insight.figures import Figures
from desk.console.insight.gathering import Look, look
from desk.console.insight.saying import duration
from desk.console.insight.tiles import tiles_of
from desk.console.insight.warnings import shown_warnings
from desk.console.rendering import render
from desk.context import desk_of
from desk.errors import NotFound
from desk.insight.definitions import DEFINITIONS
from desk.insight.periods import Span
from desk.insight.questions import group_of
from desk.insight.topics import topic_names
from desk.staff.roles import Permission
from desk.web.spreadsheets import csv_file

blueprint = area("insight")


class TableUnknown(NotFound):
    code, title = "insight_table_not_found", "没有这张表"


async def _look(request: Request, asked: Asked) -> Look:
    desk = desk_of(request)
    now = desk.clock()
    today = legal_day(now)
    async with desk.database.read() as session:
        cut = await asked.cut(session, staff_of(request), today=today)
        return await look(session, desk.vault, cut, today=today, now=now)


@blueprint.get("/", name="overview")
@staff_page(Permission.INSIGHT_READ)
async def overview(request: Request) -> HTTPResponse:
    """The page; for htmx the same without the frame."""
    desk, asked, staff = desk_of(request), read_asked(request), staff_of(request)
    found = await _look(request, asked)
    async with desk.database.read() as session:
        agencies = await choices.agencies(session, staff, asked)
        warnings = await shown_warnings(session, request.app.ctx.services, found.cut)
    tables = Figures(found, asked).all()
    return render(
        request,
        "insight/overview.html",
        asked=asked,
        look=found,
        spans=[
            (span, words, asked.address(span=span))
            for span, words in wording.SPANS.items()
            if span is not Span.OWN
        ],
        own=asked.span is Span.OWN,
        channels=choices.channels(asked.channel),
        topics=choices.topics(),
        regions=choices.regions(asked.region),
        agencies=agencies,
        tiles=tiles_of(found),
        tables=tables,
        warnings=warnings,
        missed=found.missed,
        topic_names=topic_names(),
        why=wording.WHY,
        definitions=DEFINITIONS,
        duration=duration,
        may_review=staff.may(Permission.REVIEW),
    )


@blueprint.get("/tables/<name:str>", name="table")
@staff_page(Permission.INSIGHT_READ)
async def table(request: Request, name: str) -> HTTPResponse:
    """One table of the page as a file. Raises TableUnknown."""
    asked = read_asked(request)
    bare = name.removesuffix(".csv")
    tables = Figures(await _look(request, asked), asked).all()
    if bare not in tables or not name.endswith(".csv"):
        raise TableUnknown
    heading, rows = tables[bare].saved()
    period = asked.period(today=legal_day(desk_of(request).clock()))
    return csv_file(heading, rows, name=f"xiaobao-{bare}-{period.since}-{period.until}")


@blueprint.get("/questions/<cluster_id:str>", name="question_group")
@staff_page(Permission.INSIGHT_READ)
async def question_group(request: Request, cluster_id: str) -> HTTPResponse:
    """The questions of one group, masked, each with the way to its conversation. Raises GroupNotFound."""
    desk, asked, staff = desk_of(request), read_asked(request), staff_of(request)
    async with desk.database.read() as session:
        cut = await asked.cut(session, staff, today=legal_day(desk.clock()))
        cluster, questions, why = await group_of(session, desk.vault, cluster_id.lower(), cut)
    return render(
        request,
        "insight/questions.html",
        asked=asked,
        period=cut.period,
        cluster=cluster,
        questions=questions,
        count=sum(why.values()),
        why=wording.WHY,
        counts=why,
        topic_names=topic_names(),
        channels=wording.CHANNELS,
        may_review=staff.may(Permission.REVIEW),
        may_read=staff.may(Permission.CONVERSATIONS_READ),
    )
