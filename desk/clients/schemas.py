"""What the client API takes and shows. Field descriptions end up in /openapi.json."""

import datetime as dt
import re
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from desk.clients.registry import ASSISTANT, PER_MINUTE, Scope
from desk.clients.wording import FIELD_ERRORS
from desk.ids import is_uuid

NAME = re.compile(r"[a-z][a-z0-9-]{1,39}", re.ASCII)
# The client of the settings, and what stood before the names of the desk's own people (desk.staff.actors).
RESERVED = frozenset({ASSISTANT, "console", "staff"})
MOST_PER_MINUTE = 60_000
LONGEST_OVERLAP = 7 * 24  # hours


def _refuse(code: str) -> PydanticCustomError:
    return PydanticCustomError(code, FIELD_ERRORS[code])


def _name(name: str) -> str:
    """A name fit for timelines. Raises client_name, name_reserved."""
    if NAME.fullmatch(name) is None:
        raise _refuse("client_name")
    if name in RESERVED:
        raise _refuse("name_reserved")
    return name


def _id(text: str) -> str:
    if not is_uuid(text):
        raise ValueError
    return text.lower()


Id = Annotated[str, AfterValidator(_id), Field(json_schema_extra={"format": "uuid"})]
ClientName = Annotated[str, AfterValidator(_name), Field(json_schema_extra={"pattern": f"^{NAME.pattern}$"})]


class Strict(BaseModel):
    """Frozen, nothing unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ClientIn(Strict):
    """A client to be. What its scopes exclude is refused, because a limit that does not hold is worse than none."""

    name: Annotated[ClientName, Field(description="Stands in timelines; never given twice")]
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=len(Scope))]
    agency_id: Annotated[Id | None, Field(description="Only cases of this agency and of those below")] = None
    enterprise_id: Annotated[Id | None, Field(description="The enterprise it stands for")] = None
    per_minute: Annotated[int, Field(ge=1, le=MOST_PER_MINUTE, strict=True)] = PER_MINUTE
    expires_at: Annotated[AwareDatetime | None, Field(description="null: not by itself")] = None

    @model_validator(mode="after")
    def _fits(self) -> "ClientIn":
        scopes = set(self.scopes)
        if Scope.ADMIN in scopes and (self.agency_id or self.enterprise_id):
            raise _refuse("admin_is_unlimited")  # it could make itself another client, without the limit
        stands_for = self.enterprise_id is not None
        if stands_for != (Scope.ENTERPRISE in scopes) or (stands_for and len(scopes) > 1):
            raise _refuse("enterprise_stands_alone")  # with cases:read it would see its competitors' cases
        return self


class ClientQuery(Strict):
    """Page of the list."""

    cursor: Id | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20


class RotateIn(Strict):
    """How long the old key goes on working beside the new one."""

    overlap_hours: Annotated[int, Field(ge=0, le=LONGEST_OVERLAP, strict=True)] = 24


class KeyOut(Strict):
    """A key as lists show it."""

    prefix: str
    created_at: dt.datetime
    valid_until: Annotated[dt.datetime | None, Field(description="Set once another key took its place")]


class ClientOut(Strict):
    """A client, without anything that opens a door."""

    id: str
    name: str
    scopes: list[str]
    agency_id: str | None
    enterprise_id: str | None
    per_minute: int
    created_at: dt.datetime
    expires_at: dt.datetime | None
    revoked_at: dt.datetime | None
    last_used_at: Annotated[dt.datetime | None, Field(description="To the minute")]
    keys: Annotated[list[KeyOut], Field(description="Those that are still valid, oldest first")]


class ClientKeyOut(Strict):
    """A client and its new key, which is told this once."""

    client: ClientOut
    key: Annotated[str, Field(description="xb_<prefix>_<secret>; cannot be read again")]


class ClientPage(Strict):
    """Newest first."""

    clients: list[ClientOut]
    next_cursor: Annotated[str | None, Field(description="Ask with it for the next page; null on the last")]


def example_id(number: int) -> str:
    """An id for examples."""
    return f"0192f3a0-2222-7d6e-8f70-{number:012x}"


CLIENT_IN: dict[str, Any] = {
    "name": "nanguan",
    "scopes": ["cases:read", "cases:handle", "cases:personal"],
    "agency_id": example_id(1),
    "enterprise_id": None,
    "per_minute": 600,
    "expires_at": "2027-11-20T00:00:00Z",
}
CLIENT_OUT: dict[str, Any] = {
    **CLIENT_IN,
    "id": example_id(2),
    "created_at": "2026-11-21T01:30:00Z",
    "revoked_at": None,
    "last_used_at": None,
    "keys": [{"prefix": "3f9c0d71aa52", "created_at": "2026-11-21T01:30:00Z", "valid_until": None}],
}
CLIENT_PAGE: dict[str, Any] = {"clients": [CLIENT_OUT], "next_cursor": None}
CLIENT_KEY: dict[str, Any] = {"client": CLIENT_OUT, "key": "xb_3f9c0d71aa52_" + "x" * 43}
