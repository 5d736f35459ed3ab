"""What goes into and comes out of the agency API."""

from typing import Annotated

from pydantic import Field, StringConstraints

from desk.agencies.kinds import AgencyKind, Level
from desk.cases.content import Strict
from desk.cases.fields import RegionCode

AgencyCode = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]


class AgencyOut(Strict):
    """An agency."""

    id: str
    code: Annotated[str, Field(description="Stable, chosen by the operator")]
    name: str
    kind: AgencyKind
    kind_label: Annotated[str, Field(description="The kind for people")]
    level: Level
    region_code: Annotated[str, Field(description="GB/T 2260; 100000 for the country")]
    region: Annotated[str | None, Field(description="The official name of the place")]
    parent_code: Annotated[str | None, Field(description="Who is above it")]
    phone: Annotated[str | None, Field(description="As dialled there; several by semicolon")]
    matters: Annotated[list[str], Field(description="Codes of /services; empty: all of its kind")]
    active: bool
    source: Annotated[str, Field(description="Where the entry comes from; sample entries say so")]


class AgencyPage(Strict):
    """By code."""

    agencies: list[AgencyOut]
    next_cursor: Annotated[str | None, Field(description="Ask with it for the next page; null on the last")]


class AgencyQuery(Strict):
    """Filters and page of the list."""

    cursor: AgencyCode | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    region_code: RegionCode | None = None
    kind: AgencyKind | None = None
    parent: AgencyCode | None = None


class ImportOut(Strict):
    """How many lines did what."""

    added: int
    changed: int
    unchanged: int
