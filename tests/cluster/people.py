"""People who go on while a cluster loses parts: their pages send again what was not confirmed, under the same id."""

import itertools
import json
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from operations.webchat import WebChat
from tests.end_to_end.person import button, case_of, up_to

PATIENCE = 120.0  # seconds that a message may take with a part missing
LATER = frozenset({429, 500, 502, 503, 504})  # the page tries again
PAUSE = 0.3  # seconds

_hosts = itertools.count(2)


class FromAddress(HTTPAdapter):
    """From an address of its own within 127.0.0.0/8: what is counted by address counts nobody else."""

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        host = next(_hosts)
        source = (f"127.0.{host >> 8}.{host & 255}", 0)
        super().init_poolmanager(*arguments, source_address=source, **options)


@dataclass
class Patient(WebChat):
    """A page over TLS through the public proxy. sent: the ids of its messages; tried_again: how often, by status or error."""

    sent: list[str] = field(default_factory=list)
    tried_again: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.session.verify = False
        self.session.trust_env = False
        self.session.mount("https://", FromAddress())

    def open(self) -> "Patient":
        self._until(lambda: self.session.post(f"{self.url}/webchat/api/sessions", json={}, timeout=10), 201)
        return self

    def post(self, body: dict[str, Any], *, wait: int = 20) -> requests.Response:
        body = {"message_id": str(uuid.uuid4()), **body}
        self.sent.append(body["message_id"])
        post = super().post
        return self._until(lambda: post(body, wait=wait), 200)

    def tell(self, text: str) -> None:
        """What staff will read: nobody waits for an answer."""
        body = {"text": text, "message_id": str(uuid.uuid4())}
        self.sent.append(body["message_id"])
        post = super().post
        self._until(lambda: post(body, wait=0), 202)

    def everything(self) -> list[dict[str, Any]]:
        """What a page shows that is opened anew: the newest hundred messages, more than anybody here has."""
        return self._until(self._history, 200).json()["messages"]  # type: ignore[no-any-return]

    def _history(self) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}"}
        return self.session.get(f"{self.url}/webchat/api/messages?limit=100", headers=headers, timeout=20)

    def _until(self, call: Callable[[], requests.Response], wanted: int) -> requests.Response:
        """Raises TimeoutError when patience ends, AssertionError for an answer that no page would try again."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                answer = call()
            except requests.RequestException as error:
                self._count(type(error).__name__)
            else:
                if answer.status_code == wanted:
                    if wanted == 201:
                        self.token = answer.json()["token"]
                    return answer
                assert answer.status_code in LATER or answer.status_code == 202, (
                    answer.status_code,
                    answer.text,
                )
                self._count(str(answer.status_code))
            time.sleep(PAUSE)
        raise TimeoutError(f"no answer: {self.tried_again}")

    def _count(self, why: str) -> None:
        self.tried_again[why] = self.tried_again.get(why, 0) + 1


class Reader(threading.Thread):
    """Reads a page's stream as a browser does: it comes again with the last id when the stream ends."""

    def __init__(self, page: Patient) -> None:
        super().__init__(daemon=True)
        self.told: list[str] = []  # ids of messages, as they were told
        self.came_again = -1
        self._page, self._over = page, threading.Event()
        self.connected = threading.Event()

    def run(self) -> None:
        last = "0"
        while not self._over.is_set():
            headers = {"Authorization": f"Bearer {self._page.token}", "Last-Event-ID": last}
            self.came_again += 1
            try:
                with requests.get(
                    f"{self._page.url}/webchat/api/events",
                    headers=headers,
                    stream=True,
                    timeout=(5, 30),
                    verify=False,
                ) as answer:
                    if answer.status_code == 200:
                        self.connected.set()
                        last = self._read(answer, last)
            except requests.RequestException:
                pass
            time.sleep(PAUSE)

    def _read(self, answer: requests.Response, last: str) -> str:
        event = {"event": "", "id": ""}
        lines = answer.iter_lines(decode_unicode=True)
        try:
            for line in lines:
                if self._over.is_set():
                    break
                if line:
                    name, _, value = line.partition(": ")
                    event[name] = value
                    continue
                if event["event"] == "reply":
                    self.told.append(json.loads(event["data"])["id"])
                    last = event["id"]
                event = {"event": "", "id": ""}
        except requests.RequestException:
            pass
        return last

    def stop(self) -> None:
        self._over.set()


@dataclass
class Complaint:
    """A person who asks, complains from beginning to end, and asks for progress."""

    url: str
    page: Patient = field(init=False)
    reader: Reader = field(init=False)
    case_no: str = ""
    failed: BaseException | None = None

    def __post_init__(self) -> None:
        self.page = Patient(self.url)

    def run(self) -> None:
        try:
            self.page.open()
            self.reader = Reader(self.page)
            self.reader.start()
            self.page.say("网上买的鞋子不喜欢能退吗")
            self.case_no = self._file()["case_no"]
            self.page.say("查进度")
        except BaseException as error:  # noqa: BLE001 - a thread's: the test raises it
            self.failed = error

    def _file(self) -> dict[str, str]:
        """The case's card: at once, or later, where the case backend did not answer in time."""
        replies = up_to(self.page, "submit_decision")
        card = case_of(self.page.tap(button(replies, "确认提交")))
        deadline = time.monotonic() + PATIENCE
        while card is None and time.monotonic() < deadline:
            time.sleep(PAUSE)
            card = case_of(self.page.everything())
        assert card is not None, "no number was ever told"
        return card


def all_at_once(url: str, count: int) -> tuple[list[Complaint], list[threading.Thread]]:
    """Started people, and the threads to join."""
    people = [Complaint(url) for _ in range(count)]
    threads = [threading.Thread(target=person.run) for person in people]
    for thread in threads:
        thread.start()
    return people, threads
