"""Refusals of the label room."""

from desk.errors import Conflict, FieldError, Unprocessable

WORDS = {
    "length": "标签要写1到20个字",
    "personal": "标签里不能写姓名、电话等个人信息",
}


class LabelNotFitting(Unprocessable):
    code, title = "label_not_fitting", "这个标签不能用"

    @classmethod
    def because(cls, code: str) -> "LabelNotFitting":
        return cls(errors=(FieldError("/name", code, WORDS[code]),))


class TooManyLabels(Conflict):
    code, title = "too_many_labels", "一件最多10个标签，请先去掉几个"
