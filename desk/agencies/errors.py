"""Refusals of the agency room."""

from collections.abc import Iterable

from desk.agencies.transfers import TransferProblem
from desk.agencies.wording import TRANSFER_PROBLEMS
from desk.errors import FieldError, NotFound, Unprocessable, UnsupportedMedia


class AgencyNotFound(NotFound):
    code, title = "agency_not_found", "没有这个机构"


class AgencyUnknown(Unprocessable):
    """A transfer names an agency that the tree does not have."""

    code, title = "agency_unknown", "没有这个机构，请核对机构代码"

    @classmethod
    def at_agency(cls) -> "AgencyUnknown":
        return cls(errors=(FieldError("/agency", cls.code, cls.title),))


class TransferNotAllowed(Unprocessable):
    """The case may not be sent there by who has it now (第四十一条)."""

    code, title = "transfer_not_allowed", "不能分送给这个机构"

    @classmethod
    def because(cls, problem: TransferProblem) -> "TransferNotAllowed":
        return cls(errors=(FieldError("/agency", problem.value, TRANSFER_PROBLEMS[problem]),))


class NotCsv(UnsupportedMedia):
    code, title = "not_csv", "请用 text/csv 提交"


class ImportRefused(Unprocessable):
    """Some lines of the file cannot be used; nothing was imported. Pointers are /line/column."""

    code, title = "agencies_not_imported", "文件里有几行需要改正，一行也没有导入"

    @classmethod
    def because(cls, errors: Iterable[FieldError]) -> "ImportRefused":
        return cls(errors=tuple(errors))
