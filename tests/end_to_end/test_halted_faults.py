"""Actions or brain take connections and answer nobody: the person is told that it takes longer, and nothing happens twice."""

import signal

from operations.processes import Stack
from operations.webchat import WebChat
from tests.end_to_end.breaking import again, eventually, halted, said
from tests.end_to_end.person import button, case_of, texts, up_to
from tests.end_to_end.switch import Switch
from tests.end_to_end.test_faults import cases_of

LATE, NOT_YET = "回复有点慢", "还没有登记成功"


def test_a_complaint_confirmed_while_actions_hang_beyond_their_deadline_is_filed_once(
    battered: Stack,
) -> None:
    chat = WebChat(battered.url).open()
    replies = up_to(chat, "submit_decision", phone="13800137001")
    faults = battered.log("desk").count("fault=brain_unreachable")
    with halted(battered, "actions"):
        assert chat.post({"payload": button(replies, "确认提交")}, wait=0).status_code == 202
        eventually(lambda: said(chat, "system"), lambda told: any(LATE in text for text in told))
        # The brain gives the hanging call up, and the desk tries the same message again.
        eventually(lambda: battered.log("desk").count("fault=brain_unreachable"), lambda now: now > faults)
        assert case_of(chat.history()) is None  # nobody is told what has not happened
    eventually(lambda: case_of(chat.history()), lambda case: case is not None)
    assert len(cases_of(battered, "7001")) == 1
    assert sum(one.get("case") is not None for one in chat.history()) == 1
    assert sum(LATE in text for text in said(chat, "system")) == 1


def test_a_filing_whose_answer_never_comes_is_told_as_not_filed_and_its_number_comes_later_once(
    battered: Stack, case_api: Switch
) -> None:
    chat = WebChat(battered.url).open()
    replies = up_to(chat, "submit_decision", phone="13800137002")
    case_api.mute = True
    try:
        assert NOT_YET in texts(chat.tap(button(replies, "确认提交")))
        assert len(cases_of(battered, "7002")) == 1  # it did get through, which nobody here can know
        assert case_of(chat.history()) is None
    finally:
        case_api.mute = False
    eventually(lambda: case_of(chat.history()), lambda case: case is not None)
    assert len(cases_of(battered, "7002")) == 1


def test_a_desk_killed_after_it_told_that_a_complaint_is_kept_files_it_once(
    battered: Stack, case_api: Switch
) -> None:
    chat = WebChat(battered.url).open()
    replies = up_to(chat, "submit_decision", phone="13800137003")
    case_api.on = False
    try:
        assert NOT_YET in texts(chat.tap(button(replies, "确认提交")))
        battered.stop("desk", signal.SIGKILL)
    finally:
        case_api.on = True
    battered.start("desk")
    battered.wait("desk")
    chat = again(chat)
    eventually(lambda: case_of(chat.history()), lambda case: case is not None)
    assert len(cases_of(battered, "7003")) == 1


def test_a_question_asked_while_the_brain_hangs_is_answered_once_when_it_goes_on(battered: Stack) -> None:
    chat = WebChat(battered.url).open()
    chat.say("你好")
    with halted(battered, "brain"):
        assert chat.post({"text": "谢谢"}, wait=0).status_code == 202
        eventually(lambda: said(chat, "system"), lambda told: any(LATE in text for text in told))
    eventually(lambda: said(chat, "bot"), lambda answers: len(answers) == 2)
    assert "不客气" in said(chat, "bot")[1]
