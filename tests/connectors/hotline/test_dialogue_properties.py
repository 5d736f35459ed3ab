"""What holds in every call, whatever happens in it and in whatever order."""

import datetime as dt
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.hotline.call import Effect, KeepDraft, Reply, Stage
from connectors.hotline.contract import MOST_ITEMS, Action
from tests.connectors.hotline.talking import MOBILE, SLOTS, Talk

WORDS = st.sampled_from(
    ["我要投诉", "好的", "不用", "转人工", "嗯那个电饭包坏了", "", "幺三八一二三四五六七八", "。"]
)
KEYS = st.text(alphabet="0123456789*#A", max_size=13) | st.sampled_from(
    ["0", "1", "2", "#", "*", MOBILE, MOBILE + "#"]
)
EVENTS = st.one_of(
    st.tuples(st.just("speech"), st.fixed_dictionaries({"text": WORDS, "confidence": st.none() | st.floats(0, 1), "final": st.booleans()})),
    st.tuples(st.just("dtmf"), st.fixed_dictionaries({"digits": KEYS})),
    st.tuples(
        st.sampled_from(["overflow", "start"]),
        st.fixed_dictionaries(
            {"reason": st.sampled_from([None, "queue_full", "off_hours", "no_agent"]), "caller": st.sampled_from([None, MOBILE, "anonymous"]),
             "wait_s": st.none() | st.integers(0, 86_400), "consent": st.fixed_dictionaries({}, optional={"record": st.booleans(), "sms": st.booleans()})}
        ),
    ),
    st.tuples(st.sampled_from(["silence", "playback_done"]), st.just({})),
    st.tuples(st.just("callback_request"), st.fixed_dictionaries({"callback": st.fixed_dictionaries({"number": st.sampled_from([None, MOBILE, "x"])})})),
)  # fmt: skip
REPLIES = st.none() | st.builds(
    Reply,
    texts=st.lists(st.text(max_size=200), max_size=3).map(tuple),
    choices=st.lists(st.text(max_size=30), max_size=12).map(tuple),
    expects_phone=st.booleans(),
    draft=st.booleans(),
    handoff=st.booleans(),
    over=st.booleans(),
)
FREE = st.sampled_from([(), SLOTS[:1], SLOTS])
CALLS = st.lists(
    st.tuples(EVENTS, REPLIES, FREE, st.integers(0, 40), st.none() | st.integers(0, 12)), max_size=25
)
TO_A_PERSON = {Stage.TRANSFERRED, Stage.NUMBER, Stage.SLOT}


def run(script: list[Any]) -> Talk:
    """Carry out a script; each event has the assistant's reply, the free times, seconds passed, and maybe an old seq."""
    talk = Talk()
    for (kind, told), reply, free, seconds, old in script:
        talk.assistant, talk.pending, talk.free = (lambda _turn, reply=reply: reply), reply, free
        talk.now += dt.timedelta(seconds=seconds)
        highest = talk.seq
        talk.send(kind, seq=old, **told)
        talk.seq = max(highest, talk.seq)
    return talk


@settings(max_examples=300, deadline=None)
@given(CALLS)
def test_no_event_in_any_stage_is_an_error_and_every_answer_can_be_spoken(script: list[Any]) -> None:
    talk = run(script)
    assert len(talk.response.say) <= MOST_ITEMS
    if talk.response.action is Action.LISTEN and script:
        assert talk.stage not in (Stage.CLOSING, Stage.ENDED)
    assert type(talk.call).model_validate_json(talk.call.model_dump_json()) == talk.call


@settings(max_examples=300, deadline=None)
@given(CALLS)
def test_zero_always_leads_to_a_person_a_call_back_or_a_message(script: list[Any]) -> None:
    talk = run(script)
    if talk.call.typed:
        talk.press("*")  # between the figures of a phone it is one of them, until they are wiped
    talk.free = SLOTS
    talk.press("0")
    assert talk.stage in TO_A_PERSON or talk.response.action is Action.VOICEMAIL


@settings(max_examples=200, deadline=None)
@given(CALLS, CALLS)
def test_a_hang_up_is_final_and_idempotent(before: list[Any], after: list[Any]) -> None:
    talk = run(before)
    talk.send("hangup")
    ended, effects = talk.call, list(talk.effects)
    assert ended.stage is Stage.ENDED
    for (kind, told), *_ in after:
        talk.send(kind, **told)
        assert (talk.stage, talk.response.action) == (Stage.ENDED, Action.HANGUP)
    talk.send("hangup")
    assert talk.effects == effects
    assert kept(effects) == 1


@settings(max_examples=200, deadline=None)
@given(CALLS)
def test_a_link_is_never_sent_without_consent(script: list[Any]) -> None:
    talk = run(script)
    consent = talk.call.sms
    talk.send("hangup")
    last = talk.effects[-1]
    assert isinstance(last, KeepDraft)
    if last.resume:
        assert consent is True
        assert talk.call.reads_links


def kept(effects: list[Effect]) -> int:
    return sum(isinstance(effect, KeepDraft) for effect in effects)
