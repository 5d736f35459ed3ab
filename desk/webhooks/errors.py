"""Refusals of the webhook room."""

from desk.errors import Conflict, NotFound


class EndpointNotFound(NotFound):
    code, title = "webhook_not_found", "没有这个回调地址"


class TooManyEndpoints(Conflict):
    """Every change of a case is written once for each of them."""

    code, title = "too_many_webhooks", "回调地址太多了，请先删除不用的"


class EndpointInactive(Conflict):
    code, title = "webhook_inactive", "这个回调地址已停用，请先启用"
