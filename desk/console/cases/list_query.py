"""The filters of the list: from the address to a query and back."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from pydantic import ValidationError
from sanic import Request

from desk.cases.errors import InvalidQuery
from desk.console.cases import wording
from desk.console.cases.fields import fen_of
from desk.staff.signed_in import SignedIn
from desk.web.problems import field_errors
from desk.worklist.buckets import Bucket
from desk.worklist.schemas import WorkQuery

PATH = "/console/cases"
ME = "me"  # as an assignee: whoever looks; a link that may be passed on
NAMES = (
    "bucket",
    "kind",
    "state",
    "agency_id",
    "assignee",
    "category",
    "channel",
    "region_code",
    "label",
    "q",
)
MONEY = ("amount_from", "amount_to")  # yuan in the address, fen in the query


def typed(request: Request) -> dict[str, str]:
    """What stands in the address, blanks and empty fields left out."""
    found = {name: str(request.args.get(name) or "").strip() for name in (*NAMES, *MONEY)}
    return {name: value for name, value in found.items() if value}


def query_of(request: Request, staff: SignedIn) -> WorkQuery:
    """Raises InvalidQuery, InvalidBody for a sum that is none."""
    told: dict[str, Any] = dict(typed(request))
    for name in MONEY:
        if name in told:
            told[name] = fen_of(told[name], name)
    if told.get("assignee") == ME:
        told["assignee"] = staff.id
    if cursor := request.args.get("cursor"):
        told["cursor"] = cursor
    try:
        return WorkQuery.model_validate(told)
    except ValidationError as error:
        raise InvalidQuery(errors=field_errors(error)) from error


def address(filters: Mapping[str, str], **changes: str | None) -> str:
    """The list with these filters and some of them changed; None takes one out."""
    told = {name: value for name, value in {**filters, **changes}.items() if value}
    return f"{PATH}?{urlencode(told)}" if told else PATH


def tabs(filters: Mapping[str, str], counts: Mapping[Bucket, int], most: int) -> list[dict[str, Any]]:
    """One a heading, with its count; more than is counted is 999+."""
    return [
        {
            "bucket": bucket,
            "title": wording.BUCKETS[bucket],
            "count": f"{most - 1}+" if counts[bucket] >= most else str(counts[bucket]),
            "href": address(filters, bucket=bucket.value),
        }
        for bucket in Bucket
    ]
