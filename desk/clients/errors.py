"""Refusals of the client room."""

from desk.errors import Conflict, InvalidRequest, NotFound


class ClientNotFound(NotFound):
    code, title = "client_not_found", "没有这个接入方"


class ClientNameTaken(Conflict):
    """Also after it was revoked, or of a staff account: the name stands in timelines, and nobody else must inherit it."""

    code, title = "client_name_taken", "这个名称已经用过，请换一个"


class ClientRevoked(Conflict):
    code, title = "client_revoked", "这个接入方已经停用，不能再换密钥"


class ClientQueryInvalid(InvalidRequest):
    code, title = "invalid_client_query", "查询条件不正确"
