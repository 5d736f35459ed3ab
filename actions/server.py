"""Wiring of the action server: every action with its collaborators, served by rasa-sdk on an internal address."""

from typing import Any

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor

from actions.answering.affirm import Affirm
from actions.answering.answerer import Answerer
from actions.answering.answering import AnswerChosenTopic, AnswerQuestion
from actions.answering.ladder import ClimbFallbackLadder
from actions.answering.telling_place import RememberPlace
from actions.conversation.actions import EraseData, RequestHandoff
from actions.conversation.digressions import Digressions
from actions.desk_client import DeskClient
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
from actions.knowledge.store import load_knowledge
from actions.progress.actions import TellProgress
from actions.settings import Settings


def all_actions(settings: Settings) -> list[Any]:
    """The custom actions of domain.yml."""
    knowledge = load_knowledge(settings.knowledge)
    answerer = Answerer(knowledge)
    desk = DeskClient(settings.desk_url, settings.case_api_token, settings.case_api_timeout)
    progress = TellProgress(desk)
    intake = Intake(knowledge, Digressions(answerer))
    return [
        AnswerQuestion(answerer),
        AnswerChosenTopic(answerer),
        ClimbFallbackLadder(answerer),
        Affirm(),
        RememberPlace(answerer),
        ValidateComplaintForm(intake, progress),
        AskRoute(knowledge),
        AskSubmitDecision(),
        AskCorrectionField(),
        AskPhotoProposal(),
        AskPhotoConflict(),
        KeepFile(),
        NotePhoto(),
        ConcludeComplaint(desk, knowledge),
        progress,
        RequestHandoff(),
        EraseData(),
    ]


def create_server(settings: Settings) -> Any:
    """rasa-sdk's Sanic application with our actions."""
    executor = ActionExecutor()
    for action in all_actions(settings):
        executor.register_action(action)
    return create_app(executor)
