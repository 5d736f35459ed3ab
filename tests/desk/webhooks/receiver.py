"""A real HTTP server on a loopback port that remembers what it is sent and answers as the test says."""

import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from standardwebhooks import Webhook


@dataclass(frozen=True)
class Got:
    """One request."""

    path: str
    headers: dict[str, str]
    body: bytes

    def verified(self, secret: str) -> dict[str, Any]:
        """The body, if the library's own verifier accepts it. Raises WebhookVerificationError."""
        found: dict[str, Any] = Webhook(secret).verify(self.body, self.headers)
        return found


@dataclass(frozen=True)
class Reply:
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    delay: float = 0.0  # seconds before it answers
    held: threading.Event | None = None  # it answers when this is set


class Receiver:
    """`replies`: the next answers; when they are used up, 204."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.got: list[Got] = []
        self.replies: list[Reply] = []

    def taken(self, got: Got) -> Reply:
        self.got.append(got)
        return self.replies.pop(0) if self.replies else Reply()


@contextmanager
def receiver(*, certificate: Path | None = None) -> Iterator[Receiver]:
    """certificate: a file with a certificate and its key; with it the server speaks TLS."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            reply = made.taken(Got(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            time.sleep(reply.delay)
            if reply.held is not None:
                reply.held.wait()
            try:
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body)
            except OSError:
                return  # the sender hung up, as it should

        do_GET = do_POST

        def log_message(self, *_args: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    made = Receiver(f"http://127.0.0.1:{server.server_port}/hook")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
