"""Refusals of the review room."""

from desk.errors import Conflict, Forbidden, NotFound, Unprocessable


class ItemNotFound(NotFound):
    code, title = "review_item_not_found", "没有这条复核"


class ItemMoved(Conflict):
    """Somebody else was quicker."""

    code, title = "review_item_moved", "这条刚被别人处理过，请刷新后再看"


class AlreadyExported(Conflict):
    code, title = "review_item_exported", "这条已经导出用于训练，不能再改"


class SecondMustBeAnother(Forbidden):
    """Four eyes: nobody checks themselves."""

    code, title = "review_second_must_be_another", "这条您已经看过，要请另一位同事复核"


class CorrectionRefused(Unprocessable):
    """`errors` says what is wrong, field by field."""

    code, title = "review_correction_refused", "有几处要改，改好才能保存"


class NothingToExport(Conflict):
    code, title = "review_nothing_to_export", "没有可以导出的修正"


class BatchNotFound(NotFound):
    code, title = "teach_batch_not_found", "没有这一批"


class BatchSettled(Conflict):
    """It was taught, or dropped."""

    code, title = "teach_batch_settled", "这一批已经处理过了"
