"""Refusals of the figures."""

from desk.errors import InvalidRequest, Unprocessable


class InvalidFigureQuery(InvalidRequest):
    code, title = "invalid_figure_query", "统计条件不正确"


class TooManyGroups(Unprocessable):
    """Grouped so finely that the answer would be no figure any more."""

    code, title = "too_many_groups", "分组太细了，请缩短时间或减少分组"
