"""What the audit API takes and shows. Field descriptions end up in /openapi.json."""

import datetime as dt
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from desk.audit.actions import AuditAction

Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]


class Strict(BaseModel):
    """Frozen, nothing unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AuditQuery(Strict):
    """Filters and page of the list."""

    cursor: Annotated[int | None, Field(ge=1, le=2**63 - 1)] = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    action: AuditAction | None = None
    subject: Name | None = None
    actor: Name | None = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None


class AuditEntryOut(Strict):
    """One entry."""

    seq: Annotated[int, Field(description="1, 2, 3 … without gaps")]
    at: dt.datetime
    actor: Annotated[
        str, Field(description="staff:zhang.wei, officer:zhang.wei, client:assistant, client:nanguan/li")
    ]
    action: Annotated[
        AuditAction | str, Field(description="One that a newer desk wrote may be none of these")
    ]
    subject: Annotated[str, Field(description="case:<id>")]
    detail: dict[str, Any] | None
    reason: Annotated[str | None, Field(description="In words; phones and long numbers starred")]
    hash: Annotated[str, Field(description="Keyed, over this entry and the one before it")]


class AuditPage(Strict):
    """Newest first."""

    entries: list[AuditEntryOut]
    next_cursor: Annotated[int | None, Field(description="Ask with it for the next page; null on the last")]


class AuditHeadOut(Strict):
    """The end of the log. Written down elsewhere, it shows later whether the log was cut back or begun anew."""

    seq: Annotated[int, Field(description="Number of the last entry; 0 before the first")]
    hash: str
    at: Annotated[dt.datetime, Field(description="When it was read")]
