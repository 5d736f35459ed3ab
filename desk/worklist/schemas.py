"""What the work list is asked for, and what it gives. Nothing here is personal."""

from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import Field, StringConstraints

from desk.cases.content import Strict
from desk.cases.fields import AttachmentId, Code, RegionPrefix, Short
from desk.cases.model import Case
from desk.cases.states import CaseKind, CaseState
from desk.clocks.model import CaseClock
from desk.worklist.buckets import Bucket

NOBODY: Final = "none"  # as an assignee: cases that nobody was given
MOST_COUNTED = 1000  # of one heading; more is shown as 999+

Amount = Annotated[int, Field(ge=0, le=10**12)]
Cursor = Annotated[str, StringConstraints(min_length=36, max_length=80)]
LabelName = Annotated[str, StringConstraints(min_length=1, max_length=20)]


class WorkQuery(Strict):
    """Filters and page. All of them must hold. amount: fen, both ends included; category: of services.yml."""

    bucket: Bucket = Bucket.OVERDUE
    cursor: Cursor | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    kind: CaseKind | None = None
    state: CaseState | None = None
    agency_id: AttachmentId | None = None
    assignee: AttachmentId | Annotated[str, StringConstraints(pattern=f"^{NOBODY}$")] | None = None
    category: Code | None = None
    topic: Code | None = None
    channel: Code | None = None
    region_code: RegionPrefix | None = None
    amount_from: Amount | None = None
    amount_to: Amount | None = None
    label: LabelName | None = None
    q: Short | None = None


@dataclass(frozen=True)
class WorkItem:
    """A line of the list. clock: the one that runs out first; None: none runs."""

    case: Case
    clock: CaseClock | None
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class WorkPage:
    items: tuple[WorkItem, ...]
    next_cursor: str | None
