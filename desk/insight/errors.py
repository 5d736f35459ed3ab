"""Refusals of the insight pages."""

from desk.errors import NotFound


class GroupNotFound(NotFound):
    """Groups are made anew every hour, and small ones come and go."""

    code, title = "question_group_not_found", "没有这一组问题，它可能已经重新归类"
