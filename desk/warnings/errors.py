"""Refusals of the warnings."""

from desk.errors import Conflict, InvalidRequest, NotFound


class WarningNotFound(NotFound):
    code, title = "warning_not_found", "没有这条预警"


class WarningClosed(Conflict):
    code, title = "warning_closed", "这条预警已经处理完，不能再改"


class InvalidWarningQuery(InvalidRequest):
    code, title = "invalid_warning_query", "查询条件不正确"
