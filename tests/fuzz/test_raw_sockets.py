"""Requests that no client library would send, at a desk process of its own: each is refused as what it is or cut off, and
the next caller is served. What nginx stops before a desk is not relied on here."""

import contextlib
import json
import re
import select
import socket
from collections.abc import Iterator

import pytest
import requests

from operations.processes import Stack
from tests.fuzz.judging import CHINESE, TELLS
from tests.fuzz.planted import HEADER

UNTIL_DONE = 1.0  # seconds after which we say that there is no more to come
PATIENCE = 30.0  # seconds for an answer or the end of the connection
LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
HEAD = b"Host: desk\r\nContent-Type: application/json\r\n"

# name → what is sent.
RAW: dict[str, bytes] = {
    "a negative length": b"POST /webchat/api/sessions HTTP/1.1\r\n" + HEAD + b"Content-Length: -5\r\n\r\n{}",
    "a huge length": b"POST /webchat/api/sessions HTTP/1.1\r\n" + HEAD + b"Content-Length: " + b"9" * 40 + b"\r\n\r\n{}",
    "a length that is none": b"POST /webchat/api/sessions HTTP/1.1\r\n" + HEAD + b"Content-Length: +2, 0x2\r\n\r\n{}",
    "two lengths": b"POST /webchat/api/sessions HTTP/1.1\r\n" + HEAD + b"Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}",
    "length and chunks": b"POST /webchat/api/sessions HTTP/1.1\r\n" + HEAD
    + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\n\r\n",
    "a chunk without end": b"POST /webchat/api/sessions HTTP/1.1\r\n" + HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n",
    "a chunk of a negative size": b"POST /webchat/api/sessions HTTP/1.1\r\n" + HEAD + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n{}\r\n",
    "a chunk of a huge size": b"POST /webchat/api/sessions HTTP/1.1\r\n" + HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 30 + b"\r\n",
    "less than announced": b"POST /webchat/api/sessions HTTP/1.1\r\n" + HEAD + b"Content-Length: 4000\r\n\r\n{",
    "a head without end": b"GET / HTTP/1.1\r\nX: " + b"a" * 70_000,
    "a path without end": b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: desk\r\n\r\n",
    "a path of other bytes": b"GET /\xff\xfe\xe4\xb8 HTTP/1.1\r\nHost: desk\r\n\r\n",
    "a path that is none": b"GET http://[::1 HTTP/1.1\r\nHost: desk\r\n\r\n",
    "a NUL in the path": b"GET /console/\0 HTTP/1.1\r\nHost: desk\r\n\r\n",
    "a NUL in a header": b"GET /webchat/api/messages HTTP/1.1\r\nHost: desk\r\nAuthorization: Bearer a\0b\r\n\r\n",
    "a header of the caller's own": b"GET /console/?a=%0d%0a" + HEADER.encode() + b":1 HTTP/1.1\r\nHost: desk\r\n\r\n",
    "a method that is none": b"\x16\x03\x01\x02\x00\x01 / HTTP/1.1\r\nHost: desk\r\n\r\n",
    "a method of the caller's own": b"BREW /console/ HTTP/1.1\r\nHost: desk\r\n\r\n",
    "another protocol": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "another version": b"GET / HTTP/9.9\r\nHost: desk\r\n\r\n",
    "no host": b"GET /console/sign-in HTTP/1.1\r\n\r\n",
    "a hostile host": b"GET /console/sign-in HTTP/1.1\r\nHost: \"><script>xbplanted\r\nX-Forwarded-Host: x\r\n\r\n",
    "an unknown expectation": b"POST / HTTP/1.1\r\nHost: desk\r\nExpect: 200-ok\r\nContent-Length: 1\r\n\r\n",
    "folded headers": b"GET / HTTP/1.1\r\nHost: desk\r\nX-A: b\r\n c\r\n\r\n",
    "lines without carriage returns": b"GET /healthz HTTP/1.1\nHost: desk\n\n",
    "nothing": b"",
}  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with Stack(tmp_path_factory.mktemp("raw"), names=("desk",)) as running:
        yield running


def sent(port: int, content: bytes) -> bytes:
    """The answer, or nothing where the other end closes. Raises TimeoutError where it does neither.

    Whoever waits for more is told that no more comes. A whole request keeps its connection open until it is answered.
    """
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        with contextlib.suppress(OSError):  # it had enough before we were through, and said why
            connection.sendall(content)
        if not select.select([connection], [], [], UNTIL_DONE)[0]:
            connection.shutdown(socket.SHUT_WR)
        found = b""
        with contextlib.suppress(ConnectionResetError):
            while not is_whole(found) and (part := connection.recv(65_536)):
                found += part
        return found


def is_whole(answer: bytes) -> bool:
    head, end, body = answer.partition(b"\r\n\r\n")
    length = LENGTH.search(head)
    return bool(end) and (length is None or len(body) >= int(length[1]))


@pytest.mark.parametrize("name", RAW)
def test_what_no_client_would_send_is_refused_and_the_next_caller_is_served(desk: Stack, name: str) -> None:
    answer = sent(desk.ports["desk"], RAW[name])
    head, _, body = answer.partition(b"\r\n\r\n")
    if answer:
        status = int(head.split(b" ")[1])
        assert status < 500, answer[:400]
        assert HEADER.encode() + b":" not in head.lower()
        assert b"<script>xbplanted" not in body
        if status >= 400:
            assert CHINESE.search(json.loads(body)["detail"])
    assert requests.get(f"{desk.url}/healthz", timeout=PATIENCE).status_code == 200


def test_nothing_of_it_is_a_crash_in_the_log(desk: Stack) -> None:
    for content in RAW.values():
        sent(desk.ports["desk"], content)
    log = desk.log("desk")
    assert "crashed" not in log
    assert not [tell for tell in TELLS[:1] if tell in log], log[-3000:]
