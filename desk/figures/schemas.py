"""What is asked of the figures and what comes back."""

import datetime as dt
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from desk.cases.content import Strict
from desk.cases.fields import AttachmentId, Code, LegalDay, RegionPrefix, Title
from desk.cases.states import CaseKind
from desk.figures.wording import DIMENSION_TWICE, PERIOD_BACKWARDS

MAX_DIMENSIONS = 3


class Dimension(StrEnum):
    """What figures are grouped by."""

    MONTH = "month"
    AGENCY = "agency"
    CATEGORY = "category"
    CHANNEL = "channel"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"


class Format(StrEnum):
    JSON = "json"
    CSV = "csv"


class RankBy(StrEnum):
    """What enterprises are ranked by."""

    COMPLAINTS = "complaints"
    GROWTH = "growth"


def _split(value: Any) -> Any:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _each_once(values: list[Dimension]) -> list[Dimension]:
    if len(set(values)) != len(values):
        raise PydanticCustomError("dimension_twice", DIMENSION_TWICE)
    return values


class Period(Strict):
    """Days of receipt, both whole, counted in China, and which cases of them."""

    since: Annotated[LegalDay | None, Field(alias="from")] = None
    until: LegalDay | None = None
    agency_id: AttachmentId | None = None
    subtree: bool = False
    category: Code | None = None
    region_code: RegionPrefix | None = None
    channel: Code | None = None
    format: Format = Format.JSON

    @model_validator(mode="after")
    def _forwards(self) -> "Period":
        if self.since is not None and self.until is not None and self.until < self.since:
            raise PydanticCustomError("period_backwards", PERIOD_BACKWARDS)
        return self


class FigureQuery(Period):
    """Which figures."""

    by: Annotated[
        list[Dimension], BeforeValidator(_split), AfterValidator(_each_once), Field(max_length=MAX_DIMENSIONS)
    ] = []  # noqa: RUF012 - pydantic copies it
    kind: CaseKind = CaseKind.COMPLAINT
    respondent: Title | None = None


class RankingQuery(Period):
    """Which enterprises."""

    rank_by: RankBy = RankBy.COMPLAINTS
    limit: Annotated[int, Field(ge=1, le=100)] = 20


class Measures(Strict):
    """Figures of one group. Rates are shares from 0 to 1, null where there is nothing to divide by."""

    received: Annotated[int, Field(description="Received in the period; merged ones once")]
    accepted: Annotated[int, Field(description="受理 (第十五条); reports: 立案")]
    rejected: Annotated[int, Field(description="不予受理 (第十六条); reports: 不予立案 or referred")]
    decided: Annotated[int, Field(description="Accepted or rejected")]
    overdue: Annotated[int, Field(description="Not decided yet although the last day is over")]
    decided_in_time_rate: Annotated[
        float | None, Field(description="Decided on or before the last day, of all decided and overdue")
    ]
    mediated: Annotated[int, Field(description="Accepted, and mediation has ended")]
    mediated_in_time_rate: Annotated[
        float | None,
        Field(description="Of those, within 60 days, examinations not counted (第二十二、二十三条)"),
    ]
    settled: Annotated[int, Field(description="Both sides came to terms, by mediation or before it")]
    terminated: Annotated[int, Field(description="终止调解 (第二十三条)")]
    withdrawn: int
    concluded: Annotated[int, Field(description="Reports: 处理决定")]
    settlement_rate: Annotated[
        float | None, Field(description="Settled by mediation, of all settled so or terminated (调解成功率)")
    ]
    reconciled: Annotated[int, Field(description="Settled with the enterprise first (ODR)")]
    reconciliation_rate: Annotated[
        float | None, Field(description="Of those where that ended either way (先行和解率)")
    ]
    recovered_fen: Annotated[int, Field(description="What consumers got back, in fen")]
    rated: int
    satisfaction: Annotated[float | None, Field(description="Mean rating, 1 to 5")]
    median_days_to_decide: Annotated[float | None, Field(description="Calendar days from receipt")]
    median_days_to_end: Annotated[float | None, Field(description="Calendar days from receipt")]


class FigureRow(Strict):
    """One group."""

    by: Annotated[dict[Dimension, str | None], Field(description="Its values; null: not known")]
    labels: Annotated[dict[Dimension, str], Field(description="The same for people, where there is a name")]
    figures: Measures


class Figures(Strict):
    """Groups in the order of their values."""

    since: dt.date
    until: dt.date
    kind: CaseKind
    rows: list[FigureRow]


class Enterprise(Strict):
    """One business. Complaints are what people said, not what was found."""

    name: Annotated[str, Field(description="As it was called in its newest complaint")]
    complaints: int
    before: Annotated[int, Field(description="In the period of the same length before")]
    growth: Annotated[float | None, Field(description="0.5: half as many again; null: none before")]
    settlement_rate: float | None
    decided_in_time_rate: float | None
    recovered_fen: int


class Ranking(Strict):
    """Enterprises with at least `minimum` complaints."""

    since: dt.date
    until: dt.date
    minimum: int
    note: Annotated[str, Field(description="To be shown with it")]
    enterprises: list[Enterprise]
