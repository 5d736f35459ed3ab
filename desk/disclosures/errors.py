"""Refusals of the disclosure room."""

from desk.errors import Forbidden


class CaseRestricted(Forbidden):
    """The data is kept because a law says so, and for nothing else (个人信息保护法 第四十七条第二款)."""

    code, title = "case_restricted", "这件案件的个人信息已经限制处理，只依法保存，不再出示"


class CaseErased(Forbidden):
    code, title = "case_erased", "这件案件的个人信息已经删除"
