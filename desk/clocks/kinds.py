"""The legal clocks of a case, as one table: how long, counted how, on which ground. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class ClockKind(StrEnum):
    """What must be done by a day."""

    DECIDE = "decide"  # on accepting a complaint, on opening an investigation of a report
    SUPPLEMENT = "supplement"  # the consumer hands in what is missing
    RECONCILE = "reconcile"  # the enterprise and the consumer come to terms (ODR)
    REPORT_BACK = "report_back"  # the agency a case was sent to reports the outcome
    MEDIATE = "mediate"
    TELL_END = "tell_end"  # both parties are told that mediation ended
    INVESTIGATE = "investigate"  # a report's decision on the penalty


class ClockState(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


class ClockMove(StrEnum):
    """What a change of the case does to a clock."""

    START = "start"  # a clock of this kind that still runs is stopped first: the period begins anew
    STOP = "stop"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"


class Counting(StrEnum):
    """How a period is counted (市场监督管理投诉举报处理办法 第四十五条)."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    SET_BY_AGENCY = "set_by_agency"  # the agency names the last day


@dataclass(frozen=True)
class Period:
    """How long a clock runs. `extension`: days it may be extended by, once; 0: not at all.

    certain: whether the article itself was read; else shown with 以官方公布为准.
    """

    counting: Counting
    days: int
    source: str
    extension: int = 0
    certain: bool = True


# One row a clock. DECIDE of a report is longer than that of a complaint: see REPORT_PERIODS.
PERIODS: dict[ClockKind, Period] = {
    ClockKind.DECIDE: Period(Counting.WORKING_DAYS, 7, "市场监督管理投诉举报处理办法 第十五条"),
    ClockKind.SUPPLEMENT: Period(Counting.SET_BY_AGENCY, 0, "市场监督管理投诉举报处理办法 第十条"),
    ClockKind.RECONCILE: Period(
        Counting.WORKING_DAYS, 10, "全国12315平台在线消费纠纷解决说明", certain=False
    ),
    ClockKind.REPORT_BACK: Period(Counting.SET_BY_AGENCY, 0, "市场监督管理投诉举报处理办法 第四十一条"),
    ClockKind.MEDIATE: Period(Counting.DAYS, 60, "市场监督管理投诉举报处理办法 第二十二条、第二十三条"),
    ClockKind.TELL_END: Period(Counting.WORKING_DAYS, 7, "市场监督管理投诉举报处理办法 第二十三条"),
    ClockKind.INVESTIGATE: Period(Counting.DAYS, 90, "市场监督管理行政处罚程序规定 第六十四条", extension=30),
}

REPORT_PERIODS: dict[ClockKind, Period] = {
    ClockKind.DECIDE: Period(
        Counting.WORKING_DAYS, 15, "市场监督管理行政处罚程序规定 第十八条", extension=15
    ),
}
