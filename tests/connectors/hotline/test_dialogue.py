"""The table of a call: H3 to H9, H13 and H14 as far as rules decide them."""

import datetime as dt
from typing import Any

import pytest

from connectors.hotline import wording
from connectors.hotline.call import Book, Call, Collect, HandOff, KeepDraft, Reply, Stage, Turn
from connectors.hotline.contract import Action, Reason
from connectors.hotline.dialogue import LOST_AFTER, TABLE, lost
from connectors.hotline.hearing import Signal
from connectors.hotline.moves import PATIENCE
from tests.connectors.hotline.talking import MOBILE, SLOTS, Talk

CHOICES = Reply(texts=("您要怎么解决？",), choices=("退款", "换货", "赔偿"))
PHONE = Reply(texts=("请说您的手机号。",), expects_phone=True)
DRAFT = Reply(texts=("商家叫什么名字？",), draft=True)


def test_the_table_says_what_happens_everywhere() -> None:
    assert set(TABLE) == {(stage, signal) for stage in Stage for signal in Signal}


# Beginning


@pytest.mark.parametrize("reason", [reason.value for reason in Reason])
def test_every_reason_of_the_queue_is_told_and_kept(reason: str) -> None:
    talk = Talk()
    step = talk.begin(reason=reason, wait_s=312, position=7, queue="complaints")
    assert wording.GREETINGS[reason] in talk.heard
    assert (step.call.reason, step.call.wait_s, step.call.position) == (Reason(reason), 312, 7)
    assert ("五分钟" in talk.heard) == (reason != "off_hours")
    assert talk.heard.startswith(wording.ASSISTANT)


def test_a_wait_of_seconds_is_not_told() -> None:
    talk = Talk()
    talk.begin(wait_s=20)
    assert "分钟" not in talk.heard


def test_nobody_talks_over_who_speaks_and_why() -> None:
    talk = Talk()
    talk.begin(wait_s=312)
    flags = [item.bargein for item in talk.response.say]
    assert not any(flags[:3])
    assert all(flags[3:])


def test_recording_is_asked_when_the_switch_did_not_ask() -> None:
    talk = Talk()
    talk.begin(consent={})
    assert talk.stage is Stage.CONSENT
    talk.press("2")
    assert (talk.stage, talk.call.record) == (Stage.LISTENING, False)


@pytest.mark.parametrize(
    ("answer", "agreed"),
    [
        ("同意", True),
        ("好的。", True),
        ("不同意", False),
        ("不用了", False),
        ("嗯", True),
        ("我不同意", False),
    ],
)
def test_recording_may_be_answered_in_words(answer: str, agreed: bool) -> None:
    talk = Talk()
    talk.begin(consent={})
    talk.say(answer)
    assert talk.call.record is agreed
    assert not talk.effects


def test_whoever_begins_to_tell_is_answered_and_not_recorded() -> None:
    talk = Talk()
    talk.begin(consent={})
    talk.say("我不同意他们的说法要投诉")
    assert talk.effects == [Turn(text="我不同意他们的说法要投诉")]
    assert talk.call.record is False


def test_words_that_come_before_the_beginning_are_answered() -> None:
    talk = Talk()
    talk.say("喂我要投诉")
    assert talk.effects == [Turn(text="喂我要投诉")]


# Listening


def test_only_a_final_result_is_a_turn() -> None:
    talk = Talk()
    talk.begin()
    talk.say("我买的", final=False)
    talk.say("我买的电饭煲", final=False)
    assert not talk.effects
    assert talk.response.say == ()
    talk.say("我买的电饭煲坏了")
    assert talk.effects == [Turn(text="我买的电饭煲坏了")]


def test_what_is_not_sure_is_asked_again_then_by_keys_then_somebody_else_helps() -> None:
    talk = Talk()
    talk.begin()
    talk.say("电饭煲", confidence=0.49)
    assert (talk.stage, talk.heard) == (Stage.LISTENING, wording.SAY_AGAIN)
    talk.say("点饭包", confidence=0.3)
    assert talk.stage is Stage.MENU
    assert [item.value for item in talk.response.expect.input] == ["dtmf"]  # type: ignore[union-attr]
    talk.say("店换包", confidence=0.2)
    assert (talk.stage, talk.response.action) == (Stage.TRANSFERRED, Action.TRANSFER)


