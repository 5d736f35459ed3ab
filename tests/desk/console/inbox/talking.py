"""People who talk with the desk through the web chat API, and an assistant that hands over when it is asked to."""

import itertools
from typing import Any

import httpx

from desk.conversations.brain import BrainAnswer, Question
from tests.desk.conversations.scripted import ScriptedBrain, answer, reply

ASKS_FOR_STAFF = "转人工"
DISTRESSED = "我不想活了"
EXPLANATION: dict[str, Any] = {
    "intent": {"name": "ask/prepaid_card_refund", "confidence": 0.83},
    "topic_ranking": [
        {"name": "ask/prepaid_card_refund", "confidence": 0.83},
        {"name": "ask/prepaid_merchant_vanished", "confidence": 0.09},
    ],
    "entities": [],
    "policy": "rules",
    "rule": None,
    "actions": ["action_answer"],
    "decided": {
        "message_id": "m",
        "decision": "answer",
        "rule": "话题明显：0.83 ≥ 0.65",
        "topics": ["prepaid_card_refund"],
    },
}
SLOTS: dict[str, Any] = {
    "complaint_run": "run-1",
    "kind": "complaint",
    "consent_at": "2026-11-20T10:20:00+08:00",
    "story": "在好运健身房办了三千元的卡，去了两次就关门了。我的电话13912345678。",
    "merchant": "好运健身房",
    "merchant_address": "长春市南关区大经路9号",
    "product": "健身卡",
    "amount": {"fen": 300_000, "text": "三千"},
    "purchase_date": {"iso": "2026-10-02", "text": "国庆"},
    "demands": ["refund"],
    "name": "欧阳明",
    "phone": "+8613912345678",
    "address": "长春市朝阳区同志街100号3单元",
    "topic": "prepaid_card_refund",
}
ASKED: dict[str, Any] = {"intent": {"name": "ask_for_staff", "confidence": 0.99}, "topic_ranking": []}

_ids = itertools.count(1)


def assistant(question: Question) -> BrainAnswer:
    """Answers about a card that is to be paid back, with its sources; hands over when staff are asked for."""
    if question.text == ASKS_FOR_STAFF:
        return answer(reply(None, handoff={"reason": "asked"}), explanation=ASKED)
    if question.text == DISTRESSED:
        return answer(reply("请先保重。", handoff={"reason": "distress"}))
    sources = [{"law": "消费者权益保护法", "article": "第五十三条"}]
    card = {"topic": "prepaid_card_refund", "confidence": "A", "sources": sources, "as_of": "2026-11-21"}
    said = reply("商家没按说好的做，可以要求退余款和利息。", ("帮我登记投诉", "/complain"), answer=card)
    return answer(said, explanation=EXPLANATION)


def talking_brain() -> ScriptedBrain:
    brain = ScriptedBrain(assistant)
    brain.remembered = dict(SLOTS)
    return brain


class Consumer:
    """Somebody with the chat page open."""

    def __init__(self, http: httpx.AsyncClient, token: str) -> None:
        self.http, self.token = http, token

    @classmethod
    async def begin(cls, served: str) -> "Consumer":
        http = httpx.AsyncClient(base_url=f"{served}/webchat/api", trust_env=False, timeout=30)
        begun = await http.post("/sessions", json={})
        assert begun.status_code == 201, begun.text
        return cls(http, begun.json()["token"])

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def say(self, text: str, *, waits: bool = True) -> httpx.Response:
        """waits: until the assistant has answered; where staff answer, it comes back at once."""
        body = {"message_id": f"message-{next(_ids):06}", "text": text}
        headers = self._headers | ({"Prefer": "wait=10"} if waits else {})
        sent = await self.http.post("/messages", json=body, headers=headers)
        assert sent.status_code in (200, 202), sent.text
        return sent

    async def types(self) -> None:
        answered = await self.http.post("/typing", headers=self._headers)
        assert answered.status_code == 204, answered.text

    async def sends_picture(self, content: bytes) -> None:
        kept = await self.http.post(
            "/attachments", files={"file": ("小票.png", content, "image/png")}, headers=self._headers
        )
        assert kept.status_code == 201, kept.text
        body = {"message_id": f"message-{next(_ids):06}", "attachment_id": kept.json()["attachment_id"]}
        assert (await self.http.post("/messages", json=body, headers=self._headers)).is_success

    async def asks_for_staff(self, *before: str) -> "Consumer":
        """Say something, then ask for people."""
        for text in before:
            await self.say(text)
        await self.say(ASKS_FOR_STAFF)
        return self

    async def heard(self) -> list[tuple[str, str | None]]:
        """(from, text) of all they see."""
        page = await self.http.get("/messages?limit=100", headers=self._headers)
        return [(one["from"], one["text"]) for one in page.json()["messages"]]

    async def close(self) -> None:
        await self.http.aclose()
