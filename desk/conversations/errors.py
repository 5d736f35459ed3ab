"""Refusals of the conversation room."""

from desk.errors import Unprocessable


class EmptyMessage(Unprocessable):
    code, title = "empty_message", "请先输入内容再发送"


class MessageTooLong(Unprocessable):
    code, title = "message_too_long", "一条消息最多5000字，请分成两条发送，内容不会丢"


class UnknownChoice(Unprocessable):
    code, title = "unknown_choice", "这个选项已经用不了了，请直接打字告诉小保"
