"""Entity tags, and If-Match: nobody changes what they have not seen (RFC 9110 8.8.3, 13.1.1, RFC 6585)."""

import re

from sanic import Request

from desk.errors import Conflict

ENTITY_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


class PreconditionRequired(Conflict):
    """A change without If-Match could overwrite what somebody else did meanwhile."""

    code, status, title = "precondition_required", 428, "请先读取最新内容，再带上 If-Match 提交"


class PreconditionFailed(Conflict):
    code, status, title = "precondition_failed", 412, "内容刚刚被别人改过，请重新读取后再提交"


def tags(header: str) -> frozenset[str]:
    """The entity tags of a header (RFC 9110 8.8.3) with their quotes, weak marks dropped: a proxy that compresses sets them."""
    return frozenset(ENTITY_TAG.findall(header))


def expect_match(request: Request, etag: str) -> None:
    """Raises PreconditionRequired without If-Match, PreconditionFailed when it names another version."""
    header = request.headers.get("if-match", "")
    if not header.strip():
        raise PreconditionRequired
    if header.strip() != "*" and etag not in tags(header):
        raise PreconditionFailed(headers={"ETag": etag})
