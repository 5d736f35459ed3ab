"""Refusals of publication."""

from collections.abc import Iterable

from desk.errors import Conflict, FieldError, InvalidRequest, NotFound, TooManyRequests, Unprocessable
from desk.publication.rules import Trace
from desk.publication.wording import TRACES


class NothingToPublish(Conflict):
    """A report, a complaint without an end reached by the parties or mediation, or one kept by law only."""

    code, title = "nothing_to_publish", "这件案件没有可以公示的处理结果"


class AlreadyPublished(Conflict):
    """With other content: withdraw that first."""

    code, title = "already_published", "已经公示过了，要改动请先撤下"


class NotPublished(NotFound):
    code, title = "not_published", "这件案件没有在公示"


class TellsOfPerson(Unprocessable):
    """A text for the public tells of a person; `errors` says how."""

    code, title = "tells_of_person", "公示内容不能含有个人信息"

    @classmethod
    def at(cls, pointer: str, traces: Iterable[Trace]) -> "TellsOfPerson":
        """pointer: of the member of the body."""
        return cls(errors=tuple(FieldError(pointer, trace.value, TRACES[trace]) for trace in traces))


class InvalidOpenDataQuery(InvalidRequest):
    code, title = "invalid_open_data_query", "查询条件不正确"


class OpenDataTooOften(TooManyRequests):
    code, title = "open_data_too_often", "下载太频繁，请稍后再试"
