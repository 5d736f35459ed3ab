"""Turns as they come into review: a scripted brain that explains itself, on a real database."""

from typing import Any

from sqlalchemy import select

from desk.bus import InProcessBus
from desk.conversations.brain import BrainAnswer
from desk.conversations.turns import TurnRunner
from desk.review.following import follow_turn
from desk.review.model import ReviewItem
from desk.review.rules import Correction
from tests.desk.conversations.conversing import Conversing
from tests.desk.conversations.scripted import answer, reply

LABELS = frozenset({"ask/prepaid_card_refund", "ask/seven_day_return", "thanks"})
CARD = {"topic": "prepaid_card_refund", "confidence": "A", "sources": [], "as_of": "2026-11-21"}
ZHANG, LI, WANG = "staff:zhang", "staff:li", "staff:wang"


def explained(
    label: str = "ask/prepaid_card_refund",
    confidence: float = 0.41,
    decision: str | None = "clarify",
    rule: str | None = "answer",
) -> dict[str, Any]:
    """As bot.explanation tells it."""
    decided = None if decision is None else {"decision": decision, "rule": "…", "topics": []}
    return {
        "intent": {"name": label.split("/")[0], "confidence": confidence},
        "topic_ranking": [{"name": label, "confidence": confidence}, {"name": "thanks", "confidence": 0.1}],
        "entities": [],
        "policy": "NamedRulePolicy",
        "rule": rule,
        "actions": ["action_answer"],
        "decided": decided,
    }


def answered(explanation: dict[str, Any] | None, text: str = "可以退余款。", **custom: Any) -> BrainAnswer:
    return answer(reply(text, answer=CARD, **custom), explanation=explanation)


class Followed(Conversing):
    """A conversation whose turns are followed, as the running desk follows them."""

    def new_runner(self) -> TurnRunner:
        return TurnRunner(
            self.database,
            self.vault,
            self.brain,
            InProcessBus(),
            self.clock,
            turn_timeout=5,
            followers=(follow_turn,),
        )

    async def turn(self, text: str, answered: BrainAnswer, message_id: str | None = None) -> None:
        """One message and its answer."""
        self.brain.script = lambda _question: answered
        await self.hear(text, message_id or f"m-{len(self.brain.asked):08d}")
        await self.run()

    async def items(self) -> list[ReviewItem]:
        async with self.database.read() as session:
            found = await session.scalars(select(ReviewItem).order_by(ReviewItem.heard_at, ReviewItem.id))
            return list(found)

    async def item(self) -> ReviewItem:
        (only,) = await self.items()
        return only


def correction(**changes: Any) -> Correction:
    told = {
        "label": "ask/seven_day_return",
        "wording": "网上买的鞋想退",
        "marks": [{"start": 4, "end": 5, "type": "product"}],
        "anonymous": True,
    }
    return Correction.model_validate(told | changes)
