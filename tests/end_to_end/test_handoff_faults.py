"""Desk or brain killed at each step of a hand-off: nobody is forgotten, nothing is said twice, and the draft stays."""

import asyncio
import uuid

import pytest

from operations.processes import Stack
from operations.webchat import WebChat
from tests.end_to_end.breaking import Moment, again, eventually, killed_during, said
from tests.end_to_end.person import asked, texts, up_to
from tests.end_to_end.staffing import Inbox, key_for_staff

ASK = "转人工"

# While staff answer, the brain has no part in it.
either = pytest.mark.parametrize("victim", ["desk", "brain"])
whenever = pytest.mark.parametrize("moment", list(Moment))


@pytest.fixture(scope="module")
def inbox(battered: Stack) -> Inbox:
    return Inbox(battered.url, asyncio.run(key_for_staff(battered.env)))


def queued(inbox: Inbox, chat: WebChat) -> str:
    """Ask for staff; the conversation."""
    before = {one["id"] for one in inbox.waiting()}
    chat.say(ASK)
    (mine,) = {one["id"] for one in inbox.waiting()} - before
    return str(mine)


def claimed(inbox: Inbox, chat: WebChat) -> str:
    conversation = queued(inbox, chat)
    assert inbox.act(conversation, "claim").status_code == 200
    return conversation


@either
def test_killed_while_staff_are_asked_for_the_person_waits_in_the_queue_once(
    battered: Stack, inbox: Inbox, victim: str
) -> None:
    chat, body = WebChat(battered.url).open(), {"message_id": str(uuid.uuid4()), "text": ASK}
    before = {one["id"] for one in inbox.waiting()}
    killed_during(battered, victim, lambda: chat.post(body, wait=5), moment=Moment.UNDER_WAY)
    chat = again(chat)
    chat.post(body, wait=0)  # the page sends what was never confirmed, under the same id
    told = eventually(lambda: said(chat, "system"), lambda found: any("下一位" in text for text in found))
    assert sum("下一位" in text for text in told) == 1
    assert said(chat, "user") == [ASK]
    (mine,) = {one["id"] for one in inbox.waiting()} - before
    inbox.act(mine, "claim")


@whenever
def test_killed_while_somebody_claims_it_is_theirs_alone(
    battered: Stack, inbox: Inbox, moment: Moment
) -> None:
    chat = WebChat(battered.url).open()
    conversation = queued(inbox, chat)
    killed_during(battered, "desk", lambda: inbox.act(conversation, "claim"), moment=moment)
    repeated = inbox.act(conversation, "claim")  # they click again: it is theirs, or becomes theirs
    assert (repeated.status_code, repeated.json()["state"]) == (200, "serving")
    chat = again(chat)
    kept = chat.post({"text": "我怕写错名字"}, wait=0)
    assert (kept.status_code, kept.json()["turn_id"]) == (
        202,
        None,
    )  # staff answer, the assistant keeps silent
    assert conversation not in {one["id"] for one in inbox.waiting()}


@whenever
def test_killed_while_staff_send_the_message_arrives_once(
    battered: Stack, inbox: Inbox, moment: Moment
) -> None:
    chat = WebChat(battered.url).open()
    conversation = claimed(inbox, chat)
    message = {"text": "您好，请问怎么了？", "client_message_id": str(uuid.uuid4())}
    killed_during(battered, "desk", lambda: inbox.act(conversation, "messages", **message), moment=moment)
    repeated = inbox.act(conversation, "messages", **message)
    assert repeated.status_code in (200, 201)  # it had arrived, or arrives now
    assert said(again(chat), "staff") == [message["text"]]


@either
def test_killed_at_the_return_the_assistant_goes_on_with_the_draft(
    battered: Stack, inbox: Inbox, victim: str
) -> None:
    chat = WebChat(battered.url).open()
    up_to(chat, "name")
    conversation = claimed(inbox, chat)
    killed_during(battered, victim, lambda: inbox.act(conversation, "return-to-bot"), moment=Moment.DONE)
    inbox.act(conversation, "return-to-bot")  # again, where it had not come through
    chat = again(chat)
    replies = chat.say("继续")
    assert asked(replies) == "name", texts(replies)
