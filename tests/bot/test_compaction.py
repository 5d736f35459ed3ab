"""A conversation that was cut goes on as if it had not been."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    ConversationPaused,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot import compaction
from bot.compaction import CUT_ABOVE, KEEP_TURNS, compact
from bot.processor import StrictProcessor
from bot.settings import BrainSettings
from bot.tracker_store import CompactTrackerStore
from bot.turns import TurnRequest
from tests.bot.brain import SENT_AT, ActionServer, said, slot_set
from tests.bot.talks import DOMAIN


def start() -> list[Event]:
    return [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]


def turn(number: int, *middle: Event) -> list[Event]:
    ranking: Any = {"topic_ranking": [{"name": "ask/x", "confidence": 0.5}] * 10}
    message = UserUttered(f"第{number}句", {"name": "greet", "confidence": 0.9}, [], ranking)
    return [message, *middle, ActionExecuted("utter_greet"), ActionExecuted("action_listen")]


def conversation(turns: int, *extra: Event, at: int = 0) -> DialogueStateTracker:
    """A tracker of ``turns`` greetings; ``extra`` happens in the turn numbered ``at``."""
    events = start()
    for number in range(turns):
        events += turn(number, *(extra if number == at else ()))
    return DialogueStateTracker.from_events("c-1", events, DOMAIN.slots)


def cut(tracker: DialogueStateTracker) -> DialogueStateTracker:
    """The tracker compacted, and it was indeed cut."""
    shorter = compacted(tracker)
    assert messages(shorter)[-KEEP_TURNS:] == messages(tracker)[-KEEP_TURNS:]
    assert len(messages(shorter)) < len(messages(tracker))
    return shorter


def compacted(tracker: DialogueStateTracker) -> DialogueStateTracker:
    return DialogueStateTracker.from_events("c-1", compact(tracker, DOMAIN.slots), DOMAIN.slots)


def messages(tracker: DialogueStateTracker) -> list[str | None]:
    return [event.text for event in tracker.events if isinstance(event, UserUttered)]


class TestCut:
    def test_a_short_conversation_stays_whole(self) -> None:
        assert messages(compacted(conversation(CUT_ABOVE))) == [f"第{n}句" for n in range(CUT_ABOVE)]

    @pytest.mark.parametrize("turns", [1, 3, 40])
    def test_what_a_photograph_showed_does_not_outlive_its_turn(self, turns: int) -> None:
        metadata = {"channel": "webchat", "reading": {"lines": [{"text": "王小丽 13812345678"}]}}
        read = UserUttered(
            "/photo_read",
            {"name": "photo_read"},
            [],
            {"metadata": metadata},
            metadata=metadata,
            message_id="m",
        )
        tracker = conversation(turns)
        tracker.update(read)
        tracker.update(ActionExecuted("action_listen"))
        kept = compact(tracker, DOMAIN.slots)
        (found,) = [e for e in kept if isinstance(e, UserUttered) and e.text == "/photo_read"]
        assert (found.metadata, found.message_id) == ({"channel": "webchat"}, "m")
        assert "13812345678" not in str([event.as_dict() for event in kept])

    def test_a_long_one_keeps_its_last_turns(self) -> None:
        kept = messages(compacted(conversation(40)))
        assert kept == [f"第{n}句" for n in range(40 - KEEP_TURNS, 40)]

    def test_a_cut_conversation_can_be_cut_again(self) -> None:
        tracker = compacted(conversation(40, SlotSet("draft", "故事")))
        for number in range(40, 80):
            tracker.update_with_events(turn(number), DOMAIN)
            tracker = compacted(tracker)
        assert tracker.get_slot("draft") == "故事"
        assert len(messages(tracker)) <= CUT_ABOVE

    def test_slots_survive_also_emptied_ones(self) -> None:
        tracker = cut(conversation(40, SlotSet("filed", True), SlotSet("name", "王"), SlotSet("name", None)))
        assert tracker.get_slot("filed") is True
        assert tracker.slots["name"].has_been_set
        assert not tracker.slots["amount"].has_been_set

    def test_an_active_loop_survives_with_its_rejection(self) -> None:
        form = [
            ActionExecuted("complaint_form"),
            ActiveLoop("complaint_form"),
            SlotSet("requested_slot", "name"),
        ]
        tracker = cut(conversation(40, *form, ActionExecutionRejected("complaint_form")))
        assert tracker.active_loop is not None
        assert (tracker.active_loop_name, tracker.active_loop.rejected) == ("complaint_form", True)
        assert tracker.active_loop.trigger_message is not None
        assert tracker.active_loop.trigger_message["text"] == "第0句"
        assert tracker.get_slot("requested_slot") == "name"

    def test_a_pause_survives(self) -> None:
        assert cut(conversation(40, ConversationPaused())).is_paused()

    def test_a_turn_taken_back_does_not_count(self) -> None:
        events = start()
        for number in range(30):
            events += turn(number)
            events += [*turn(number), UserUtteranceReverted(), ActionExecuted("action_listen")]
        tracker = DialogueStateTracker.from_events("c-1", events, DOMAIN.slots)
        after = compacted(tracker)
        applied = [event.text for event in after.applied_events() if isinstance(event, UserUttered)]
        assert applied[-KEEP_TURNS:] == [f"第{n}句" for n in range(30 - KEEP_TURNS, 30)]
        assert len(after.events) < len(tracker.events)

    def test_nothing_is_cut_when_that_would_take_back_too_much(self) -> None:
        tracker = conversation(12, *[UserUtteranceReverted()] * 8, at=11)
        assert [
            event.text for event in compacted(tracker).applied_events() if isinstance(event, UserUttered)
        ] == [event.text for event in tracker.applied_events() if isinstance(event, UserUttered)]

    @pytest.mark.parametrize("restart", [[], [ActionExecuted("action_restart"), Restarted()]])
    def test_a_new_session_ends_what_was_before(self, restart: list[Event]) -> None:
        events = [*start(), *turn(1, SlotSet("name", "王")), *restart, *start(), *turn(2)]
        tracker = compacted(DialogueStateTracker.from_events("c-1", events, DOMAIN.slots))
        assert messages(tracker) == ["第2句"]
        assert tracker.get_slot("name") is None


class TestBallast:
    def test_only_the_latest_message_keeps_its_rankings(self) -> None:
        kept = [e.parse_data for e in compacted(conversation(5)).events if isinstance(e, UserUttered)]
        assert ["topic_ranking" in data for data in kept] == [False] * 4 + [True]
        assert all(data["intent"]["name"] == "greet" for data in kept)

    def test_older_values_of_a_silent_slot_go(self) -> None:
        events = start()
        for number in range(5):
            events += turn(number, SlotSet("draft", number), SlotSet("filed", True))
        tracker = compacted(DialogueStateTracker.from_events("c-1", events, DOMAIN.slots))
        slots = [(event.key, event.value) for event in tracker.events if isinstance(event, SlotSet)]
        assert slots == [("filed", True)] * 4 + [("draft", 4), ("filed", True)]

    def test_they_stay_where_something_was_taken_back(self) -> None:
        events = [
            *start(),
            *turn(1, SlotSet("draft", 1)),
            *turn(2, SlotSet("draft", 2)),
            UserUtteranceReverted(),
        ]
        tracker = DialogueStateTracker.from_events("c-1", [*events, *turn(3)], DOMAIN.slots)
        assert compacted(tracker).get_slot("draft") == tracker.get_slot("draft") == 1


class WholeTrackerStore(CompactTrackerStore):
    """Keeps everything."""

    def _seal(self, tracker: DialogueStateTracker, turns: Any) -> bytes:
        content = {"events": [event.as_dict() for event in tracker.events], "turns": []}
        return self._sealer.seal(content, bound_to=tracker.sender_id)


SCRIPT = [
    "你好",
    "我要投诉",
    "买到假货怎么赔",
    "谢谢",
    "王小明",
    "1380",
    "取消投诉",
    "是的",
    "？？",
    "七天无理由退货怎么算",
]
PAYLOADS = ['/choose_topic{"topic": "fake_goods"}', "/complain", "/restart", "/affirm"]


def requests(seed: int, count: int) -> list[TurnRequest]:
    chance = random.Random(seed)
    metadata = {"sent_at": SENT_AT, "channel": "webchat", "attachments": []}
    said_or_chosen = [
        (None, chance.choice(PAYLOADS)) if chance.random() < 0.15 else (chance.choice(SCRIPT), None)
        for _ in range(count)
    ]
    return [
        TurnRequest("c-1", f"m-{number}", text, payload, metadata)
        for number, (text, payload) in enumerate(said_or_chosen)
    ]


def behaviour(processor: StrictProcessor, actions: ActionServer, script: list[TurnRequest]) -> list[Any]:
    """What can be seen of each turn: replies, actions called with which slots and loop, and what was stored."""

    async def run() -> list[Any]:
        seen = []
        for request in script:
            actions.calls.clear()
            replies, _ = await processor.handle_turn(request)
            tracker = (await processor.tracker_store.load("c-1")).tracker
            assert tracker is not None
            calls = [
                (call["next_action"], call["tracker"]["slots"], call["tracker"]["active_loop"].get("name"))
                for call in actions.calls
            ]
            seen.append((replies, calls, compaction._state(tracker)))
        return seen

    return asyncio.run(run())


@pytest.mark.parametrize(("keep", "above"), [(KEEP_TURNS, CUT_ABOVE), (2, 2)])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_cut_conversation_behaves_as_an_uncut_one(
    model: Path,
    actions: ActionServer,
    settings: BrainSettings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    keep: int,
    above: int,
    seed: int,
) -> None:
    monkeypatch.setattr(compaction, "KEEP_TURNS", keep)
    monkeypatch.setattr(compaction, "CUT_ABOVE", above)
    actions.answers["action_answer"] = lambda call: said(
        "答复", events=[slot_set("draft", len(str(call["tracker"]["slots"]["draft"])) * "长")]
    )
    agent = Agent.load(str(model), action_endpoint=EndpointConfig(url=actions.url))
    elsewhere = BrainSettings(tmp_path, f"sqlite:///{tmp_path / 'whole.db'}", settings.keys, None)
    script = requests(seed, 40)
    seen = []
    for store in (CompactTrackerStore(settings=settings), WholeTrackerStore(settings=elsewhere)):
        store.domain = agent.domain
        seen.append(behaviour(StrictProcessor.adopt(agent.processor, store), actions, script))
        store.close()
    for number, (cut, whole) in enumerate(zip(*seen, strict=True)):
        assert cut == whole, f"turn {number}: {script[number]}"
