"""Conversations about filed cases with the real actions and the case backend in memory, run as Rasa runs them."""

import json
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answering.names import LISTEN
from actions.case_backend.memory import MemoryCaseBackend
from actions.case_backend.port import Origin
from actions.intake.slots import REQUESTED
from actions.server import all_actions
from actions.settings import Settings
from actions.updates.beginning import BEGIN
from actions.updates.update import FORM, UPDATE
from tests.actions.builders import SENT_AT

ACTS = {"add_to_case": BEGIN, "withdraw_case": BEGIN, "rate_case": BEGIN, "cancel": BEGIN, "progress": "action_progress",
        "provide_evidence": "action_keep_file", "reconcile": BEGIN, "accept_proposal": BEGIN, "decline_proposal": BEGIN,
        "end_reconciliation": BEGIN, "tell_enterprise": BEGIN, "affirm": "action_affirm", "deny": "action_deny",
        "correct": "action_correct", "ask": "action_answer", "nlu_fallback": "action_fallback_ladder"}  # fmt: skip
CONCLUDE = "action_conclude_case_update"
OWN = "c-1"  # the conversation of these tests


def filing(conversation: str = OWN, **changes: Any) -> dict[str, Any]:
    return {
        "kind": "complaint",
        "conversation_id": conversation,
        "complainant": {"phone": "+8613812345678"},
        "respondent": {"name": "好运电器行"},
        "purchase": None,
        "problem": "用了两次就坏了",
        "attachments": [],
        **changes,
    }


class Person:
    """One conversation. `heard` are the newest messages; `handed_to` what is no action of these tests."""

    def __init__(self, backend: MemoryCaseBackend | None = None) -> None:
        self.backend = backend or MemoryCaseBackend()
        settings = Settings("http://127.0.0.1:9", "token")
        self.actions = {action.name(): action for action in all_actions(settings, self.backend)}
        self.slots: dict[str, Any] = {}
        self.heard: list[dict[str, Any]] = []
        self.handed_to: str | None = None
        self._messages, self._in_form = 0, False

    async def files(self, **changes: Any) -> str:
        """A case told in this conversation; its number."""
        self._messages += 1
        return (await self.backend.file_case(filing(**changes), key=f"filing-{self._messages}")).case_no

    async def say(
        self,
        text: str,
        intent: str = "nlu_fallback",
        confidence: float = 0.9,
        *,
        notice: dict[str, str] | None = None,
    ) -> "Person":
        """notice: what the desk told just before."""
        return await self._take(
            {"text": text, "intent": {"name": intent, "confidence": confidence}, "topic_ranking": []},
            {"notice": notice} if notice else None,
        )

    async def reconciles(self, **changes: Any) -> str:
        """A case offered to its enterprise, which has proposed nothing yet."""
        number = await self.files(**changes)
        self.backend.enrolled.add(self.backend.cases[number].filing["respondent"]["name"])
        await self.backend.choose_reconciliation(number, Origin(OWN), share_contact=None)
        return number

    async def tap(self, title: str) -> "Person":
        """Tap a button of the newest message."""
        payload = next(b["payload"] for b in self.heard[-1]["buttons"] if b["title"] == title)
        return await self.send(payload)

    async def send(self, payload: str) -> "Person":
        intent, brace, rest = payload.removeprefix("/").partition("{")
        entities = json.loads(brace + rest) if brace else {}
        rows = [{"entity": name, "value": value} for name, value in entities.items()]
        return await self._take(
            {"text": f"/{intent}", "intent": {"name": intent, "confidence": 1.0}, "entities": rows}
        )

    async def photo(self, attachment: str) -> "Person":
        sent = {"attachments": [{"id": attachment, "media_type": "image/jpeg"}]}
        return await self._take(
            {"text": "/provide_evidence", "intent": {"name": "provide_evidence", "confidence": 1.0}}, sent
        )

    @property
    def asked(self) -> str | None:
        asked: str | None = self.slots.get(REQUESTED)
        return asked if self._in_form else None

    @property
    def titles(self) -> list[str]:
        return [button["title"] for button in self.heard[-1]["buttons"]]

    @property
    def responses(self) -> list[str]:
        return [message["response"] for message in self.heard if message["response"]]

    @property
    def text(self) -> str:
        return "\n".join(message["text"] or "" for message in self.heard)

    async def _take(self, message: dict[str, Any], metadata: dict[str, Any] | None = None) -> "Person":
        self._messages += 1
        message |= {
            "message_id": f"m-{self._messages}",
            "metadata": {"sent_at": SENT_AT.isoformat(), "channel": "webchat", **(metadata or {})},
        }
        self.heard, self.handed_to = [], None
        action: str | None = FORM if self._in_form else ACTS[message["intent"]["name"]]
        for _ in range(5):
            action = await self._form(message) if action == FORM else await self._run(action, message)
            if action is None:
                return self
            if action != FORM and action not in self.actions:
                self.handed_to = action
                return self
        raise AssertionError("actions hand the message on in circles")

    async def _form(self, message: dict[str, Any]) -> str | None:
        """What Rasa's form action does: validate, then ask; without a question it is over."""
        self._in_form = True
        await self._run(f"validate_{FORM}", message)
        asked = self.slots[REQUESTED]
        if asked is not None:
            await self._run(f"action_ask_{FORM}_{asked}", message)
            return None
        self._in_form = False
        return CONCLUDE

    async def _run(self, name: str | None, message: dict[str, Any]) -> str | None:
        tracker = Tracker(f"{OWN}.0", dict(self.slots), message, [], False, None, {}, name)
        dispatcher = CollectingDispatcher()
        events = await self.actions[name or ""].run(dispatcher, tracker, {})
        self.heard += dispatcher.messages
        following = None
        for event in events:
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
            elif event["event"] == "followup" and event["name"] != LISTEN:
                following = event["name"]
        return following


def is_over(person: Person) -> bool:
    return person.asked is None and person.slots.get(UPDATE) is None
