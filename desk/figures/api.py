"""/api/v1/figures: figures by agency, category, region, channel and month; enterprises by complaints."""

from collections.abc import Mapping
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw

from desk.agencies.register import present_tree
from desk.cases.schemas import Service
from desk.clients.guard import client_of, guard
from desk.clients.reach import agencies_meant
from desk.clock import legal_day
from desk.context import desk_of
from desk.figures import openapi, service
from desk.figures.errors import InvalidFigureQuery
from desk.figures.schemas import Dimension, FigureQuery, FigureRow, Figures, Format, Ranking, RankingQuery
from desk.figures.wording import HEADINGS, LABEL
from desk.places.divisions import official_name
from desk.web.operations import describes
from desk.web.problems import field_errors
from desk.web.spreadsheets import Cell, csv_file

blueprint = Blueprint("figures", url_prefix="/api/v1")
blueprint.on_request(guard)

Query = TypeVar("Query", bound=BaseModel)
REGIONS = (Dimension.PROVINCE, Dimension.PREFECTURE, Dimension.COUNTY)


def _query(model: type[Query], request: Request) -> Query:
    """Raises InvalidFigureQuery."""
    try:
        return model.model_validate({name: values[-1] for name, values in request.args.items()})
    except ValidationError as error:
        raise InvalidFigureQuery(errors=field_errors(error)) from error


@blueprint.get("/figures")
@describes(openapi.FIGURES)
async def show_figures(request: Request) -> HTTPResponse:
    """Figures, as JSON or as a table."""
    desk, query = desk_of(request), _query(FigureQuery, request)
    async with desk.database.read() as session:
        agencies = await agencies_meant(session, client_of(request), query.agency_id, subtree=query.subtree)
        found = await service.figures(session, query, today=legal_day(desk.clock()), agency_ids=agencies)
        names = {node.id: node.name for node in (await present_tree(session)).by_id.values()}
    services: dict[str, Service] = request.app.ctx.services
    names |= {code: each.name for code, each in services.items()}
    found = found.model_copy(update={"rows": [_labelled(row, names) for row in found.rows]})
    if query.format is Format.CSV:
        return _figures_table(query, found)
    return raw(found.model_dump_json().encode(), content_type="application/json")


def _labelled(row: FigureRow, names: Mapping[str, str]) -> FigureRow:
    """names: of agencies by id and of categories by code."""
    labels: dict[Dimension, str] = {}
    for dimension, value in row.by.items():
        if value is None:
            continue
        name = official_name(value.ljust(6, "0")) if dimension in REGIONS else names.get(value)
        if name is not None:
            labels[dimension] = name
    return row.model_copy(update={"labels": labels})


def _figures_table(query: FigureQuery, found: Figures) -> HTTPResponse:
    heading: list[str] = []
    for dimension in query.by:
        heading += [HEADINGS[dimension], LABEL.format(heading=HEADINGS[dimension])]
    heading += [HEADINGS[name] for name in openapi.MEASURES]
    return csv_file(heading, [_cells(query, row) for row in found.rows], name="figures")


def _cells(query: FigureQuery, row: FigureRow) -> list[Cell]:
    cells: list[Cell] = []
    for dimension in query.by:
        cells += [row.by[dimension], row.labels.get(dimension)]
    return cells + list(row.figures.model_dump().values())


@blueprint.get("/figures/enterprises")
@describes(openapi.ENTERPRISES)
async def show_enterprises(request: Request) -> HTTPResponse:
    """Enterprises most complained about, as JSON or as a table."""
    desk, query = desk_of(request), _query(RankingQuery, request)
    async with desk.database.read() as session:
        agencies = await agencies_meant(session, client_of(request), query.agency_id, subtree=query.subtree)
        found = await service.ranking(session, query, today=legal_day(desk.clock()), agency_ids=agencies)
    if query.format is Format.CSV:
        return _enterprises_table(found)
    return raw(found.model_dump_json().encode(), content_type="application/json")


def _enterprises_table(found: Ranking) -> HTTPResponse:
    heading = [HEADINGS[name] for name in openapi.ENTERPRISE]
    rows: list[list[Cell]] = [list(one.model_dump().values()) for one in found.enterprises]
    return csv_file(heading, [*rows, [found.note]], name="enterprises")
