"""Refusals of the outbox room."""

from desk.errors import Conflict, InvalidRequest, NotFound


class ItemNotFound(NotFound):
    code, title = "outbox_item_not_found", "没有这条待办"


class NotDead(Conflict):
    """It is on its way, or was carried out."""

    code, title = "outbox_item_not_dead", "这条待办没有失败，不需要重试"


class NothingLeft(Conflict):
    """Its content was erased: there is nothing to send any more."""

    code, title = "outbox_item_emptied", "这条待办的内容已经删除，不能重试"


class InvalidOutboxQuery(InvalidRequest):
    code, title = "invalid_outbox_query", "查询条件不正确"
