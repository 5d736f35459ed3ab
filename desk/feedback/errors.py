"""Refusals of the feedback room."""

from desk.errors import NotFound


class NoSuchAnswer(NotFound):
    """No message of this conversation, or one that answers nothing."""

    code, title = "answer_not_found", "没有这条答复"
