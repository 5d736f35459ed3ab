"""H1 to H14 over real HTTP: a switch that signs, repeats, reorders and hangs up, and a desk with its database."""

import asyncio
import datetime as dt
import json
from typing import Any

import httpx
import pytest
from sanic import Sanic
from sqlalchemy import select

from connectors.hotline import wording
from connectors.hotline.call import Reply, Turn
from connectors.hotline.contract import Action
from connectors.hotline.dialogue import LOST_AFTER
from connectors.hotline.signature import sign
from desk.callbacks.model import Callback
from desk.calls import service as calls
from desk.calls.model import CallAnswer, CallRow
from desk.outbox.model import OutboxItem
from desk.privacy.vault import Vault
from desk.resume.service import redeem
from desk.sms.service import SMS
from desk.store.database import Database
from tests.connectors.hotline.answering import InMemory
from tests.connectors.hotline.conftest import KEY
from tests.connectors.hotline.simulator import PATH, Answering, SimulatedCall, Switch, SwitchRefused, converse
from tests.desk.builders import NOW, FakeClock, on_sqlite

CHOICES = Reply(texts=("您要怎么解决？",), choices=("退款", "换货"))
DRAFT = Reply(texts=("商家叫什么名字？",), draft=True)
AGREED = {"record": True, "sms": True}
DECLINED = {"record": True, "sms": False}


async def texts(database: Database) -> list[OutboxItem]:
    async with database.read() as session:
        return list(await session.scalars(select(OutboxItem).where(OutboxItem.kind == SMS)))


# H1


@on_sqlite
@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "signature_missing"),
        ({"X-Hotline-Timestamp": "{now}"}, "signature_missing"),
        ({"X-Hotline-Timestamp": "{old}", "X-Hotline-Signature": "{old_signature}"}, "signature_stale"),
        ({"X-Hotline-Timestamp": "{now}", "X-Hotline-Signature": "sha256=" + "0" * 64}, "signature_wrong"),
    ],
)
async def test_who_does_not_sign_is_refused(
    client: httpx.AsyncClient, assistant: InMemory, headers: dict[str, str], code: str
) -> None:
    body = b'{"version":1}'
    now, old = str(int(NOW.timestamp())), str(int(NOW.timestamp()) - 301)
    filled = {
        name: value.format(now=now, old=old, old_signature=sign(KEY, old, body))
        for name, value in headers.items()
    }
    answer = await client.post(PATH, content=body, headers={"Content-Type": "application/json", **filled})
    assert (answer.status_code, answer.json()["code"]) == (401, code)
    assert not assistant.by_id


@on_sqlite
async def test_strangers_are_stopped_after_a_while(client: httpx.AsyncClient) -> None:
    came = [(await client.post(PATH, content=b"{}")).status_code for _ in range(121)]
    assert came[:120] == [401] * 120
    assert came[120] == 429


@on_sqlite
async def test_what_is_signed_and_not_of_the_contract_is_told_where(switch: Switch) -> None:
    with pytest.raises(SwitchRefused) as refused:
        await switch.post({"version": 1, "event": "ring"})
    assert (refused.value.status, refused.value.code) == (422, "invalid_body")


# H2, H3


async def test_an_event_sent_again_has_its_old_answer_and_is_told_once(
    call: SimulatedCall, assistant: InMemory
) -> None:
    await call.begin(consent=DECLINED)
    first = await call.say("我买的电饭煲坏了", clean=True)
    assert await call.again() == first
    assert assistant.only.told == [Turn(text="我买的电饭煲坏了")]


async def test_an_event_sent_twice_at_once_is_told_once(call: SimulatedCall, assistant: InMemory) -> None:
    await call.begin(consent=DECLINED)
    asr = {"text": "电饭煲坏了", "confidence": 0.9, "final": True}
    one, other = await call.twice_at_once("speech", asr=asr)
    assert one == other
    assert one is not None
    assert "请问是什么商品" in "".join(item.text for item in one.say)
    assert len(assistant.only.told) == 1


