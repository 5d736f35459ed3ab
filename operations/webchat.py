"""A client of the web chat API, for the terminal, the replay, the benchmarks and the tests."""

import uuid
from dataclasses import dataclass, field
from typing import Any

import requests

WAIT = 30  # seconds a message may wait for its replies


@dataclass
class WebChat:
    """One person's session."""

    url: str
    session: requests.Session = field(default_factory=requests.Session)
    token: str = ""

    def open(self) -> "WebChat":
        answer = self.session.post(f"{self.url}/webchat/api/sessions", json={}, timeout=10)
        answer.raise_for_status()
        self.token = answer.json()["token"]
        return self

    def post(self, body: dict[str, Any], *, wait: int = WAIT) -> requests.Response:
        """One message as the API takes it; `message_id` is made when absent."""
        headers = {"Authorization": f"Bearer {self.token}"} | ({"Prefer": f"wait={wait}"} if wait else {})
        body = {"message_id": str(uuid.uuid4()), **body}
        return self.session.post(
            f"{self.url}/webchat/api/messages", json=body, headers=headers, timeout=wait + 15
        )

    def say(self, text: str) -> list[dict[str, Any]]:
        """Send text, return the replies. Raises requests.HTTPError, and TimeoutError when none came in time."""
        return self._replies(self.post({"text": text}))

    def tap(self, payload: str) -> list[dict[str, Any]]:
        """Tap a quick reply by its opaque payload."""
        return self._replies(self.post({"payload": payload}))

    def history(self) -> list[dict[str, Any]]:
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = self.session.get(f"{self.url}/webchat/api/messages?limit=100", headers=headers, timeout=10)
        answer.raise_for_status()
        messages: list[dict[str, Any]] = answer.json()["messages"]
        return messages

    @staticmethod
    def _replies(answer: requests.Response) -> list[dict[str, Any]]:
        answer.raise_for_status()
        if answer.status_code == 202:
            raise TimeoutError("no reply within the wait")
        replies: list[dict[str, Any]] = answer.json()["replies"]
        return replies
