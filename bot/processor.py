"""Runs a turn so that it either succeeds as a whole or leaves no trace.

Rasa's ``MessageProcessor`` is made to go on: it swallows every exception of an action ("Bot will continue,
but the actions events are lost"), logs a missing response and says nothing, stops predicting after ten
actions as if the turn were over, and hides a broken tracker store behind an in-memory one. Here each of these
ends the turn before anything is stored, so that the desk can send the same message again.

Why not replace ``_run_action`` by a copy without its ``except``: the copy would have to be kept in step with
the original, and Rasa swallows in other places too (``ActionExtractSlots``, also inside ``FormAction``).
So the crash is made of something that ``except Exception`` does not catch.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from typing import Any

from rasa.core.actions.action import Action, ActionExecutionRejection, ActionListen
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.exceptions import ActionLimitReached
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event
from rasa.shared.core.trackers import DialogueStateTracker

from bot import once
from bot.action_server import ActionServer
from bot.crashes import ActionsAway, ActionsUnreachable, TurnCrash, TurnFailed
from bot.explanation import explain
from bot.graph import StraightRunner
from bot.tracker_store import CompactTrackerStore, Conversation, ConversationChanged, Turn
from bot.turns import CHANNEL_NAME, MalformedTurn, ReplyCollector, TurnRequest, payload_parts
from bot.understanding import understand

logger = logging.getLogger(__name__)

TURN_TIMEOUT = 45  # in seconds; Sanic would cut the request at 60

# Responses that Rasa's default actions say only if the domain has them.
OPTIONAL_RESPONSES = frozenset({"utter_restart", "utter_back", "utter_default", "utter_ask_rephrase"})


class StrictProcessor(MessageProcessor):
    """A loaded Rasa processor that fails loudly, over a store that keeps replies with the tracker."""

    tracker_store: CompactTrackerStore
    action_endpoint: ActionServer

    @classmethod
    def adopt(cls, processor: MessageProcessor, store: CompactTrackerStore) -> StrictProcessor:
        """A strict processor over the model that ``processor`` has loaded; ``processor`` is not changed."""
        once.install()
        strict = cls.__new__(cls)
        strict.__dict__.update(processor.__dict__)
        strict.tracker_store = store
        strict.graph_runner = StraightRunner.of(processor.graph_runner)
        strict.nlg = _StrictGenerator(processor.nlg)
        strict.action_endpoint = ActionServer.of(processor.action_endpoint)
        return strict

    async def close(self) -> None:
        """Let the connections to the action server go."""
        await self.action_endpoint.close()

    async def handle_turn(self, request: TurnRequest) -> tuple[Turn, bool]:
        """The replies to a message and why, and whether they are a repetition of what was said before.

        Raises TurnFailed when anything crashed, ActionsAway when the action server was not reached,
        ConversationChanged when another process took a turn of the same conversation meanwhile, MalformedTurn
        when the payload's intent is not in the domain. In each case the stored conversation is as before.
        """
        if request.payload is not None:
            self._check_payload(request.payload)
        try:
            return await asyncio.wait_for(self._handle_turn(request), TURN_TIMEOUT)
        except ConversationChanged:
            raise
        except ActionsUnreachable as error:
            raise ActionsAway(_where(error)) from error
        except (Exception, TurnCrash) as error:  # the outermost boundary of a turn
            raise TurnFailed(_where(error)) from error

    def _check_payload(self, payload: str) -> None:
        """Rasa would take an unknown intent for text, and leave out unknown entities."""
        intent, entities = payload_parts(payload)
        if intent not in self.domain.intents:
            raise MalformedTurn("unknown_intent", "the payload's intent is not in the domain")
        if not set(entities) <= set(self.domain.entities):
            raise MalformedTurn("unknown_entity", "the payload has an entity that is not in the domain")

    async def _handle_turn(self, request: TurnRequest) -> tuple[Turn, bool]:
        conversation = await self.tracker_store.load(request.conversation_id)
        known = conversation.turn(request.message_id)
        if known:
            logger.info("Repeated message %s of %s", request.message_id, request.conversation_id)
            return known, True
        collector = ReplyCollector()
        tracker = await self._run_turn(request, conversation, collector)
        turn = Turn(request.message_id, collector.replies, explain(tracker, request.message_id))
        await self.tracker_store.store(conversation, tracker, turn)
        return turn, False

    async def _run_turn(
        self, request: TurnRequest, conversation: Conversation, collector: ReplyCollector
    ) -> DialogueStateTracker:
        """What ``MessageProcessor.handle_message`` does, less its saving (it saves new trackers at once)."""
        tracker = conversation.tracker or self.tracker_store.init_tracker(request.conversation_id)
        tracker.model_id = self.model_metadata.model_id
        tracker.assistant_id = tracker.assistant_id or self.model_metadata.assistant_id
        await self._update_tracker_session(tracker, collector, request.metadata)
        message = UserMessage(
            request.payload or request.text,
            collector,
            request.conversation_id,
            input_channel=CHANNEL_NAME,
            message_id=request.message_id,
            metadata=request.metadata,
        )
        if request.text is not None:
            message.text = request.text  # UserMessage strips it; what a person wrote is kept as it is
            message.parse_data = await understand(self, request.text, tracker)
        await self._handle_message_with_tracker(message, tracker)
        tracker = await self.run_action_extract_slots(collector, tracker)
        await self._run_prediction_loop(collector, tracker)
        return tracker

    async def _update_tracker_session(
        self,
        tracker: DialogueStateTracker,
        output_channel: OutputChannel,
        metadata: dict[str, Any] | None = None,
    ) -> None:
        """As Rasa, which replays the conversation to see whether it has begun; where sessions do not expire, one that
        ends in an action has."""
        begun = bool(tracker.events) and isinstance(tracker.events[-1], ActionExecuted)
        if self.domain.session_config.are_sessions_enabled() or not begun:
            await super()._update_tracker_session(tracker, output_channel, metadata)

    @staticmethod
    def _log_slots(tracker: DialogueStateTracker) -> None:
        """Nothing: Rasa writes out every slot after every action, for a line of debugging that is not written."""

    def predict_next_with_tracker_if_should(
        self, tracker: DialogueStateTracker
    ) -> tuple[Action, PolicyPrediction]:
        """As Rasa, but running in circles is a crash: Rasa would stop and say nothing more."""
        try:
            return super().predict_next_with_tracker_if_should(tracker)
        except ActionLimitReached as error:
            raise TurnCrash("too many actions in one turn") from error

    async def _run_action(
        self,
        action: Action,
        tracker: DialogueStateTracker,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        prediction: PolicyPrediction,
    ) -> bool:
        if isinstance(action, ActionListen):  # it does nothing, and needs no copy of the tracker for it
            self._log_action_on_tracker(tracker, action, [], prediction)
            return False
        return await super()._run_action(_StrictAction(action), tracker, output_channel, nlg, prediction)


class _StrictAction(Action):
    """An action whose crash ends the turn. A rejection passes: forms say with it that they were not meant."""

    def __init__(self, action: Action) -> None:
        self._action = action

    def name(self) -> str:
        return self._action.name()

    async def run(
        self,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        try:
            return await self._action.run(output_channel, nlg, tracker, domain)
        except ActionExecutionRejection:
            raise
        except Exception as error:
            raise TurnCrash(f"action {self.name()}") from error

    def event_for_successful_execution(self, prediction: PolicyPrediction) -> ActionExecuted:
        return self._action.event_for_successful_execution(prediction)


class _StrictGenerator(NaturalLanguageGenerator):
    """Responses of the domain. One that is missing ends the turn instead of being left out."""

    def __init__(self, generator: NaturalLanguageGenerator) -> None:
        self._generator = generator

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        message = await self._generator.generate(utter_action, tracker, output_channel, **kwargs)
        if message is None and utter_action not in OPTIONAL_RESPONSES:
            raise TurnCrash(f"no response {utter_action}")
        return message


def _where(error: BaseException) -> str:
    """Where a crash came from, for the log: types and places, never messages, which may quote a person."""
    chain = []
    cause: BaseException | None = error
    while cause is not None:
        frame = next(reversed(traceback.extract_tb(cause.__traceback__)), None)
        place = f" at {frame.filename.rpartition('site-packages/')[2]}:{frame.lineno}" if frame else ""
        what = f" ({cause})" if isinstance(cause, TurnCrash) else ""  # ours, and it quotes nobody
        chain.append(f"{type(cause).__name__}{what}{place}")
        cause = cause.__cause__ or cause.__context__
    return " <- ".join(chain)