@on_sqlite
async def test_a_repeat_while_the_assistant_thinks_is_not_told_again(
    call: SimulatedCall, assistant: InMemory
) -> None:
    assistant.answer = lambda _turn: None
    await call.begin(consent=DECLINED)
    asr = {"text": "电饭煲坏了", "confidence": 0.9, "final": True}
    for answer in await call.twice_at_once("speech", asr=asr):
        assert answer is not None
        assert answer.action is Action.LISTEN
    assert len(assistant.only.told) == 1


@on_sqlite
async def test_an_event_that_comes_late_does_not_press_a_key_of_another_question(
    call: SimulatedCall, assistant: InMemory
) -> None:
    assistant.answer = lambda _turn: CHOICES
    await call.begin(consent=DECLINED)
    held_up = call.skip()
    await call.say("要退钱", clean=True)
    answer = await call.late(held_up, "dtmf", digits="1")
    assert answer is not None
    assert answer.say == ()
    assert len(assistant.only.told) == 1
    await call.press("2")
    assert assistant.only.told[-1] == Turn(choice=1)


# H4 to H7


@on_sqlite
async def test_interim_results_are_no_turns(call: SimulatedCall, assistant: InMemory) -> None:
    await call.begin(consent=DECLINED)
    for part in ("我买", "我买的电饭"):
        assert (await call.say(part, final=False, clean=True)).say == ()
    assert assistant.only.told == []


@on_sqlite
async def test_three_times_not_understood_is_a_person(call: SimulatedCall, assistant: InMemory) -> None:
    await call.begin(consent=DECLINED)
    assert (await call.mumble()).say[0].text == wording.SAY_AGAIN
    assert wording.PRESS_KEYS in "".join(item.text for item in (await call.mumble()).say)
    answer = await call.mumble()
    assert answer.action is Action.TRANSFER
    assert answer.transfer is not None
    assert answer.transfer.queue == "complaints"
    assert assistant.only.handed_off == [False]


@on_sqlite
async def test_three_silences_say_goodbye(call: SimulatedCall) -> None:
    await call.begin(consent=DECLINED)
    actions = [(await call.silence()).action for _ in range(3)]
    assert actions == [Action.LISTEN, Action.LISTEN, Action.HANGUP]


@on_sqlite
async def test_a_phone_is_typed_in_pieces(call: SimulatedCall, assistant: InMemory) -> None:
    assistant.answer = lambda _turn: Reply(texts=("您的联系电话？",), expects_phone=True)
    await call.begin(consent=DECLINED)
    await call.say("登记", clean=True)
    assert call.last.expect is not None
    assert call.last.expect.max_digits == 12
    for keys in ("138", "0000", "5678", "#"):
        await call.press(keys)
    assert assistant.only.told[-1] == Turn(text="13800005678")


# H8, H13


async def test_a_hang_up_in_the_middle_keeps_the_draft_and_sends_a_link_to_who_agreed(
    call: SimulatedCall, assistant: InMemory, database: Database, vault: Vault
) -> None:
    assistant.answer = lambda _turn: DRAFT
    await call.begin(consent=AGREED)
    await call.say("我要投诉", clean=True)
    await call.hang_up()
    assert await call.again() is None
    await call.hang_up(by="network")
    assert assistant.only.hung_up == 1
    (item,) = await texts(database)
    body = json.loads(vault.open(item.sealed_body))
    assert body["phone"] == call.caller
    url = body["params"]["url"]
    assert url.startswith("https://chat.example/?resume=")
    async with database.write() as session:
        assert await redeem(session, url.partition("=")[2], now=NOW) in assistant.by_id


