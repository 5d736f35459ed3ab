"""Refusals of requests under an Idempotency-Key."""

from desk.errors import Conflict, InvalidRequest, Unprocessable


class KeyMissing(InvalidRequest):
    code, title = "idempotency_key_missing", "缺少 Idempotency-Key 请求头"


class KeyInvalid(InvalidRequest):
    code, title = "idempotency_key_invalid", "Idempotency-Key 应当是一个 UUID"


class KeyReused(Unprocessable):
    code, title = "idempotency_key_reused", "这个 Idempotency-Key 已用于另一份内容"


class KeyInFlight(Conflict):
    code, title = "idempotency_key_in_flight", "同一请求正在处理，请稍后用同一个 Idempotency-Key 再试"
