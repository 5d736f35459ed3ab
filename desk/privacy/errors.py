"""Refusals of this room."""

from desk.errors import InvalidBody, InvalidRequest


class OnePersonPlease(InvalidBody):
    code, title = "one_person_please", "请用手机号、会话或案件编号中的一项说明是谁"


class UnknownFormat(InvalidRequest):
    code, title = "unknown_format", "format 应当是 json 或 zip"
