"""An HTTP server that does what a script says, one line a request: an answer, a silence, a cut line, a trickle."""

import json
import socket
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

CASE = {
    "case_no": "XB00000001",
    "state": "submitted",
    "state_label": "已登记",
    "created_at": "2026-11-20T10:30:00+08:00",
    "next_step": "接下来由有权处理的部门审核。",
    "closed_at": None,
}
Act = Callable[[BaseHTTPRequestHandler], None]


def answers(status: int, body: Any = None, **headers: str) -> Act:
    """An answer in JSON."""

    def act(handler: BaseHTTPRequestHandler) -> None:
        content = json.dumps(CASE if body is None else body).encode()
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    return act


def is_silent(seconds: float) -> Act:
    return lambda _handler: time.sleep(seconds)


def cuts(handler: BaseHTTPRequestHandler) -> None:
    """The line is cut after the request was read: it may have been carried out."""
    handler.connection.shutdown(socket.SHUT_RDWR)


def trickles(handler: BaseHTTPRequestHandler) -> None:
    """A byte now and then, for ever: no read times out."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _ in range(2000):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.05)


class ScriptedServer:
    """`script`: the acts of the next requests, the last one for all that follow. `seen`: what was asked.
    `finished`: acts that came to their end without the caller hanging up."""

    def __init__(self, *script: Act) -> None:
        self.script, self.seen = list(script), list[tuple[str, str, str | None]]()
        self.finished = 0
        self._lock, outer = threading.Lock(), self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("content-length") or 0))
                with outer._lock:
                    outer.seen.append((self.command, self.path, self.headers.get("Idempotency-Key")))
                    act = outer.script.pop(0) if len(outer.script) > 1 else outer.script[0]
                try:
                    act(self)
                except OSError:
                    self.close_connection = True
                else:
                    with outer._lock:
                        outer.finished += 1

            do_GET = do_POST

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "ScriptedServer":
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