@on_sqlite
@pytest.mark.parametrize(
    ("caller", "consent"),
    [
        ("+8613812345678", DECLINED),
        ("+8613812345678", {"record": True}),
        (None, AGREED),
        ("+8643188990011", AGREED),
    ],
    ids=["declined", "never asked", "hidden", "landline"],
)
async def test_no_link_is_sent_to_who_did_not_agree_or_cannot_read_it(
    switch: Switch, assistant: InMemory, database: Database, caller: str | None, consent: dict[str, bool]
) -> None:
    assistant.answer = lambda _turn: DRAFT
    call = SimulatedCall(switch, caller=caller)
    await call.begin(consent=consent)
    await call.say("我要投诉", clean=True)
    await call.hang_up()
    assert await texts(database) == []


@on_sqlite
async def test_the_link_is_asked_for_in_the_call(
    call: SimulatedCall, assistant: InMemory, database: Database
) -> None:
    assistant.answer = lambda _turn: DRAFT
    await call.begin(consent={"record": True})
    await call.say("我要投诉", clean=True)
    assert wording.ASK_SMS.startswith(call.last.say[0].text)
    await call.press("1")
    assert "商家叫什么名字" in call.last_words
    await call.hang_up()
    assert len(await texts(database)) == 1


# H9, H10


@on_sqlite
async def test_off_hours_a_person_is_a_call_back_with_times_that_exist(
    switch: Switch, assistant: InMemory, database: Database, vault: Vault, clock: FakeClock
) -> None:
    clock.now = dt.datetime(2026, 11, 20, 14, 0, tzinfo=dt.UTC)  # Friday, 22:00 in China
    call = SimulatedCall(switch)
    await call.begin(reason="off_hours", consent=DECLINED)
    await call.press("0")
    assert wording.ASK_NUMBER_KNOWN.startswith(call.last.say[0].text)
    await call.press("#")
    assert "周一，十一月二十三日，上午九点到九点半" in call.last_words
    answer = await call.press("2")
    assert answer.action is Action.CALLBACK
    assert answer.callback is not None
    assert answer.callback.window == "周一（11月23日）上午9:30到10:00"
    async with database.read() as session:
        (booked,) = (await session.scalars(select(Callback))).all()
    assert (booked.ticket, booked.reason, booked.channel) == (answer.callback.ticket, "off_hours", "hotline")
    assert vault.open(booked.phone_sealed or "") == call.caller
    assert booked.conversation_id in assistant.by_id
    assert await call.again() == answer


@on_sqlite
async def test_a_full_time_is_not_offered_and_the_last_place_goes_once(
    switch: Switch, database: Database
) -> None:
    ready = [SimulatedCall(switch, caller=f"+861381234567{number}") for number in range(5)]
    for call in ready:
        await call.begin(reason="off_hours", consent=DECLINED)
        await call.press("0")
        await call.press("#")
    came = await asyncio.gather(*(call.press("1") for call in ready))
    actions = [answer.action for answer in came]
    assert actions.count(Action.CALLBACK) == 4
    (late,) = [call for call, action in zip(ready, actions, strict=True) if action is Action.LISTEN]
    assert wording.SLOT_TAKEN in late.last_words
    assert (await late.press("1")).action is Action.CALLBACK
    async with database.read() as session:
        starts = [one.start_at for one in await session.scalars(select(Callback))]
    assert len(starts) == 5
    assert len(set(starts)) == 2


@on_sqlite
async def test_a_transfer_that_nobody_takes_comes_back(call: SimulatedCall, assistant: InMemory) -> None:
    await call.begin(consent=DECLINED)
    await call.press("0")
    await call.begin(reason="agent_declined", wait_s=None)
    assert wording.NOBODY_FREE in call.last_words
    assert assistant.only.handed_off == [False, True]


# H12


async def test_two_calls_from_one_number_at_once_know_nothing_of_each_other(
    switch: Switch, assistant: InMemory
) -> None:
    one, other = SimulatedCall(switch), SimulatedCall(switch)
    for call in (one, other):
        await call.begin(consent=DECLINED)
    await asyncio.gather(one.say("第一件", clean=True), other.say("第二件", clean=True))
    assert len(assistant.by_id) == 2
    assert {talked.told[0].text for talked in assistant.by_id.values()} == {"第一件", "第二件"}


