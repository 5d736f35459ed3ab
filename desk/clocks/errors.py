"""Refusals of the clock room."""

from desk.errors import Conflict, FieldError, Unprocessable


class ClockCannotMove(Conflict):
    """It was extended already, its period cannot be extended at all, or no such clock runs."""

    code, title = "clock_cannot_move", "这个期限不能再延长"


class PeriodOver(Conflict):
    """An extension is granted while the period runs, not after it."""

    code, title = "period_over", "期限已经届满，不能再延长"


class DueDayPast(Unprocessable):
    """The agency named a last day that lies behind us."""

    code, title = "due_day_past", "截止日期不能早于今天"

    @classmethod
    def at_due_on(cls) -> "DueDayPast":
        return cls(errors=(FieldError("/due_on", cls.code, cls.title),))


class DueDayTooFar(Unprocessable):
    """The agency named a last day that can only be a slip."""

    code, title = "due_day_too_far", "截止日期太远了，请核对"

    @classmethod
    def at_due_on(cls) -> "DueDayTooFar":
        return cls(errors=(FieldError("/due_on", cls.code, cls.title),))
