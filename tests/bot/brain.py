"""A brain to test against, and the two that talk to it: the desk in front and the action server behind."""

from __future__ import annotations

import asyncio
import itertools
import json
import socket
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import requests
from rasa.core.agent import Agent
from rasa.core.run import configure_app
from rasa.model_training import train as rasa_train
from rasa.utils.endpoints import EndpointConfig

from bot.channel import DeskInput
from bot.tracker_store import CompactTrackerStore

TOKEN = "a token for tests only"
SENT_AT = "2026-05-01T09:00:00+08:00"

Answer = tuple[int, dict[str, Any]]


def train(project: Path) -> Path:
    """Train the assistant in a folder; the model's path."""
    result = rasa_train(
        domain=str(project / "domain.yml"),
        config=str(project / "config.yml"),
        training_files=[str(project / "data")],
        output=str(project / "models"),
    )
    assert result.model is not None
    return Path(result.model)


def said(text: str | None = None, *, events: list[dict[str, Any]] | None = None, **reply: Any) -> Answer:
    """What an action server answers when an action says ``text`` and returns ``events``."""
    responses = [{"text": text, **reply}] if text or reply else []
    return 200, {"events": events or [], "responses": responses}


def slot_set(name: str, value: Any) -> dict[str, Any]:
    return {"event": "slot", "name": name, "value": value}


class _QuietServer(ThreadingHTTPServer):
    def handle_error(self, *_: Any) -> None:
        """Handlers that break are part of the tests."""


class ActionServer:
    """Speaks rasa-sdk's webhook. ``answers`` holds what each action does; others do nothing."""

    def __init__(self) -> None:
        self.answers: dict[str, Callable[[dict[str, Any]], Answer]] = {}
        self.calls: list[dict[str, Any]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                call = json.loads(self.rfile.read(int(self.headers["content-length"])))
                outer.calls.append(call)
                status, body = outer.answers.get(call["next_action"], lambda _: said())(call)
                content = json.dumps(body).encode("utf-8")
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self._server = _QuietServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/webhook"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def reset(self) -> None:
        self.calls.clear()
        self.answers.clear()
        self.answers["action_answer"] = lambda _: said("答复")
        self.answers["action_answer_chosen"] = lambda _: said("选定的答复")
        self.answers["action_fallback_ladder"] = lambda _: said("请换个说法")
        self.answers["action_file"] = lambda _: said("已登记", events=[slot_set("filed", True)])

    def names(self) -> list[str]:
        """The actions called so far."""
        return [call["next_action"] for call in self.calls]

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class Brain:
    """The channel on a real Sanic server in a thread."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/webhooks/desk"
        self.app = configure_app([DeskInput(TOKEN)], enable_api=False)
        self._loop = asyncio.new_event_loop()
        started = threading.Event()
        threading.Thread(target=self._serve, args=(started,), daemon=True).start()
        assert started.wait(20)

    def _serve(self, started: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._start())
        self._loop.call_soon(started.set)
        self._loop.run_forever()

    async def _start(self) -> None:
        server = await self.app.create_server(sock=self._socket, return_asyncio_server=True, access_log=False)
        await server.startup()

    def load(self, model: Path, store: CompactTrackerStore, action_url: str) -> Agent:
        """Put an agent in place, as Rasa does when the server starts."""
        endpoint = EndpointConfig(url=action_url)
        self.app.ctx.agent = Agent.load(str(model), tracker_store=store, action_endpoint=endpoint)
        return self.app.ctx.agent

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)


class Desk:
    """Sends turns as the desk does. Message ids are made when the test names none."""

    def __init__(self, url: str, conversation_id: str = "c-1") -> None:
        self.url = url
        self.conversation_id = conversation_id
        self.headers = {"Authorization": f"Bearer {TOKEN}"}
        self._numbers = itertools.count(1)

    def body(self, text: str | None = None, **changes: Any) -> dict[str, Any]:
        return {
            "conversation_id": self.conversation_id,
            "message_id": f"m-{next(self._numbers)}",
            "text": text,
            "payload": None,
            "metadata": {"sent_at": SENT_AT, "channel": "webchat", "attachments": []},
            **changes,
        }

    def post(self, body: Any) -> requests.Response:
        return requests.post(f"{self.url}/turns", json=body, headers=self.headers, timeout=30)

    def say(self, text: str | None = None, **changes: Any) -> dict[str, Any]:
        """The answer to a message that is expected to be answered."""
        response = self.post(self.body(text, **changes))
        assert response.status_code == 200, response.text
        return response.json()

    def texts(self, text: str | None = None, **changes: Any) -> list[str | None]:
        return [reply["text"] for reply in self.say(text, **changes)["replies"]]
