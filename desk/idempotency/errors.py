"""Refusals of requests under an Idempotency-Key."""

from desk.errors import Conflict, DeskError, InvalidRequest, Unprocessable


class KeyMissing(InvalidRequest):
    code, title = "idempotency_key_missing", "缺少 Idempotency-Key 请求头"


class KeyInvalid(InvalidRequest):
    code, title = "idempotency_key_invalid", "Idempotency-Key 应当是一个 UUID"


class KeyReused(Unprocessable):
    code, title = "idempotency_key_reused", "这个 Idempotency-Key 已用于另一份内容"


class KeySpent(DeskError):
    """Answered long ago; the answer is past its retention, the key is not: the work is not done twice.

    `Location`, where the answer had one, says where its outcome is.
    """

    code, status, title = "idempotency_key_spent", 410, "这份内容早已办理，当时的回执已过保存期限"


class KeyInFlight(Conflict):
    code, title = "idempotency_key_in_flight", "同一请求正在处理，请稍后用同一个 Idempotency-Key 再试"