def test_off_hours_the_third_time_is_a_call_back() -> None:
    talk = Talk()
    talk.begin(reason="off_hours")
    for _ in range(3):
        talk.say("呃", confidence=0.1)
    assert talk.stage is Stage.NUMBER


def test_something_understood_in_between_counts_anew() -> None:
    talk = Talk()
    talk.begin()
    for _ in range(3):
        talk.say("电饭煲", confidence=0.3)
        talk.say("电饭煲坏了")
    assert talk.stage is Stage.LISTENING


def test_a_recogniser_that_tells_no_confidence_is_believed() -> None:
    talk = Talk()
    talk.begin()
    talk.say("电饭煲坏了", confidence=None)
    assert talk.effects == [Turn(text="电饭煲坏了")]


@pytest.mark.parametrize("text", ["", "  ", "。", "，？", "\u200b", "😀"])
def test_nothing_recognised_is_not_understood(text: str) -> None:
    talk = Talk()
    talk.begin()
    talk.say(text)
    assert talk.heard == wording.SAY_AGAIN


def test_unclear_words_at_choices_tell_the_choices_again() -> None:
    talk = Talk(lambda _turn: CHOICES)
    talk.begin()
    talk.say("要退钱")
    talk.say("推宽", confidence=0.3)
    talk.say("推宽", confidence=0.3)
    assert talk.stage is Stage.LISTENING
    assert "按1，退款" in talk.heard


def test_three_silences_end_the_call_and_keep_what_was_told() -> None:
    talk = Talk(lambda _turn: DRAFT)
    talk.begin()
    talk.say("我要投诉")
    talk.send("silence")
    assert wording.STILL_THERE in talk.heard
    assert "商家叫什么名字" in talk.heard
    talk.send("silence")
    talk.send("silence")
    assert (talk.stage, talk.response.action) == (Stage.CLOSING, Action.HANGUP)
    talk.send("hangup", hangup_by="system")
    assert talk.effects[-1] == KeepDraft()


# Keys


def test_a_key_is_the_choice_of_that_place() -> None:
    talk = Talk(lambda _turn: CHOICES)
    talk.begin()
    talk.say("要退钱")
    talk.press("2")
    assert talk.effects[-1] == Turn(choice=1)


def test_a_key_that_opens_nothing_tells_the_keys_again() -> None:
    talk = Talk(lambda _turn: CHOICES)
    talk.begin()
    talk.say("要退钱")
    talk.press("7")
    assert wording.NO_SUCH_KEY in talk.heard
    assert "按3，赔偿" in talk.heard
    assert len(talk.effects) == 1


def test_zero_is_a_person() -> None:
    talk = Talk()
    talk.begin(queue="complaints")
    talk.press("0")
    assert talk.effects == [HandOff()]
    assert talk.response.transfer is not None
    assert talk.response.transfer.queue == "complaints"


def test_star_says_it_again() -> None:
    talk = Talk(lambda _turn: CHOICES)
    talk.begin()
    talk.say("要退钱")
    before = talk.heard
    talk.press("*")
    assert talk.heard == before


@pytest.mark.parametrize(
    "keys", [["13812345678"], ["13812345678#"], ["138", "12345678"], [*MOBILE], [*MOBILE, "#"]]
)
def test_a_phone_is_typed_at_once_or_key_by_key(keys: list[str]) -> None:
    talk = Talk(lambda turn: PHONE if turn.text == "登记" else DRAFT)
    talk.begin()
    talk.say("登记")
    for key in keys:
        talk.press(key)
    assert talk.effects[-1] == Turn(text=MOBILE)
    assert talk.response.expect is not None


def test_zero_between_the_figures_of_a_phone_is_one_of_them() -> None:
    talk = Talk(lambda turn: PHONE if turn.text == "登记" else DRAFT)
    talk.begin()
    talk.say("登记")
    for key in "13800005678":
        talk.press(key)
    assert talk.effects[-1] == Turn(text="13800005678")


