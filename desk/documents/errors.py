"""Refusals of the documents room."""

from desk.errors import Conflict, DeskError, NotFound, Unprocessable


class DocumentNotFound(NotFound):
    """No such document, or the case has not come to the point where it is written."""

    code, title = "document_not_found", "这个案件还没有这份文书"


class DocumentPersonGone(Conflict):
    """The complainant's data was erased or restricted: a document without a name is none."""

    code, status, title = "document_person_gone", 410, "投诉人信息已依法删除或限制使用，不能再生成文书"


class DocumentTooLong(Conflict):
    """More text than a document of this kind can sensibly hold."""

    code, title = "document_too_long", "内容太长，不能生成文书"


class EntryNotFitting(Unprocessable):
    """`errors` says what is wrong."""

    code, title = "document_entry_not_fitting", "文书登记有几项要改"


class NumberTaken(Conflict):
    """The same number went to the same side before; one letter to both parties has one number and two entries."""

    code, title = "document_number_taken", "这个文号已经登记过"


class EntryNotFound(NotFound):
    code, title = "document_entry_not_found", "没有这条文书登记"


class EntryVoid(Conflict):
    code, title = "document_entry_void", "这条文书登记已经作废"


class NotAcceptable(DeskError):
    code, status, title = "not_acceptable", 406, "文书只有 text/html 和 application/pdf 两种格式"
