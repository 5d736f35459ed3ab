"""A brain that does as the test says: answers, faults, delays. It stands where HTTP to Rasa stands."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from desk.conversations.brain import BrainAnswer, BrainError, BrainReply, Question
from desk.conversations.rules import BrainFault

Script = Callable[[Question], tuple[BrainReply, ...] | BrainAnswer | BrainFault]


def echo(question: Question) -> tuple[BrainReply, ...]:
    return (BrainReply(text=f"答：{question.text}"),)


class ScriptedBrain:
    """Remembers what it was asked; notices when one conversation is asked twice at once."""

    def __init__(self, script: Script = echo, delay: float = 0.0) -> None:
        self.script, self.delay = script, delay
        self.asked: list[Question] = []
        self.forgotten: list[str] = []
        self.remembered: dict[str, Any] = {}  # what it recalls, of whatever conversation
        self.overlaps = 0
        self.free = asyncio.Event()  # while it is not set, the brain thinks
        self.free.set()
        self._busy: dict[str, int] = defaultdict(int)

    async def ask(self, question: Question) -> BrainAnswer:
        self.asked.append(question)
        self._busy[question.conversation] += 1
        self.overlaps += self._busy[question.conversation] > 1
        try:
            await asyncio.sleep(self.delay)
            await self.free.wait()
            answer = self.script(question)
        finally:
            self._busy[question.conversation] -= 1
        if isinstance(answer, BrainFault):
            raise BrainError(answer)
        return answer if isinstance(answer, BrainAnswer) else BrainAnswer(replies=answer)

    async def recall(self, conversation: str) -> dict[str, Any]:
        return self.remembered

    async def forget(self, conversation: str) -> None:
        self.forgotten.append(conversation)

    async def close(self) -> None:
        """Nothing is open."""


def answer(*replies: BrainReply, explanation: dict[str, Any] | None = None) -> BrainAnswer:
    return BrainAnswer(replies=replies, explanation=explanation)


def reply(text: str | None = None, *choices: tuple[str, str], **custom: Any) -> BrainReply:
    return BrainReply(
        text=text, quick_replies=tuple({"title": t, "payload": p} for t, p in choices), custom=custom or None
    )