def test_a_phone_that_is_none_is_asked_again_and_wiped_by_star() -> None:
    talk = Talk(lambda turn: PHONE if turn.text == "登记" else DRAFT)
    talk.begin()
    talk.say("登记")
    talk.press("1381234#")
    assert talk.heard == wording.PHONE_UNREADABLE
    talk.press("99*13812345678#")
    assert talk.effects[-1] == Turn(text=MOBILE)


def test_figures_nobody_asked_for_are_told_to_the_assistant() -> None:
    talk = Talk()
    talk.begin()
    talk.press("20261002#")
    assert talk.effects == [Turn(text="20261002")]


# Transfer and call back


def test_a_transfer_that_fails_leads_to_a_call_back() -> None:
    talk = Talk()
    talk.begin()
    talk.press("0")
    talk.send("overflow", reason="agent_declined", caller=MOBILE)
    assert talk.stage is Stage.NUMBER
    assert talk.effects[-1] == HandOff(failed=True)
    talk.press("#")
    assert talk.stage is Stage.SLOT
    talk.press("2")
    assert talk.effects[-1] == Book("+86" + MOBILE, SLOTS[1].start)
    assert (talk.stage, talk.response.action) == (Stage.CLOSING, Action.CALLBACK)
    assert "幺二三四，五六七八" in talk.heard


def test_another_number_can_be_typed_or_said() -> None:
    for answer in ({"digits": "13987654321#"}, {"text": "幺三九八七六五四三二幺"}):
        talk = Talk()
        talk.begin(reason="off_hours", caller=None, caller_hidden=True)
        talk.press("0")
        assert wording.ASK_NUMBER in talk.heard
        talk.send("dtmf" if "digits" in answer else "speech", **answer)
        talk.press("1")
        assert talk.effects[-1] == Book("+8613987654321", SLOTS[0].start)


def test_a_hidden_number_is_not_offered_and_cannot_be_called() -> None:
    talk = Talk()
    talk.begin(reason="off_hours", caller=MOBILE, caller_hidden=True)
    talk.press("0")
    talk.press("#")
    assert talk.heard == wording.PHONE_UNREADABLE
    assert talk.stage is Stage.NUMBER


def test_a_wish_taken_by_the_switchs_menu_is_asked_for_a_time_only() -> None:
    talk = Talk()
    talk.begin()
    talk.send("callback_request", callback={"number": "13987654321"})
    assert talk.stage is Stage.SLOT
    talk.press("1")
    assert talk.effects[-1] == Book("+8613987654321", SLOTS[0].start)


def test_a_time_taken_by_the_switchs_menu_is_booked_at_once_or_asked_for() -> None:
    for slot, stage in ((SLOTS[1].start, Stage.CLOSING), (SLOTS[1].start + dt.timedelta(days=9), Stage.SLOT)):
        talk = Talk()
        talk.begin()
        wish = {"number": MOBILE, "slot_from": int(slot.timestamp())}
        talk.send("callback_request", callback=wish)
        assert talk.effects == [Book("+86" + MOBILE, slot)]
        assert talk.stage is stage


def test_a_time_that_somebody_else_took_is_asked_for_again() -> None:
    talk = Talk()
    talk.begin(reason="off_hours")
    talk.press("0")
    talk.press("#")
    talk.free = SLOTS[1:]
    talk.press("1")
    assert talk.stage is Stage.SLOT
    assert wording.SLOT_TAKEN in talk.heard


def test_without_free_times_a_message_can_be_left() -> None:
    talk = Talk()
    talk.free = ()
    talk.begin(reason="off_hours")
    talk.press("0")
    talk.press("#")
    assert (talk.stage, talk.response.action) == (Stage.CLOSING, Action.VOICEMAIL)


def test_the_assistant_that_asks_for_staff_transfers() -> None:
    talk = Talk(lambda _turn: Reply(texts=("好的。",), handoff=True))
    talk.begin()
    talk.say("转人工")
    assert talk.response.action is Action.TRANSFER
    assert talk.effects[-1] == HandOff()


