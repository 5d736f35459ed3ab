"""What goes into and comes out of the warnings."""

import datetime as dt
from typing import Annotated

from pydantic import Field

from desk.cases.content import Strict
from desk.cases.fields import AttachmentId, Note
from desk.cases.requests import Officer
from desk.warnings.model import SeriesKind, WarningState


class WarningQuery(Strict):
    """Filters and page."""

    cursor: AttachmentId | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    state: WarningState | None = None
    series: SeriesKind | None = None


class WarningAct(Strict):
    """An officer's word on a warning."""

    note: Annotated[Note | None, Field(description="Sealed at rest; replaces the one before")] = None
    officer: Annotated[
        Officer | None, Field(description="Who did it, as your organisation names its people; no real name")
    ] = None


class WarningOut(Strict):
    """An unusual rise. It says that more came than usual, not why, and nothing about guilt."""

    id: str
    series: SeriesKind
    key: Annotated[str, Field(description="Business as compared, category, prefecture, or business|category")]
    label: Annotated[str, Field(description="The same for people")]
    first_on: Annotated[dt.date, Field(description="First of the seven days")]
    last_on: dt.date
    observed: Annotated[int, Field(description="Complaints and reports received in them")]
    expected: Annotated[float, Field(description="In seven days, by its own history")]
    p_value: Annotated[float, Field(description="Chance of so many or more if nothing had changed")]
    threshold: Annotated[float, Field(description="Below which a p-value stood out that day")]
    weeks: Annotated[list[int], Field(description="Cases in stretches of seven days, the newest first")]
    spread: Annotated[float, Field(description="Variance by mean of its history; 1 is pure chance")]
    season: Annotated[float, Field(description="What last year's same weeks multiplied `expected` by")]
    series_looked_at: int
    case_ids: Annotated[list[str], Field(description="The newest of the cases, at most 200")]
    state: WarningState
    acted_by: str | None
    acted_at: dt.datetime | None
    note: str | None
    created_at: dt.datetime


class WarningPage(Strict):
    """Newest first."""

    warnings: list[WarningOut]
    next_cursor: str | None


class WarningRun(Strict):
    """What a look found that was not known yet."""

    added: list[WarningOut]
