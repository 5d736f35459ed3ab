"""The only way in: Rasa input channel ``desk``, called by the desk and by nobody else.

POST /webhooks/desk/turns                     one message in, all replies out (bot.turns has the shapes), and why
                                              (bot.explanation)
GET /webhooks/desk/conversations/<id>/slots   what is remembered of what was told: {"slots": {name: value}}
DELETE /webhooks/desk/conversations/<id>      forget a conversation
POST /webhooks/desk/model                     load the model file anew (bot.renewing); the old one goes on if it cannot
GET /webhooks/desk/metrics                    for Prometheus (bot.watching)
GET /webhooks/desk/health                     200 once the model can answer, else 503

Every error is ``{"code", "detail"}``: 400 malformed, 401 token, 409 the conversation is in another turn,
500 turn_failed (nothing was stored, the same message may be sent again), 500 model_unusable, 503 model_not_loaded, 503
actions_unreachable (nothing was stored; the message itself is well and should wait for the action server).
Rasa's ``rest`` channel answers 200 with no replies when a turn crashed, and knows no token.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import os
import time
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import unquote

from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import TrackerStore
from rasa.telemetry import TELEMETRY_ENABLED_ENVIRONMENT_VARIABLE
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json

from bot.crashes import ActionsAway, TurnFailed
from bot.processor import TURN_TIMEOUT, StrictProcessor
from bot.renewing import ModelUnusable, load_again, put_in_place
from bot.settings import BadSetting, BrainSettings
from bot.tracker_store import CompactTrackerStore, ConversationChanged
from bot.turns import CHANNEL_NAME, MalformedTurn, TurnRequest, parse_turn
from bot.watching import ANSWERED, REPEATED, Turns
from telemetry.lines import UnknownFormat, configure
from telemetry.release import release
from telemetry.trace import HEADER, begin

logger = logging.getLogger(__name__)


class DeskInput(InputChannel):
    """Input channel named in ``credentials.yml`` as ``bot.channel.DeskInput``."""

    def __init__(self, token: str) -> None:
        """``token`` is the bearer token the desk must show. Raises BadSetting when it is empty."""
        if not token:
            raise BadSetting("BRAIN_TOKEN", "the brain does not start without a token")
        self._token = token.encode("utf-8")
        self._in_turn: set[str] = set()
        self._turns = Turns()
        self._strict: tuple[MessageProcessor, StrictProcessor] | None = None
        self._closing: set[asyncio.Task[None]] = set()

    @classmethod
    def name(cls) -> str:
        """First part of the channel's address."""
        return CHANNEL_NAME

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> DeskInput:
        """Called by Rasa at start. The token of the environment goes before that of the file."""
        try:
            configure("brain", level=logging.getLevelName(os.environ.get("LOG_LEVEL", "INFO")))
        except UnknownFormat as error:
            raise BadSetting("XIAOBAO_LOG_FORMAT", "must be json or text") from error
        # Also said where the process is started; here for those who start Rasa by hand.
        os.environ[TELEMETRY_ENABLED_ENVIRONMENT_VARIABLE] = "false"
        return cls(BrainSettings.from_env().token or (credentials or {}).get("token") or "")

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The channel's routes. ``on_new_message`` is not used: it runs Rasa's lenient processor."""
        blueprint = Blueprint("desk_channel")

        # Functions, because Sanic writes attributes on its handlers and methods take none.
        @blueprint.post("/turns")
        async def take_turn(request: Request) -> HTTPResponse:
            return await self._take_turn(request)

        @blueprint.get("/conversations/<conversation_id>/slots")
        async def slots(request: Request, conversation_id: str) -> HTTPResponse:
            return await self._slots(request, unquote(conversation_id))

        @blueprint.delete("/conversations/<conversation_id>")
        async def forget(request: Request, conversation_id: str) -> HTTPResponse:
            return await self._forget(request, unquote(conversation_id))

        @blueprint.post("/model")
        async def renew(request: Request) -> HTTPResponse:
            return await self._renew(request)

        @blueprint.get("/metrics")
        async def metrics(request: Request) -> HTTPResponse:
            return self._turns.page(_ready_agent(request) is not None)

        @blueprint.get("/health")
        async def health(request: Request) -> HTTPResponse:
            return self._health(request)

        @blueprint.listener("after_server_stop")
        async def let_go(_app: Any, _loop: Any) -> None:
            if self._strict is not None:
                await self._strict[1].close()

        return blueprint

    def _health(self, request: Request) -> HTTPResponse:
        agent = _ready_agent(request)
        if agent is None:
            return _not_loaded()
        return json({"model_id": agent.model_id, "ready": True, "release": release()})

    async def _take_turn(self, request: Request) -> HTTPResponse:
        if not self._is_desk(request):
            return _not_the_desk()
        begin(request.headers.get(HEADER))
        try:
            turn = parse_turn(request.body)
        except MalformedTurn as error:
            return _problem(400, error.code, error.detail)
        processor = self._processor(request)
        if processor is None:
            return _not_loaded()
        if turn.conversation_id in self._in_turn:
            return _in_turn()
        self._in_turn.add(turn.conversation_id)
        began = time.perf_counter()
        try:
            outcome, response = await _answer(processor, turn)
            self._turns.ended(turn.message_id, turn.conversation_id, outcome, time.perf_counter() - began)
            return response
        finally:
            self._in_turn.discard(turn.conversation_id)

    async def _slots(self, request: Request, conversation_id: str) -> HTTPResponse:
        """Slots that hold something, as they stand after the last whole turn. Reads only, so a running turn is no matter."""
        if not self._is_desk(request):
            return _not_the_desk()
        processor = self._processor(request)
        if processor is None:
            return _not_loaded()
        tracker = (await processor.tracker_store.load(conversation_id)).tracker
        held = {} if tracker is None else tracker.current_slot_values()
        return json({"slots": {name: value for name, value in held.items() if value not in (None, "", [])}})

    async def _forget(self, request: Request, conversation_id: str) -> HTTPResponse:
        if not self._is_desk(request):
            return _not_the_desk()
        processor = self._processor(request)
        if processor is None:
            return _not_loaded()
        if conversation_id in self._in_turn:
            return _in_turn()
        await processor.tracker_store.forget(conversation_id)  # a repetition finds nothing, and that is well
        return empty()

    async def _renew(self, request: Request) -> HTTPResponse:
        if not self._is_desk(request):
            return _not_the_desk()
        agent = _ready_agent(request)
        if agent is None:
            return _not_loaded()
        before, outgoing = agent.model_id, self._strict
        try:
            processor = await asyncio.to_thread(load_again, agent)  # turns are answered meanwhile
        except ModelUnusable as error:
            logger.error("Model not renewed, %s goes on: %s", before, error)  # noqa: TRY400
            return _problem(500, "model_unusable", f"{error}; the model before goes on")
        put_in_place(agent, processor)
        if outgoing is not None:
            # Turns under way still use its connections, for as long as a turn may take.
            closing = asyncio.create_task(_close_later(outgoing[1]))
            self._closing.add(closing)  # asyncio keeps no task alive that nobody holds
            closing.add_done_callback(self._closing.discard)
        logger.info("Model renewed: %s after %s", agent.model_id, before)
        return json({"model_id": agent.model_id, "before": before})

    def _is_desk(self, request: Request) -> bool:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        shown = token.encode("utf-8", "surrogateescape")
        return hmac.compare_digest(shown, self._token) and scheme.lower() == "bearer"

    def _processor(self, request: Request) -> StrictProcessor | None:
        """The strict processor over the loaded model, made anew when Rasa has loaded another one."""
        agent = _ready_agent(request)
        store = _compact_store(agent.tracker_store) if agent else None
        if agent is None or store is None:
            return None
        if self._strict is None or self._strict[0] is not agent.processor:
            self._strict = (agent.processor, StrictProcessor.adopt(agent.processor, store))
        return self._strict[1]


async def _answer(processor: StrictProcessor, turn: TurnRequest) -> tuple[str, HTTPResponse]:
    """(outcome, response): answered, repeated, or the refusal's code."""
    try:
        answered, repeated = await processor.handle_turn(turn)
    except MalformedTurn as error:
        return "malformed", _problem(400, error.code, error.detail)
    except ConversationChanged:
        return "conversation_in_turn", _in_turn()
    except ActionsAway as error:
        logger.warning("Turn waits: message %s of %s: %s", turn.message_id, turn.conversation_id, error)
        why = "the action server is out of reach; nothing was stored"
        return "actions_unreachable", _problem(503, "actions_unreachable", why)
    except TurnFailed as error:
        # Not logger.exception: a traceback ends in messages, and those may quote what a person wrote.
        logger.error(  # noqa: TRY400
            "Turn failed: message %s of %s: %s", turn.message_id, turn.conversation_id, error
        )
        return "turn_failed", _problem(500, "turn_failed", "the turn crashed; nothing of it was stored")
    return REPEATED if repeated else ANSWERED, json({**answered.as_row(), "repeated": repeated})


async def _close_later(processor: StrictProcessor) -> None:
    await asyncio.sleep(TURN_TIMEOUT)
    await processor.close()


def _ready_agent(request: Request) -> Agent | None:
    agent = getattr(request.app.ctx, "agent", None)
    return agent if agent and agent.is_ready() and _compact_store(agent.tracker_store) else None


def _compact_store(store: TrackerStore) -> CompactTrackerStore | None:
    """The store inside Rasa's FailSafeTrackerStore, which goes on in memory when the database fails."""
    inner = getattr(store, "_tracker_store", store)
    return inner if isinstance(inner, CompactTrackerStore) else None


def _problem(status: int, code: str, detail: str) -> HTTPResponse:
    return json({"code": code, "detail": detail}, status=status)


def _not_the_desk() -> HTTPResponse:
    return _problem(401, "unauthorized", "a bearer token is needed: BRAIN_TOKEN")


def _not_loaded() -> HTTPResponse:
    return _problem(503, "model_not_loaded", "no model, or endpoints.yml without bot.tracker_store")


def _in_turn() -> HTTPResponse:
    return _problem(409, "conversation_in_turn", "the conversation is in another turn right now")