# Slow answers


def test_a_slow_answer_is_bridged_and_comes_with_the_next_event() -> None:
    talk = Talk(lambda _turn: None)
    talk.begin()
    talk.say("我要投诉")
    assert (talk.stage, talk.heard, talk.response.action) == (Stage.WAITING, wording.FILLER, Action.LISTEN)
    talk.send("playback_done")
    assert talk.heard == wording.STILL_BUSY
    talk.pending = CHOICES
    talk.send("silence")
    assert talk.effects[-1] == Collect()
    assert talk.stage is Stage.LISTENING
    assert "按1，退款" in talk.heard
    assert talk.call.silent == 0


def test_nobody_waits_for_ever() -> None:
    talk = Talk(lambda _turn: None)
    talk.begin()
    talk.say("我要投诉")
    talk.now += PATIENCE
    talk.send("silence")
    assert talk.heard.startswith(wording.TOO_SLOW)
    assert talk.response.action is Action.TRANSFER


def test_who_speaks_while_the_assistant_thinks_is_heard() -> None:
    talk = Talk(lambda _turn: None)
    talk.begin()
    talk.say("我要投诉")
    talk.say("就是那个电饭煲")
    assert talk.effects == [Turn(text="我要投诉"), Turn(text="就是那个电饭煲")]


# Order, hang-up, links


def test_an_event_that_comes_late_does_not_answer_another_question() -> None:
    talk = Talk(lambda _turn: CHOICES)
    talk.begin()
    talk.say("要退钱", seq=5)
    talk.press("1", seq=3)
    assert talk.effects == [Turn(text="要退钱")]
    assert talk.response.say == ()
    assert talk.call.last_seq == 5


@pytest.mark.parametrize("kind", ["silence", "playback_done", "start"])
def test_late_signs_without_words_are_passed_over(kind: str) -> None:
    talk = Talk(lambda _turn: CHOICES)
    talk.begin()
    talk.say("要退钱", seq=5)
    talk.send(kind, seq=2)
    assert (talk.call.silent, talk.response.say) == (0, ())


def test_late_words_are_not_lost() -> None:
    talk = Talk()
    talk.begin()
    talk.say("第二句", seq=5)
    talk.say("第一句", seq=4)
    assert talk.effects == [Turn(text="第二句"), Turn(text="第一句")]


def test_a_hang_up_is_final_and_harmless_when_repeated() -> None:
    talk = Talk(lambda _turn: DRAFT)
    talk.begin()
    talk.say("我要投诉")
    talk.send("hangup", hangup_by="caller")
    ended = talk.call
    for kind, told in [
        ("hangup", {}),
        ("speech", {"text": "喂"}),
        ("dtmf", {"digits": "0"}),
        ("silence", {}),
    ]:
        talk.send(kind, **told)
        assert (talk.stage, talk.response.action) == (Stage.ENDED, Action.HANGUP)
    assert [type(effect) for effect in talk.effects] == [Turn, KeepDraft]
    assert talk.call.model_copy(update={"last_seq": ended.last_seq}) == ended


@pytest.mark.parametrize(
    ("told", "resumed"),
    [
        ({"consent": {"record": True, "sms": True}}, True),
        ({"consent": {"record": True, "sms": False}}, False),
        ({"consent": {"record": True, "sms": True}, "caller": None, "caller_hidden": True}, False),
    ],
    ids=["agreed", "declined", "hidden"],
)
def test_a_link_is_sent_only_with_consent(told: dict[str, Any], resumed: bool) -> None:
    talk = Talk(lambda _turn: DRAFT)
    talk.begin(**told)
    talk.say("我要投诉")
    talk.send("hangup", **({"caller_hidden": True} if not told.get("caller", "x") else {}))
    assert talk.effects[-1] == KeepDraft(resume=resumed)


def test_a_link_is_not_sent_for_a_question_that_was_answered() -> None:
    talk = Talk()
    talk.begin(consent={"record": True, "sms": True})
    talk.say("七天无理由怎么算")
    talk.send("hangup")
    assert talk.effects[-1] == KeepDraft()


