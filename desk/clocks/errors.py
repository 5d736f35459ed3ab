"""Refusals of the clock room."""

from desk.errors import Conflict, FieldError, Unprocessable


class ClockCannotMove(Conflict):
    """It was extended already, or its period cannot be extended at all."""

    code, title = "clock_cannot_move", "这个期限不能再延长"


class DueDayPast(Unprocessable):
    """The agency named a last day that lies behind us."""

    code, title = "due_day_past", "截止日期不能早于今天"

    @classmethod
    def at_due_on(cls) -> "DueDayPast":
        return cls(errors=(FieldError("/due_on", cls.code, cls.title),))