# H14


@on_sqlite
async def test_a_slow_assistant_is_bridged_and_its_answer_comes_with_the_next_event(
    call: SimulatedCall, assistant: InMemory
) -> None:
    assistant.answer = lambda _turn: None
    await call.begin(consent=DECLINED)
    answer = await call.say("我要投诉", clean=True)
    assert (answer.action, call.last_words) == (Action.LISTEN, wording.FILLER)
    assistant.say(CHOICES)
    await call.played()
    assert "按1，退款" in call.last_words


@on_sqlite
async def test_signs_of_the_line_do_not_take_the_answer_away(
    call: SimulatedCall, assistant: InMemory
) -> None:
    """While the assistant thinks, the switch tells that something was played: somebody is answered, once."""
    assistant.answer = lambda _turn: None
    await call.begin(consent=DECLINED)
    asr = {"text": "我要投诉", "confidence": 0.9, "final": True}
    speech, played = call.build("speech", asr=asr), call.build("playback_done")

    async def later() -> Any:
        await asyncio.sleep(0.05)
        assistant.say(CHOICES)
        return await call.switch.post(played)

    answers = await asyncio.gather(call.switch.post(speech), later())
    heard = ["".join(item.text for item in answer.say) for answer in answers if answer is not None]
    assert sum("按1，退款" in words for words in heard) == 1


@on_sqlite
async def test_who_hangs_up_while_the_assistant_thinks_has_hung_up(
    call: SimulatedCall, assistant: InMemory
) -> None:
    assistant.answer = lambda _turn: None
    await call.begin(consent=DECLINED)
    asr = {"text": "我要投诉", "confidence": 0.9, "final": True}
    speech, hangup = call.build("speech", asr=asr), call.build("hangup")

    async def later() -> None:
        await asyncio.sleep(0.05)
        await call.switch.post(hangup)
        assistant.say(DRAFT)

    answer, _ = await asyncio.gather(call.switch.post(speech), later())
    assert answer is not None
    assert (answer.action, answer.say) == (Action.HANGUP, ())
    assert assistant.only.hung_up == 1


# What is kept


async def test_nothing_of_a_call_lies_about_in_clear(
    call: SimulatedCall, database: Database, assistant: InMemory
) -> None:
    assistant.answer = lambda _turn: DRAFT
    await call.begin(consent=AGREED)
    await call.say("好运电器行的电饭煲", clean=True)
    async with database.read() as session:
        rows = [*await session.scalars(select(CallRow)), *await session.scalars(select(CallAnswer))]
    kept = repr([vars(row) for row in rows])
    for secret in ("1381234", "电饭煲", "商家叫什么", call.call_id):
        assert secret not in kept


@on_sqlite
async def test_a_conversation_that_is_erased_takes_its_call_along(
    call: SimulatedCall, database: Database, assistant: InMemory, vault: Vault
) -> None:
    await call.begin(consent=DECLINED)
    (conversation_id,) = assistant.by_id
    async with database.write() as session:
        await calls.forget_conversation(session, conversation_id)
    async with database.read() as session:
        row = (await session.scalars(select(CallRow))).one()
        assert row.state_sealed is None
        assert {one.answer_sealed for one in await session.scalars(select(CallAnswer))} == {None}
    await call.say("喂", clean=True)  # the line is still there
    assert assistant.by_id[conversation_id].told == [Turn(text="喂")]


@on_sqlite
async def test_a_call_of_which_nothing_is_heard_is_ended_once(
    call: SimulatedCall, app: Sanic[Any, Any], assistant: InMemory, database: Database, clock: FakeClock
) -> None:
    assistant.answer = lambda _turn: DRAFT
    await call.begin(consent=AGREED)
    await call.say("我要投诉", clean=True)
    clock.now += LOST_AFTER - dt.timedelta(seconds=1)
    assert await app.ctx.switchboard.end_lost() == 0
    clock.now += dt.timedelta(seconds=1)
    assert await app.ctx.switchboard.end_lost() == 1
    assert await app.ctx.switchboard.end_lost() == 0
    assert assistant.only.hung_up == 1
    assert len(await texts(database)) == 1


