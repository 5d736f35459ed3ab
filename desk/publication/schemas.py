"""What goes into and comes out of publication."""

import datetime as dt
from typing import Annotated

from pydantic import Field, StringConstraints

from desk.cases.content import Demand, Strict
from desk.cases.fields import AttachmentId, Code, Note, Title
from desk.cases.requests import Officer
from desk.figures.rules import Outcome
from desk.publication.model import WithdrawalReason

Month = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(?:0[1-9]|1[0-2])$")]


class PublicationIn(Strict):
    """What an officer publishes of a complaint beside what is counted anyway."""

    business_name: Annotated[
        Title | None,
        Field(
            description="As on the licence, looked up. Left out: as filed, and none if it may be a person's"
        ),
    ] = None
    summary: Annotated[
        Note | None,
        Field(description="What it was about, in your own words. Refused if it tells of a person"),
    ] = None
    officer: Annotated[
        Officer | None,
        Field(description="Who checked it, as your organisation names its people; no real name"),
    ] = None


class WithdrawalIn(Strict):
    """Why it is published no more."""

    reason: WithdrawalReason
    officer: Annotated[Officer | None, Field(description="Who did it, as in a publication")] = None


class Published(Strict):
    """A published complaint. Nothing in it leads to the case or to a person."""

    id: Annotated[str, Field(description="Of the publication; no case number")]
    business_name: Annotated[str | None, Field(description="null: it may be a natural person's")]
    category: str | None
    month: Annotated[str, Field(description="YYYY-MM of receipt")]
    prefecture: Annotated[str | None, Field(description="First four digits of GB/T 2260")]
    demands: list[Demand]
    outcome: Outcome
    outcome_label: str
    agency: Annotated[str | None, Field(description="Who handled it")]
    summary: str | None
    published_on: Annotated[dt.date, Field(description="In China")]


class OpenDataPage(Strict):
    """Newest first, with what has to be said beside it."""

    notice: str
    licence: str
    complaints: list[Published]
    next_cursor: str | None


class OpenDataQuery(Strict):
    """Filters and page."""

    cursor: AttachmentId | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    month: Month | None = None
    category: Code | None = None
    prefecture: Annotated[str | None, StringConstraints(pattern=r"^[1-9][0-9]{3}$")] = None
