"""Refusals of the audit room."""

from desk.errors import InvalidRequest


class AuditQueryInvalid(InvalidRequest):
    code, title = "invalid_audit_query", "查询条件不正确"
