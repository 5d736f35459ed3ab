"""A call without a network: events in, steps out, with the outcomes of effects as the test says."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from connectors.hotline import dialogue
from connectors.hotline.call import (
    Book,
    Call,
    Collect,
    Effect,
    OfferSlots,
    Reply,
    SlotOffer,
    Stage,
    Step,
    Turn,
)
from connectors.hotline.contract import HotlineRequest, HotlineResponse

NOW = dt.datetime(2026, 11, 20, 2, 30, tzinfo=dt.UTC)
MOBILE = "13812345678"
SLOTS = tuple(
    SlotOffer(start=NOW + dt.timedelta(hours=hour), said=f"今天{10 + hour}点到{11 + hour}点")
    for hour in range(1, 4)
)
QUESTION = Reply(texts=("请问是什么商品？",))
Assistant = Callable[[Turn], Reply | None]


def event(seq: int, kind: str, **told: Any) -> HotlineRequest:
    """An event of call c-1; `text` and `confidence` are put into asr."""
    if "text" in told:
        told["asr"] = {
            "text": told.pop("text"),
            "confidence": told.pop("confidence", 0.9),
            "final": told.pop("final", True),
        }
    base = {"version": 1, "event_id": f"e-{seq}-{kind}", "call_id": "c-1", "seq": seq, "ts": 1795142400}
    return HotlineRequest.model_validate({**base, "event": kind, **told})


class Talk:
    """assistant: answers turns; None: it is not ready yet."""

    def __init__(self, assistant: Assistant | None = None, *, now: dt.datetime = NOW) -> None:
        self.call, self.now, self.seq = Call(), now, -1
        self.assistant = assistant or (lambda _turn: QUESTION)
        self.free: tuple[SlotOffer, ...] = SLOTS
        self.effects: list[Effect] = []
        self.pending: Reply | None = None
        self.response = HotlineResponse(call_id="c-1", seq=-1)

    def send(self, kind: str, *, seq: int | None = None, **told: Any) -> Step:
        self.seq = self.seq + 1 if seq is None else seq
        request = event(self.seq, kind, **told)
        step = self.settled(dialogue.hear(self.call, request, now=self.now))
        self.call = step.call
        self.response = dialogue.response_of(step, request)
        return step

    def settled(self, step: Step) -> Step:
        if step.effect is not None:
            self.effects.append(step.effect)
        match step.effect:
            case Turn():
                told = self.assistant(step.effect)
                return dialogue.thinking(step, now=self.now) if told is None else self.answered(step, told)
            case Collect() if self.pending is None:
                return dialogue.thinking(step, now=self.now)
            case Collect():
                told, self.pending = self.pending, None
                return self.answered(step, told)
            case OfferSlots():
                return dialogue.offer_slots(step, self.free)
            case Book() if step.effect.start not in {offer.start for offer in self.free}:
                return dialogue.offer_slots(step, self.free, taken=True)
            case Book():
                return dialogue.booked(step, window="今天上午", ticket="12345678")
        return step

    def answered(self, step: Step, told: Reply) -> Step:
        return self.settled(dialogue.answered(step, told, now=self.now))

    def begin(self, **told: Any) -> Step:
        """A caller who has nothing to be asked first."""
        defaults: dict[str, Any] = {
            "reason": "queue_full", "caller": MOBILE, "consent": {"record": True, "sms": False},
        }  # fmt: skip
        return self.send("overflow", **{**defaults, **told})

    def say(self, text: str, **told: Any) -> Step:
        return self.send("speech", text=text, **told)

    def press(self, digits: str, **told: Any) -> Step:
        return self.send("dtmf", digits=digits, **told)

    @property
    def stage(self) -> Stage:
        return self.call.stage

    @property
    def heard(self) -> str:
        """What the caller heard last."""
        return "".join(item.text for item in self.response.say)
