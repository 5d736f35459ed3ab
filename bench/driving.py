"""Conversations driven side by side, each strictly one message after another, and how long each turn took."""

import statistics
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Protocol

import requests

from operations.webchat import WebChat

# A realistic mix: questions, an intake with a digression and a correction, progress.
PHONE = "13800000000"
SCRIPT = (
    "你好",
    "网上买的鞋子不喜欢能退吗",
    "健身房关门了卡里的钱怎么办",
    "我要投诉",
    "同意，开始",
    "上周三在长春市欧亚商场买了件羽绒服花了1280，穿两次就钻绒，店里不给退，我要退款",
    "七天无理由怎么算？",
    "飞跃路欧亚卖场四楼",
    "王小丽",
    PHONE,
    "长春市朝阳区红旗街道",
    "金额写错了，是1380",
    "确认提交",
    "查进度",
)


class Talk(Protocol):
    """One conversation."""

    def say(self, text: str, /) -> object:
        """Send a message and wait for its answer. Raises when there is none, requests.HTTPError when it was refused."""


class BrainTalk:
    """A conversation with the brain alone: no desk before it, no database of ours but its own."""

    def __init__(self, url: str, token: str) -> None:
        self._url, self._id, self._session = (
            f"{url}/webhooks/desk/turns",
            str(uuid.uuid4()),
            requests.Session(),
        )
        self._session.headers["Authorization"] = f"Bearer {token}"

    def say(self, text: str) -> object:
        sent_at = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
        body = {
            "conversation_id": self._id,
            "message_id": str(uuid.uuid4()),
            "text": text,
            "metadata": {"sent_at": sent_at, "channel": "webchat", "attachments": []},
        }
        answer = self._session.post(self._url, json=body, timeout=60)
        answer.raise_for_status()
        return answer.json()


class StarterTalk:
    """A conversation with Rasa's starter assistant over its rest channel."""

    def __init__(self, url: str) -> None:
        self._url, self._id, self._session = url, str(uuid.uuid4()), requests.Session()

    def say(self, text: str) -> object:
        answer = self._session.post(self._url, json={"sender": self._id, "message": text}, timeout=60)
        answer.raise_for_status()
        return answer.json()


# Its limits are counted by address: everybody in a bench is somebody else, as behind a proxy.
BEHIND_PROXY = {"XIAOBAO_BEHIND_PROXY": "true"}
_addresses = count()
_phones = count(1)


def by_somebody_else(script: Sequence[str]) -> tuple[str, ...]:
    """The script with a phone of its own: the same person with the same matter would be one dispute and one case."""
    own = f"138{next(_phones):08d}"
    return tuple(own if text == PHONE else text for text in script)


def web_chat(url: str) -> Talk:
    """A conversation over the whole path, of a person with an address of its own. The desk runs BEHIND_PROXY."""
    chat, person = WebChat(url), next(_addresses)
    chat.session.headers["X-Real-IP"] = f"10.{person >> 16 & 255}.{person >> 8 & 255}.{person & 255}"
    return chat.open()


@dataclass(frozen=True)
class Driven:
    """What came of it: milliseconds a turn, and seconds the whole took."""

    times: tuple[float, ...]
    seconds: float

    @property
    def per_second(self) -> float:
        """Turns a second."""
        return round(len(self.times) / self.seconds, 1)

    @property
    def percentiles(self) -> dict[str, float]:
        """p50, p95 and p99 in milliseconds."""
        return percentiles(self.times)


def percentiles(times: Iterable[float]) -> dict[str, float]:
    """p50, p95 and p99 of `times`, in their unit."""
    cuts = statistics.quantiles(sorted(times), n=100)
    return {"p50": round(cuts[49], 1), "p95": round(cuts[94], 1), "p99": round(cuts[98], 1)}


def drive(begin: Callable[[], Talk], script: Sequence[str], *, together: int, talks: int) -> Driven:
    """`talks` conversations of `script`, `together` at a time. Raises what the first that failed raised."""
    left, lock = iter(range(talks)), threading.Lock()
    times: list[float] = []
    failed: list[BaseException] = []

    def person() -> None:
        while not failed:
            with lock:
                if next(left, None) is None:
                    return
            try:
                took = timed(begin(), by_somebody_else(script))
            except Exception as error:  # noqa: BLE001 - a thread's: raised below
                failed.append(error)
                return
            with lock:
                times.extend(took)

    people = [threading.Thread(target=person, name=f"person-{number}") for number in range(together)]
    begun = time.perf_counter()
    for thread in people:
        thread.start()
    for thread in people:
        thread.join()
    if failed:
        raise failed[0]
    return Driven(tuple(times), time.perf_counter() - begun)


def timed(talk: Talk, script: Iterable[str]) -> list[float]:
    """Milliseconds of each message of one conversation."""
    return [milliseconds(partial(talk.say, text)) for text in script]


def milliseconds(call: Callable[[], object]) -> float:
    """How long one call took."""
    begun = time.perf_counter()
    call()
    return (time.perf_counter() - begun) * 1000
