"""Refusals of the case room."""

from collections.abc import Iterable

from desk.errors import (
    Conflict,
    FieldError,
    Forbidden,
    InvalidRequest,
    NotFound,
    TooManyRequests,
    Unavailable,
    Unprocessable,
)


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


class NotForThisRole(Forbidden):
    """The table has the row, but somebody else may take it."""

    code, title = "not_for_this_role", "您没有这项操作的权限"


class TransitionIncomplete(Unprocessable):
    """Something that the event must bring along is missing; `errors` says what."""

    code, title = "transition_incomplete", "这项操作还缺少内容"

    @classmethod
    def lacking(cls, fields: Iterable[str]) -> "TransitionIncomplete":
        """fields: names of the members of the request body."""
        return cls(errors=tuple(FieldError(f"/{name}", "missing", "缺少这一项") for name in fields))


class UpdateNotAllowed(Conflict):
    code, title = "update_not_allowed", "案件已经办结，不能再补充或修改"


class NothingToAdd(Unprocessable):
    code, title = "nothing_to_add", "请写明要补充的内容，或者附上文件"


class NotRateable(Conflict):
    code, title = "not_rateable", "案件还没有办结，办结后再来评价"


class PublicationNotAgreed(Conflict):
    code, title = "publication_not_agreed", "投诉人没有同意公示"


class DuplicateNotFitting(Unprocessable):
    """A case cannot be merged into itself, into one that is merged, or into one of another kind."""

    code, title = "duplicate_not_fitting", "不能并入这个编号"


class DuplicateEnded(Unprocessable):
    """What a complaint would be merged into has ended already: merged, nobody would ever decide on it (第十五条).
    Whoever had this dispute handled before is told so, as a ground (第十六条第二项)."""

    code, title = "duplicate_ended", "那一件已经办结，并进去就没有人再处理了"


class DuplicateOtherPerson(Unprocessable):
    """Each person's complaint is decided on and told for itself; only a supervisor may find, with a reason, that two
    people brought one dispute."""

    code, title = "duplicate_other_person", "两件的投诉人不同，要由主管说明理由后才能并案"


class UnfitPatch(Unprocessable):
    """What may not be emptied was emptied, or an empty part was to be changed; `errors` says which."""

    code, title = "unfit_patch", "有几项内容不能这样修改"