@pytest.mark.parametrize(
    ("answer", "agreed"), [({"digits": "1"}, True), ({"digits": "2"}, False), ({"text": "可以"}, True)]
)
def test_the_link_is_asked_once_and_then_comes_what_was_held_back(
    answer: dict[str, Any], agreed: bool
) -> None:
    talk = Talk(lambda _turn: DRAFT)
    talk.begin(consent={"record": True})
    talk.say("我要投诉")
    assert talk.stage is Stage.SMS
    assert "商家叫什么名字" not in talk.heard
    talk.send("dtmf" if "digits" in answer else "speech", **answer)
    assert "商家叫什么名字" in talk.heard
    assert talk.call.sms is agreed
    talk.say("好运电器行")
    assert talk.stage is Stage.LISTENING


def test_whoever_goes_on_telling_instead_gets_no_link() -> None:
    talk = Talk(lambda _turn: DRAFT)
    talk.begin(consent={"record": True})
    talk.say("我要投诉")
    talk.say("是大经路那家店")
    assert talk.effects[-1] == Turn(text="是大经路那家店")
    assert talk.call.sms is False


def test_no_link_is_promised_where_none_can_be_sent() -> None:
    talk = Talk(lambda _turn: DRAFT)
    talk.call = Call(can_sms=False)
    talk.begin(consent={"record": True})
    talk.say("我要投诉")
    assert talk.stage is Stage.LISTENING
    talk.send("hangup", consent={"sms": True})
    assert talk.effects[-1] == KeepDraft()


def test_no_link_is_promised_on_a_landline() -> None:
    talk = Talk(lambda _turn: DRAFT)
    talk.begin(caller="0431-88990011", consent={"record": True})
    talk.say("我要投诉")
    assert talk.stage is Stage.LISTENING
    talk.send("hangup", consent={"sms": True})
    assert talk.effects[-1] == KeepDraft()


def test_a_switch_without_agents_or_messages_is_not_said_to_have_them() -> None:
    talk = Talk()
    talk.call, talk.free = Call(can_transfer=False, can_voicemail=False), ()
    talk.begin()
    talk.press("0")
    assert talk.stage is Stage.NUMBER
    talk.press("#")
    assert (talk.stage, talk.response.action) == (Stage.CLOSING, Action.HANGUP)
    assert wording.CALL_AGAIN in talk.heard


def test_a_call_of_which_nothing_is_heard_any_more_is_over() -> None:
    talk = Talk(lambda _turn: DRAFT)
    talk.begin(consent={"record": True, "sms": True})
    talk.say("我要投诉")
    assert lost(talk.call, now=talk.now + LOST_AFTER - dt.timedelta(seconds=1)) is None
    step = lost(talk.call, now=talk.now + LOST_AFTER)
    assert step is not None
    assert (step.call.stage, step.effect) == (Stage.ENDED, KeepDraft(resume=True))
    assert lost(step.call, now=talk.now + dt.timedelta(days=1)) is None


def test_a_call_tells_no_number_in_a_log() -> None:
    talk = Talk()
    talk.begin()
    talk.say("电饭煲")
    assert "138" not in repr(talk.call)
    assert "电饭煲" not in repr(talk.effects)


def test_a_call_is_kept_as_json_and_read_back() -> None:
    talk = Talk(lambda _turn: CHOICES)
    talk.begin(reason="off_hours")
    talk.press("0")
    talk.press("#")
    again = type(talk.call).model_validate_json(talk.call.model_dump_json())
    assert again == talk.call


def test_time_stands_where_it_was_passed_in() -> None:
    talk = Talk(now=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    talk.begin()
    assert talk.call.began_at == dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def test_an_answer_longer_than_anybody_listens_still_ends_with_its_choices() -> None:
    talk = Talk(lambda _turn: Reply(texts=("这件事要从头说起。" * 600,), choices=("退款",), handoff=False))
    talk.begin()
    talk.say("怎么办")
    assert "按1，退款；转人工按0" in talk.heard
    talk.send("silence")
    assert len(talk.response.say) < 40
