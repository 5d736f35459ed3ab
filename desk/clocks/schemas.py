"""What goes into and comes out of the clock API. Field descriptions end up in /openapi.json."""

import datetime as dt
from typing import Annotated

from pydantic import Field

from desk.cases.content import Strict
from desk.cases.fields import AttachmentId
from desk.cases.states import CaseKind, CaseState
from desk.clocks.kinds import ClockKind, ClockState, Counting
from desk.clocks.rules import Window

MAX_AGENCIES = 50


class PauseOut(Strict):
    """The days after `since`, up to and with `until`, were not counted."""

    since: dt.date
    until: Annotated[dt.date | None, Field(description="null: it stands still now")]


class ClockOut(Strict):
    """One legal period of a case."""

    kind: ClockKind
    label: Annotated[str, Field(description="What has to be done, for people")]
    state: ClockState
    started_on: Annotated[dt.date, Field(description="The day that is not counted")]
    due_on: Annotated[dt.date, Field(description="Last day, counted in China")]
    days_left: Annotated[
        int | None, Field(description="Calendar days to due_on, negative when overdue; null unless it runs")
    ]
    overdue: Annotated[bool, Field(description="It runs past its last day, or was stopped after it")]
    provisional: Annotated[bool, Field(description="Counted with holidays not announced yet")]
    counting: Annotated[Counting, Field(description="How its days are counted")]
    days: Annotated[int | None, Field(description="Days of the period; null when the agency set the day")]
    extended: bool
    pauses: list[PauseOut]
    stopped_on: Annotated[dt.date | None, Field(description="When it was met or fell away")]
    source: Annotated[str, Field(description="The article the period comes from")]
    certain: Annotated[bool, Field(description="false: the article itself was not at hand; 以官方公布为准")]


class CaseClocks(Strict):
    """In the order in which they were started."""

    clocks: list[ClockOut]


class DueClockOut(Strict):
    """A running clock and the case it belongs to; nothing personal."""

    case_id: str
    case_no: str
    case_kind: CaseKind
    case_state: CaseState
    state_label: Annotated[str, Field(description="The case's state for people")]
    agency_id: Annotated[str | None, Field(description="Who handles the case")]
    clock: ClockOut


class DuePage(Strict):
    """Earliest last day first."""

    clocks: list[DueClockOut]
    next_cursor: Annotated[str | None, Field(description="Ask with it for the next page; null on the last")]


class DueQuery(Strict):
    """Filters and page of the list."""

    window: Window = Window.OVERDUE
    agency_id: Annotated[list[AttachmentId] | None, Field(max_length=MAX_AGENCIES)] = None
    kind: ClockKind | None = None
    cursor: str | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50
