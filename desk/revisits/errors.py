"""Refusals of follow-up calls."""

from desk.errors import Conflict, Unprocessable


class RevisitNotNow(Conflict):
    code, title = "revisit_not_now", "这件案件现在不用回访：只回访已有处理结果的投诉"


class RevisitIncomplete(Unprocessable):
    code, title = "revisit_incomplete", "回访记录还差几项"


class RevisitStale(Conflict):
    """Somebody else recorded a call meanwhile, or this one with another outcome."""

    code, title = "revisit_stale", "这次回访已经有人登记，请刷新后再试"
