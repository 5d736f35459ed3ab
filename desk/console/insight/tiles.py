"""The headline figures: value, what changed, a small line of the days. Pure."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from desk.console.insight import wording
from desk.console.insight.gathering import Look
from desk.console.insight.saying import Change, change, say
from desk.insight.definitions import DEFINITIONS, Definition, Measure
from desk.insight.numbers import Talk, share
from desk.insight.periods import Period, is_weekly, step_of, steps

WIDTH, HEIGHT = 120, 32  # of the small line, in its own units
EDGE = 2  # so that the line's ends are not cut


@dataclass(frozen=True)
class Tile:
    """One figure. of: its denominator; beside: a second figure that belongs to it (nine tenths); line: points of the
    small line, empty where there is too little for one."""

    measure: Measure
    definition: Definition
    value: str
    change: Change | None
    of: str = ""
    beside: str = ""
    line: str = ""


Days = Mapping[dt.date, float | None]


def tiles_of(look: Look) -> list[Tile]:
    """In the order of the page."""
    talk, before = look.talked, look.talked_before
    cases, cases_before = look.handled, look.handled_before
    ended, answered = talk.total.ended, talk.first_response
    first, waited = talk.first_response, talk.staff_wait
    lines = _Lines(look)
    return [
        _tile(
            Measure.VISITS, talk.total.visits, before.total.visits, line=lines.talk(lambda one: one.visits)
        ),
        _tile(
            Measure.AUTOMATION,
            talk.total.automation_rate,
            before.total.automation_rate,
            of=f"{ended:,} 次已结束的咨询",
            line=lines.talk(lambda one: one.automation_rate),
        ),
        _tile(
            Measure.FIRST_RESPONSE,
            first.half,
            before.first_response.half,
            of=f"{answered.of:,} 次有回应的咨询",
            beside=""
            if first.most is None
            else f"九成在 {say(DEFINITIONS[Measure.FIRST_RESPONSE].unit, first.most)}内",
        ),
        _tile(
            Measure.STAFF_WAIT,
            waited.half,
            before.staff_wait.half,
            of=f"{waited.of:,} 次等到人工的咨询",
            beside=""
            if waited.most is None
            else f"九成在 {say(DEFINITIONS[Measure.STAFF_WAIT].unit, waited.most)}内",
        ),
        _tile(
            Measure.CASES,
            cases.received,
            cases_before.received,
            line=lines.days({d: v[0] for d, v in cases.days.items()}),
        ),
        _tile(
            Measure.ON_TIME,
            cases.on_time.rate,
            cases_before.on_time.rate,
            of=f"{cases.on_time.of:,} 个到期的期限",
            line=lines.days({day: clock.rate for day, clock in cases.clock_days.items()}, gaps=True),
        ),
        _tile(
            Measure.RECOVERED,
            cases.recovered_fen,
            cases_before.recovered_fen,
            beside=f"涉及金额 {say(DEFINITIONS[Measure.ASKED].unit, cases.asked_fen)}",
            line=lines.days({d: v[1] for d, v in cases.days.items()}),
        ),
        _rating(look),
    ]


def _rating(look: Look) -> Tile:
    """Both kinds of rating on one tile: cases first, the chat beside it."""
    cases, chat = look.handled.ratings, look.served.ratings
    unit = DEFINITIONS[Measure.CHAT_RATING].unit
    return _tile(
        Measure.CASE_RATING,
        cases.mean,
        look.handled_before.ratings.mean,
        of=f"{cases.of:,} 个评分",
        beside=f"人工服务 {say(unit, chat.mean)}（{chat.of:,} 个评分）" if chat.of else "",
    )


def _tile(
    measure: Measure,
    now: float | None,
    before: float | None,
    *,
    of: str = "",
    beside: str = "",
    line: str = "",
) -> Tile:
    told = DEFINITIONS[measure]
    changed = change(told.unit, told.better, now, before)
    return Tile(
        measure, told, say(told.unit, now), changed, wording.NOTHING if now is None else of, beside, line
    )


@dataclass(frozen=True)
class _Lines:
    """Small lines over the days of the chart."""

    look: Look

    @property
    def period(self) -> Period:
        return self.look.cut.period.shown()

    def talk(self, value: Callable[[Talk], float | None]) -> str:
        return points(self._stepped({day: value(talk) for day, talk in self.look.shown.items()}))

    def days(self, values: Days, *, gaps: bool = False) -> str:
        """gaps: a day without a value is none, not zero."""
        stepped = self._stepped(values)
        return points(stepped if gaps else [0 if one is None else one for one in stepped])

    def _stepped(self, values: Days) -> list[float | None]:
        weekly = is_weekly(self.period)
        sums: dict[dt.date, list[float]] = {}
        for day, value in values.items():
            if value is not None and self.period.holds(day):
                sums.setdefault(step_of(day, weekly=weekly), []).append(value)
        return [share(sum(sums[one]), len(sums[one])) if one in sums else None for one in steps(self.period)]


def points(values: Sequence[float | None]) -> str:
    """`points` of an SVG polyline, WIDTH by HEIGHT; empty with fewer than three values. What is missing is passed over."""
    known = [(at, value) for at, value in enumerate(values) if value is not None]
    if len(known) < 3:
        return ""
    low, high = min(value for _, value in known), max(value for _, value in known)
    across = (WIDTH - 2 * EDGE) / (len(values) - 1)
    span = high - low
    if high == low == 0:
        return ""  # nothing happened, and a line would say so at length
    return " ".join(
        f"{EDGE + at * across:.1f},{_height((value - low) / span if span else 0.5):.1f}"
        for at, value in known
    )


def _height(part: float) -> float:
    return HEIGHT - EDGE - part * (HEIGHT - 2 * EDGE)
