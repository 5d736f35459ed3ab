"""Refusals of the case room."""

from desk.errors import Conflict, InvalidRequest, NotFound, TooManyRequests, Unavailable, Unprocessable


class CaseNotFound(NotFound):
    """One sentence whatever was wrong, so that nobody learns which numbers exist."""

    code, title = "case_not_found", "没有找到，请核对编号和手机号后四位"


class ServiceNotFound(NotFound):
    code, title = "service_not_found", "没有这个投诉类别"


class InvalidQuery(InvalidRequest):
    code, title = "invalid_query", "查询条件不正确"


class LookupTooOften(TooManyRequests):
    code, title = "lookup_too_often", "查询次数太多了，请过一会儿再试"


class NumbersExhausted(Unavailable):
    """Several fresh numbers in a row were taken: the source of randomness is broken."""

    code, title = "case_number_unavailable", "暂时无法生成编号，请稍后再试"


class TransitionNotAllowed(Conflict):
    code, title = "transition_not_allowed", "案件现在的状态不能这样操作"


class GroundsRequired(Unprocessable):
    code, title = "grounds_required", "请写明法定事由"


class GroundsNotFitting(Unprocessable):
    code, title = "grounds_not_fitting", "法定事由与操作不符"
