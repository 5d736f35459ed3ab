"""A telephone switch with a caller on the line: speaks the signed contract over HTTP and remembers what was heard.

It keeps (call_id, seq) as a switch does, signs each request, holds every answer to the published shape, and can do what
switches do wrong: send an event again, late, twice at once, or hang up in the middle.
"""

import asyncio
import datetime as dt
import json
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from connectors.hotline.contract import Action, HotlineResponse, Input
from connectors.hotline.signature import sign
from desk.clock import Clock
from tests.connectors.hotline.recognising import dictated, recognised

PATH = "/webhooks/hotline/webhook"
OVER = frozenset({Action.TRANSFER, Action.VOICEMAIL, Action.CALLBACK, Action.HANGUP})
SURE = 0.9  # what the recogniser says of itself when nothing is wrong


class SwitchRefused(Exception):
    """The desk answered with a problem."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__(answer.status_code, answer.text)
        self.status, self.code = answer.status_code, answer.json().get("code")


@dataclass
class Switch:
    """Signs and sends. clock: the one of the desk it calls."""

    client: httpx.AsyncClient
    key: str = field(repr=False)
    clock: Clock

    async def post(self, event: Mapping[str, Any]) -> HotlineResponse | None:
        """None for 204. Raises SwitchRefused."""
        body = json.dumps(event, ensure_ascii=False).encode()
        stamp = str(int(self.clock().timestamp()))
        headers = {
            "Content-Type": "application/json",
            "X-Hotline-Timestamp": stamp,
            "X-Hotline-Signature": sign(self.key, stamp, body),
        }
        answer = await self.client.post(PATH, content=body, headers=headers)
        if answer.status_code == 204:
            assert answer.content == b""
            return None
        if answer.status_code != 200:
            raise SwitchRefused(answer)
        return HotlineResponse.model_validate_json(answer.content)


class SimulatedCall:
    """One call. `heard` is all that was said to the caller, `answers` what each event was answered."""

    def __init__(
        self, switch: Switch, *, caller: str | None = "+8613812345678", call_id: str | None = None
    ) -> None:
        self.switch, self.caller = switch, caller
        self.call_id = call_id or f"call-{uuid.uuid4()}"
        self.seq, self.seed = -1, 0
        self.sent: list[dict[str, Any]] = []
        self.answers: list[HotlineResponse | None] = []
        self.heard: list[str] = []

    # What happens on the line

    async def begin(
        self, *, reason: str | None = "queue_timeout", wait_s: int | None = 312, **told: Any
    ) -> HotlineResponse:
        """The call comes to us out of the queue; without a reason it comes to us at once."""
        event = "start" if reason is None else "overflow"
        queue = (
            {}
            if reason is None
            else {"reason": reason, "wait_s": wait_s, "queue": "complaints", "position": 3}
        )
        return await self.expect_words(event, **{**queue, **told})

    async def say(
        self, text: str, *, confidence: float | None = SURE, final: bool = True, clean: bool = False
    ) -> HotlineResponse:
        """The caller speaks. clean: as it is written, without what a recogniser makes of it."""
        self.seed += 1
        words = text if clean else recognised(text, seed=self.seed)
        asr = {
            "text": words,
            "confidence": confidence,
            "final": final,
            "begin_ms": 0,
            "end_ms": 180 * len(words),
        }
        return await self.expect_words("speech", asr=asr)

    async def mumble(self) -> HotlineResponse:
        """Something nobody understands."""
        return await self.say("嗯嗯那个", confidence=0.2, clean=True)

    async def dictate(self, digits: str) -> HotlineResponse:
        """Figures read out one by one."""
        return await self.say(dictated(digits), clean=True)

    async def press(self, keys: str) -> HotlineResponse:
        return await self.expect_words("dtmf", digits=keys)

    async def silence(self) -> HotlineResponse:
        return await self.expect_words("silence")

    async def played(self) -> HotlineResponse:
        return await self.expect_words("playback_done")

    async def hang_up(self, by: str = "caller") -> None:
        assert await self.send("hangup", hangup_by=by) is None

    # What switches do wrong

    async def again(self, index: int = -1) -> HotlineResponse | None:
        """The same event once more: same call, seq, id and content."""
        return await self.switch.post(self.sent[index])

    async def twice_at_once(self, event: str, **told: Any) -> list[HotlineResponse | None]:
        built = self.build(event, **told)
        self.sent.append(built)
        return list(await asyncio.gather(self.switch.post(built), self.switch.post(built)))

    def skip(self) -> int:
        """A seq whose event is held up on the way: send it later with `late`."""
        self.seq += 1
        return self.seq

    async def late(self, seq: int, event: str, **told: Any) -> HotlineResponse | None:
        newest, self.seq = self.seq, seq - 1
        built = self.build(event, **told)
        self.seq = newest
        return await self.switch.post(built)

    # The wire

    def build(self, event: str, **told: Any) -> dict[str, Any]:
        self.seq += 1
        return {
            "version": 1,
            "event_id": f"{self.call_id}-{self.seq}-{event}",
            "call_id": self.call_id,
            "seq": self.seq,
            "ts": int(self.switch.clock().timestamp()),
            "event": event,
            "caller": self.caller,
            "caller_hidden": self.caller is None,
            "callee": "043112315",
            **told,
        }

    async def send(self, event: str, **told: Any) -> HotlineResponse | None:
        built = self.build(event, **told)
        self.sent.append(built)
        answer = await self.switch.post(built)
        self.answers.append(answer)
        if answer is not None:
            assert (answer.call_id, answer.seq) == (self.call_id, built["seq"])
            self.heard += [item.text for item in answer.say]
        return answer

    async def expect_words(self, event: str, **told: Any) -> HotlineResponse:
        answer = await self.send(event, **told)
        assert answer is not None
        return answer

    @property
    def last(self) -> HotlineResponse:
        found = self.answers[-1]
        assert found is not None
        return found

    @property
    def last_words(self) -> str:
        return "".join(item.text for item in self.last.say)

    @property
    def over(self) -> bool:
        """Whether the switch has ended or handed on the call."""
        return bool(self.answers) and (self.answers[-1] is None or self.answers[-1].action in OVER)

    def key_of(self, title: str) -> str:
        """The key that was said for a choice whose title holds this."""
        offered = re.findall(r"按(\d)，([^；。]*)", self.last_words)
        return next(key for key, said in offered if title in said)


@dataclass(frozen=True)
class Answering:
    """What a caller does when they hear something. heard: a pattern of what was said last.

    say, press, dictate: one of them; choose: the key of the choice whose title holds this.
    """

    heard: str
    say: str | None = None
    press: str | None = None
    dictate: str | None = None
    choose: str | None = None


async def converse(call: SimulatedCall, answers: Sequence[Answering], *, most: int = 60) -> None:
    """Let the caller answer what they hear until the call is over: the first answer that fits, in order; while the
    assistant is thinking, the caller waits. Raises AssertionError when nothing fits, with what was heard."""
    for _ in range(most):
        if call.over:
            return
        if call.last.expect is not None and call.last.expect.no_input_s <= 2:
            await asyncio.sleep(0.2)
            await call.silence()
            continue
        words = call.last_words
        fitting = next((one for one in answers if re.search(one.heard, words)), None)
        assert fitting is not None, f"the caller has no answer to: {words}"
        await _do(call, fitting)
    raise AssertionError("the call does not end")


async def _do(call: SimulatedCall, answer: Answering) -> None:
    if answer.press is not None:
        await call.press(answer.press)
    elif answer.choose is not None:
        await call.press(call.key_of(answer.choose))
    elif answer.dictate is not None:
        await call.dictate(answer.dictate)
    else:
        assert call.last.expect is None or Input.SPEECH in call.last.expect.input
        await call.say(answer.say or "")


def china(hour: int, minute: int = 0, *, day: int = 20) -> dt.datetime:
    """A time in November 2026 in China."""
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=dt.timezone(dt.timedelta(hours=8)))