@on_sqlite
async def test_answers_and_calls_go_in_time(call: SimulatedCall, database: Database) -> None:
    await call.begin(consent=DECLINED)
    await call.hang_up()
    async with database.write() as session:
        assert await calls.purge(session, now=NOW + calls.REPEATED_FOR) == 0
        assert await calls.purge(session, now=NOW + calls.REPEATED_FOR + dt.timedelta(seconds=1)) == 2
        assert await calls.purge(session, now=NOW + calls.KEPT + dt.timedelta(seconds=1)) == 1


# A whole call


@on_sqlite
async def test_a_caller_tells_a_complaint_from_the_greeting_to_the_end(
    call: SimulatedCall, assistant: InMemory
) -> None:
    script = iter(
        [
            Reply(texts=("可以登记投诉。商家叫什么名字？",), draft=True),
            Reply(texts=("您想要什么结果？",), choices=("退款", "换货"), draft=True),
            Reply(texts=("您的联系电话？",), expects_phone=True, draft=True),
            Reply(texts=("请核对：好运电器行，电饭煲，¥399，退款。",), choices=("提交", "修改"), draft=True),
            Reply(texts=("已登记，编号XB7K3M9TXA。",), over=True),
        ]
    )
    assistant.answer = lambda _turn: next(script)
    await call.begin()
    await converse(
        call,
        [
            Answering("同意录音请按", press="1"),
            Answering("遇到的事", say="你好，我买的电饭煲用了两次就坏了，商家不退款。"),
            Answering("短信给您", say="可以"),
            Answering("商家叫什么名字", say="好运电器行，在大经路。"),
            Answering("想要什么结果", choose="退款"),
            Answering("联系电话", dictate="13812345678"),
            Answering("请核对", choose="提交"),
        ],
    )
    assert call.last.action is Action.HANGUP
    heard = "".join(call.heard)
    assert "三百九十九元" in heard
    assert "X B，七 K 三 M，九 T X A" in heard
    told = assistant.only.told
    assert [turn.choice for turn in told] == [None, None, 0, None, 0]
    assert told[3].text == "幺三八幺二三四五六七八"


@on_sqlite
async def test_the_number_of_a_filed_case_follows_by_message_for_whoever_agreed(
    call: SimulatedCall, assistant: InMemory, database: Database, vault: Vault
) -> None:
    await call.begin(consent=AGREED)
    await call.say("我要投诉", clean=True)
    assistant.case_no = "XB00000001"
    await call.hang_up()
    await call.again()
    (item,) = await texts(database)
    body = json.loads(vault.open(item.sealed_body))
    assert (body["template"], body["params"]) == ("case_filed", {"case_no": "XB00000001"})
    assert body["phone"] == call.caller


@on_sqlite
async def test_whoever_wants_no_messages_gets_none(
    call: SimulatedCall, assistant: InMemory, database: Database
) -> None:
    await call.begin(consent=DECLINED)
    await call.say("我要投诉", clean=True)
    assistant.case_no = "XB00000001"
    await call.hang_up()
    assert await texts(database) == []


@on_sqlite
async def test_a_booked_call_back_is_written_to_whoever_agreed(
    switch: Switch, assistant: InMemory, database: Database, vault: Vault, clock: FakeClock
) -> None:
    clock.now = dt.datetime(2026, 11, 20, 14, 0, tzinfo=dt.UTC)
    call = SimulatedCall(switch)
    await call.begin(reason="off_hours", consent=AGREED)
    await call.press("0")
    await call.press("#")
    answer = await call.press("2")
    assert answer.callback is not None
    (item,) = await texts(database)
    body = json.loads(vault.open(item.sealed_body))
    assert (body["template"], body["params"]["ticket"]) == ("callback_booked", answer.callback.ticket)
