"""/open-data: published complaints for everyone, without a token, limited by address, made to be cached."""

import datetime as dt
import hashlib
from urllib.parse import urlencode

from pydantic import ValidationError
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import empty, raw

from desk.context import desk_of
from desk.limits import Limit
from desk.publication import service
from desk.publication.errors import InvalidOpenDataQuery, OpenDataTooOften
from desk.publication.schemas import OpenDataPage, OpenDataQuery, Published
from desk.publication.wording import HEADINGS, LICENCE, NOTICE
from desk.web.preconditions import tags
from desk.web.problems import field_errors
from desk.web.spreadsheets import Cell, csv_file

PATH = "/open-data/complaints"
DOWNLOADS = Limit("open-data", times=60, period=dt.timedelta(minutes=1))  # of one address
# Short, so that a withdrawn consent is soon followed everywhere; then a known page costs an empty 304.
CACHED = "public, max-age=300"

blueprint = Blueprint("open_data")


@blueprint.get(f"{PATH}.json")
async def complaints_json(request: Request) -> HTTPResponse:
    """A page as JSON."""
    query, page = await _page(request)
    headers = _headers(request, page, query)
    if _known(request, headers):
        return empty(304, headers=headers)
    return raw(page.model_dump_json().encode(), headers=headers, content_type="application/json")


@blueprint.get(f"{PATH}.csv")
async def complaints_csv(request: Request) -> HTTPResponse:
    """The same page as a table; the notice is its last line."""
    query, page = await _page(request)
    headers = _headers(request, page, query)
    if _known(request, headers):
        return empty(304, headers=headers)
    rows = [_cells(one) for one in page.complaints]
    return csv_file(list(HEADINGS.values()), [*rows, [NOTICE], [LICENCE]], name="complaints", headers=headers)


def _cells(one: Published) -> list[Cell]:
    told = one.model_dump(mode="json") | {"demands": " ".join(one.demands)}
    return [told[name] for name in HEADINGS]


async def _page(request: Request) -> tuple[OpenDataQuery, OpenDataPage]:
    """Raises OpenDataTooOften, LimiterUnavailable, InvalidOpenDataQuery."""
    desk = desk_of(request)
    verdict = await desk.limiter.take(DOWNLOADS, request.client_ip, now=desk.clock())
    if not verdict.allowed:
        raise OpenDataTooOften(headers={"Retry-After": str(verdict.retry_after_seconds)})
    try:
        query = OpenDataQuery.model_validate({name: values[-1] for name, values in request.args.items()})
    except ValidationError as error:
        raise InvalidOpenDataQuery(errors=field_errors(error)) from error
    async with desk.database.read() as session:
        complaints, cursor = await service.published(session, query)
    return query, OpenDataPage(notice=NOTICE, licence=LICENCE, complaints=complaints, next_cursor=cursor)


def _headers(request: Request, page: OpenDataPage, query: OpenDataQuery) -> dict[str, str]:
    headers = {
        "ETag": f'"{hashlib.sha256(page.model_dump_json().encode()).hexdigest()[:32]}"',
        "Cache-Control": CACHED,
        "Access-Control-Allow-Origin": "*",  # public data: any page may read it
    }
    if page.next_cursor is not None:
        asked = query.model_dump(mode="json", exclude_none=True) | {"cursor": page.next_cursor}
        headers["Link"] = f'<{request.path}?{urlencode(asked)}>; rel="next"'
    return headers


def _known(request: Request, headers: dict[str, str]) -> bool:
    return headers["ETag"] in tags(request.headers.get("if-none-match", ""))
