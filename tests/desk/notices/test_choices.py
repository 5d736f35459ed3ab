"""What a notice lets its reader tap, and what the assistant is told of the notice that is answered."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions import wording as chat
from desk.cases.states import CaseEvent
from desk.conversations.incoming import Incoming
from desk.conversations.receiving import receive
from desk.notices import choices, wording
from desk.reconciliation.model import MessageKind
from desk.reconciliation.wording import SAID
from tests.desk.builders import on_sqlite
from tests.desk.notices.hearing import DUE, Hearing

ROOT = Path(__file__).parents[3]
NO = "XB7K3M9TXA"
ABOUT = [
    choices.subject("info_asked", NO, {}),
    choices.subject("enterprise_message", NO, {"message_id": "m-1"}),
    choices.subject("enterprise_proposal", NO, {"message_id": "p-1"}),
]


def domain() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))
    return loaded


@pytest.mark.parametrize("about", ABOUT, ids=lambda about: about["key"])
def test_every_choice_sends_an_act_and_entities_of_the_domain(about: dict[str, str]) -> None:
    intents = {next(iter(i)) if isinstance(i, dict) else i for i in domain()["intents"]}
    offered = choices.choices_of(about)
    assert offered
    for choice in offered:
        act, brace, rest = choice.payload.removeprefix("/").partition("{")
        parameters = json.loads(brace + rest)
        assert act in intents
        assert set(parameters) <= set(domain()["entities"])
        assert parameters["case_no"] == NO


def test_an_answer_names_the_proposal_it_answers() -> None:
    accept, decline, end, _ = choices.choices_of(ABOUT[2])
    assert all('"proposal": "p-1"' in choice.payload for choice in (accept, decline))
    assert "proposal" not in end.payload.partition("{")[2]


def test_what_people_are_told_to_reply_is_what_they_may_tap() -> None:
    told = re.findall("请回复“(.+?)”", SAID[MessageKind.PROPOSAL])
    assert told == [wording.ACCEPT, wording.DECLINE, wording.END]


def test_the_chat_calls_its_choices_what_the_notices_call_them() -> None:
    assert (wording.ACCEPT, wording.DECLINE, wording.END, wording.TELL, wording.ADD) == (
        chat.OFFER_ACCEPT, chat.OFFER_DECLINE, chat.OFFER_STOP, chat.OFFER_TELL, chat.OFFER_ADD,
    )  # fmt: skip


def test_most_notices_offer_nothing() -> None:
    assert choices.choices_of(choices.subject("accepted", NO, {})) == ()


@on_sqlite
async def test_a_request_for_material_can_be_answered_with_a_tap(hearing: Hearing) -> None:
    conversation = await hearing.converse()
    case = await hearing.file(conversation)
    await hearing.act(case, CaseEvent.ASK_FOR_INFO, reason="缺购物小票", due_on=DUE)
    await hearing.deliver()
    (message,) = await hearing.said(conversation)
    assert [choice["title"] for choice in message["quick_replies"]] == [wording.ADD]
    assert "notice" not in message  # that is between the desk and the assistant


@on_sqlite
async def test_a_tap_and_the_same_words_typed_are_the_same_choice(hearing: Hearing) -> None:
    conversation = await hearing.converse()
    case = await hearing.file(conversation)
    await hearing.act(case, CaseEvent.ASK_FOR_INFO, reason="缺购物小票", due_on=DUE)
    await hearing.deliver()
    typed = Incoming(channel_message_id="m-1", text=wording.ADD)
    async with hearing.database.write() as session:
        taken = await receive(session, hearing.vault, conversation, typed, now=hearing.clock())
        sealed = hearing.vault.open(taken.message.sealed_body)
    assert f'/add_to_case{{\\"case_no\\": \\"{case.case_no}\\"}}' in sealed
