"""Wiring of the action server: every action with its collaborators, served by rasa-sdk on an internal address."""

import asyncio
from typing import Any

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor

from actions.answering.affirm import Affirm, Correct, Deny
from actions.answering.answerer import Answerer
from actions.answering.answering import AnswerChosenTopic, AnswerQuestion
from actions.answering.ladder import ClimbFallbackLadder
from actions.answering.telling_place import RememberPlace
from actions.case_backend.http import HttpCaseBackend
from actions.case_backend.port import CaseBackend
from actions.case_backend.transport import Patience
from actions.conversation.actions import EraseData, RequestHandoff
from actions.conversation.digressions import Digressions
from actions.intake.conclude import ConcludeComplaint
from actions.intake.documents.actions import KeepFile, NotePhoto
from actions.intake.flow import Intake
from actions.intake.form import (
    AskCorrectionField,
    AskPhotoConflict,
    AskPhotoProposal,
    AskRoute,
    AskSubmitDecision,
    ValidateComplaintForm,
)
from actions.knowledge.articles import load_articles
from actions.knowledge.listing import lines_of
from actions.knowledge.live import EVERY, LiveKnowledge
from actions.knowledge.store import Knowledge, load_knowledge
from actions.progress.actions import TellProgress
from actions.settings import Settings
from actions.updates.beginning import BeginCaseUpdate
from actions.updates.concluding import ConcludeCaseUpdate
from actions.updates.flow import Updating
from actions.updates.form import QUESTIONS, ValidateCaseUpdateForm
from actions.watching import install


def all_actions(
    settings: Settings, backend: CaseBackend | None = None, knowledge: Knowledge | None = None
) -> list[Any]:
    """The custom actions of domain.yml. backend, knowledge: those of the settings unless others are handed in."""
    knowledge = knowledge or load_knowledge(settings.knowledge)
    answerer = Answerer(knowledge)
    backend = backend or HttpCaseBackend(
        settings.desk_url, settings.case_api_token, patience=Patience(deadline=settings.case_api_timeout)
    )
    progress, digressions = TellProgress(backend), Digressions(answerer)
    intake = Intake(knowledge, digressions)
    return [
        AnswerQuestion(answerer),
        AnswerChosenTopic(answerer),
        ClimbFallbackLadder(answerer),
        Affirm(),
        Deny(),
        Correct(),
        RememberPlace(answerer),
        ValidateComplaintForm(intake, progress),
        AskRoute(knowledge),
        AskSubmitDecision(),
        AskCorrectionField(),
        AskPhotoProposal(),
        AskPhotoConflict(),
        KeepFile(backend),
        NotePhoto(),
        ConcludeComplaint(backend, knowledge),
        progress,
        BeginCaseUpdate(backend, answerer),
        ValidateCaseUpdateForm(Updating(digressions), progress),
        *(ask() for ask in QUESTIONS),
        ConcludeCaseUpdate(backend),
        RequestHandoff(),
        EraseData(),
    ]


class DomainlessExecutor(ActionExecutor):
    """Runs actions without Rasa's domain, which the brain does not send (bot/action_server.py) and none of ours reads."""

    def update_and_return_domain(self, payload: dict[str, Any], action_name: str) -> dict[str, Any]:
        """What was sent, or nothing; rasa-sdk would ask for it with a 449 that Rasa 3.6 does not understand."""
        domain: dict[str, Any] = payload.get("domain") or {}
        return domain


def create_server(settings: Settings) -> Any:
    """rasa-sdk's Sanic application with our actions, and beside it the look at what the desk publishes."""
    executor = DomainlessExecutor()
    files = load_knowledge(settings.knowledge)
    live = LiveKnowledge(
        files,
        load_articles(),
        url=settings.knowledge_url or settings.desk_url,
        token=settings.case_api_token,
    )
    actions = all_actions(settings, knowledge=live.knowledge)
    for action in actions:
        executor.register_action(action)
    app = create_app(executor)

    async def follow(app: Any) -> None:  # a task can be named, and ended, only while the server runs
        app.add_task(keep_current(live), name="published-knowledge")

    app.register_listener(follow, "after_server_start")
    checked_on = [line.as_of for entry in files.entries.values() for line in lines_of(entry)]
    install(app, {action.name() for action in actions}, checked_on)
    return app


async def keep_current(live: LiveKnowledge, *, every: float = EVERY) -> None:
    """Look again and again, in a thread: actions answer meanwhile."""
    while True:
        await asyncio.to_thread(live.look)
        await asyncio.sleep(every)
