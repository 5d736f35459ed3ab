"""A brain over HTTP that does as a test says: answers, crashes, keeps silent."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Turn = dict[str, Any]  # as bot/channel.py takes it
Answer = tuple[int, dict[str, Any]]


def saying(text: str) -> Answer:
    return 200, {"replies": [{"text": text}]}


CRASHED: Answer = (500, {"code": "turn_failed", "detail": "the turn crashed; nothing of it was stored"})


class StandIn:
    """asked: every turn that came, in order."""

    def __init__(self, answer: Callable[[Turn], Answer]) -> None:
        self.answer, self.asked, self.url = answer, list[Turn](), ""
        self.silent = threading.Event()  # while it is set, turns are taken and nothing is said
        self.over = threading.Event()

    def turn(self, turn: Turn) -> Answer:
        self.asked.append(turn)
        while self.silent.is_set() and not self.over.is_set():
            self.over.wait(0.05)
        return self.answer(turn)


@contextmanager
def standing_in(answer: Callable[[Turn], Answer]) -> Iterator[StandIn]:
    """A StandIn on a loopback port."""
    brain = StandIn(answer)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            turn = json.loads(self.rfile.read(int(self.headers["content-length"])))
            status, told = brain.turn(turn)
            body = json.dumps(told).encode()
            try:
                self.send_response(status)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except OSError:  # whoever asked has given up
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    brain.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield brain
    finally:
        brain.over.set()
        server.shutdown()
        server.server_close()
