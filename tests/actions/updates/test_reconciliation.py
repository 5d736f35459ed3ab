"""Talking with the business first, and answering what it proposes, as a person walks it."""

import pytest

from actions import wording
from actions.case_backend.memory_talks import Talk
from tests.actions.updates.conversing import Person, filing, is_over

TERMS = "退款，运费我们出"


@pytest.fixture
def person() -> Person:
    return Person()


def talk_of(person: Person, number: str) -> Talk:
    talk = person.backend.cases[number].talk
    assert talk is not None
    return talk


async def proposed(person: Person, refund_fen: int = 39_950) -> tuple[str, dict[str, str]]:
    """A case whose enterprise proposes something; its number and the notice of it."""
    number = await person.reconciles()
    proposal = person.backend.propose(number, TERMS, refund_fen)
    return number, {"key": "enterprise_proposal", "case_no": number, "proposal": proposal}


# Choosing.


async def test_a_filed_complaint_is_given_to_its_business_without_the_phone_unless_that_is_chosen(
    person: Person,
) -> None:
    number = await person.files()
    person.backend.enrolled.add("好运电器行")
    assert (await person.say("先和商家谈谈", "reconcile")).asked == "update_contact"
    assert person.backend.cases[number].state == "submitted"
    await person.tap(wording.CONTACT_HIDDEN)
    assert "好运电器行" in person.text
    assert person.backend.cases[number].state == "reconciling"
    assert not talk_of(person, number).shares_contact


@pytest.mark.parametrize(
    ("said", "shared"), [("先谈，给电话", True), ("可以", False), ("别给我的电话", False)]
)
async def test_the_phone_is_shown_only_to_who_says_so(person: Person, said: str, shared: bool) -> None:
    number = await person.files()
    person.backend.enrolled.add("好运电器行")
    await person.say("先和商家谈谈", "reconcile")
    await person.say(said)
    assert talk_of(person, number).shares_contact is shared


async def test_who_thinks_better_of_it_gives_nothing_away(person: Person) -> None:
    number = await person.files()
    await person.say("先和商家谈谈", "reconcile")
    await person.say("还是算了")
    assert person.responses == ["utter_left_reconcile"]
    assert person.backend.cases[number].talk is None


async def test_a_business_that_does_not_reconcile_is_told_in_the_backends_words(person: Person) -> None:
    number = await person.files()
    await person.say("先和商家谈谈", "reconcile")
    await person.tap(wording.CONTACT_HIDDEN)
    assert "没有入驻" in person.text
    assert person.backend.cases[number].state == "submitted"
    assert is_over(person)


async def test_a_case_an_officer_handles_is_not_given_back(person: Person) -> None:
    person.backend.move(await person.files(), "accepted")
    await person.say("先和商家谈谈", "reconcile")
    assert person.responses == ["utter_not_now_reconcile"]


# Accepting.


async def test_a_proposal_is_accepted_after_terms_sum_and_number_were_shown(person: Person) -> None:
    number, notice = await proposed(person)
    await person.say("同意", "affirm", notice=notice)
    assert person.asked == "update_agreement"
    assert all(shown in person.text for shown in (number, TERMS, "399.50元"))
    assert person.backend.cases[number].state == "reconciling"
    await person.tap(wording.AGREEMENT_YES)
    assert person.backend.cases[number].state == "settled"
    assert person.heard[-1]["custom"] == {"case": {"case_no": number, "status": "达成和解"}}
    assert is_over(person)


async def test_nothing_is_settled_that_the_backend_has_not_confirmed(person: Person) -> None:
    number, notice = await proposed(person)
    await person.send(f'/accept_proposal{{"case_no": "{number}", "proposal": "{notice["proposal"]}"}}')
    person.backend.away = True
    await person.tap(wording.AGREEMENT_YES)
    assert "办结了" not in person.text
    assert person.asked == "update_agreement"
    person.backend.away = False
    await person.tap(wording.AGREEMENT_YES)
    assert person.backend.cases[number].state == "settled"


async def test_who_hesitates_accepts_nothing(person: Person) -> None:
    number, notice = await proposed(person)
    await person.say("同意", "affirm", notice=notice)
    await person.tap(wording.AGREEMENT_NO)
    assert person.responses == ["utter_left_accept"]
    assert talk_of(person, number).state == "proposed"


async def test_a_question_at_the_agreement_is_not_a_yes(person: Person) -> None:
    _, notice = await proposed(person)
    await person.say("同意", "affirm", notice=notice)
    await person.say("同意了还能反悔吗？")
    assert person.asked == "update_agreement"


async def test_disagreeing_at_the_agreement_is_an_answer_to_the_business(person: Person) -> None:
    _, notice = await proposed(person)
    await person.say("同意", "affirm", notice=notice)
    await person.say("不同意", "deny")
    assert person.asked == "update_reason"


async def test_the_button_of_an_older_proposal_accepts_no_newer_one(person: Person) -> None:
    number, notice = await proposed(person)
    person.backend.propose(number, "只退一半", 10_000)
    await person.send(f'/accept_proposal{{"case_no": "{number}", "proposal": "{notice["proposal"]}"}}')
    assert person.responses == ["utter_proposal_gone"]


async def test_a_proposal_replaced_while_it_was_asked_about_is_not_accepted(person: Person) -> None:
    number, notice = await proposed(person)
    await person.say("同意", "affirm", notice=notice)
    person.backend.propose(number, "只退一半", 10_000)
    await person.tap(wording.AGREEMENT_YES)
    assert person.responses == ["utter_proposal_gone"]
    assert person.backend.cases[number].state == "reconciling"


# 「同意」 and 「不同意」 elsewhere.


@pytest.mark.parametrize(
    ("said", "intent", "response"), [("同意", "affirm", "utter_what_next"), ("不同意", "deny", "utter_okay")]
)
async def test_without_a_proposal_agreeing_means_what_it_meant(
    person: Person, said: str, intent: str, response: str
) -> None:
    await person.reconciles()
    await person.say(said, intent)
    assert person.responses == [response]


@pytest.mark.parametrize(
    ("said", "intent", "asked"), [("同意", "affirm", "update_agreement"), ("不同意", "deny", "update_reason")]
)
async def test_with_a_proposal_open_agreeing_is_about_it_later_too(
    person: Person, said: str, intent: str, asked: str
) -> None:
    await proposed(person)
    assert (await person.say(said, intent)).asked == asked


async def test_a_bare_yes_is_about_a_proposal_only_right_after_its_notice(person: Person) -> None:
    _, notice = await proposed(person)
    await person.say("好的", "affirm")
    assert person.responses == ["utter_what_next"]
    assert (await person.say("好的", "affirm", notice=notice)).asked == "update_agreement"


async def test_agreeing_to_a_proposal_withdraws_no_other_case(person: Person) -> None:
    other = await person.files(respondent={"name": "亚泰超市"})
    await person.send(f'/withdraw_case{{"case_no": "{other}"}}')
    _, notice = await proposed(person)
    await person.say("同意", "affirm", notice=notice)
    assert person.asked == "update_agreement"
    assert person.backend.cases[other].state == "submitted"


async def test_what_was_being_told_is_not_lost_to_a_notice(person: Person) -> None:
    other = await person.files(respondent={"name": "亚泰超市"})
    await person.send(f'/add_to_case{{"case_no": "{other}"}}')
    await person.say("昨天又去了一趟，还是不给换")
    _, notice = await proposed(person)
    await person.say("同意", "affirm", notice=notice)
    assert person.responses == ["utter_not_taken_as_answer"]
    assert "不给换" in person.text


# Declining, ending, saying something.


async def test_why_a_proposal_is_declined_reaches_the_business(person: Person) -> None:
    number, notice = await proposed(person)
    await person.say("不同意", "deny", notice=notice)
    assert person.asked == "update_reason"
    await person.say("运费也要你们出，什么时候能退？", "ask")
    assert talk_of(person, number).reasons == ["运费也要你们出，什么时候能退？"]
    assert number in person.text
    assert is_over(person)


@pytest.mark.parametrize("said", ["不写了", "没什么好说的"])
async def test_declining_needs_no_reason(person: Person, said: str) -> None:
    number, notice = await proposed(person)
    await person.say("不同意", "deny", notice=notice)
    await person.say(said)
    assert talk_of(person, number).reasons == [None]


async def test_an_answer_that_is_put_off_declines_nothing(person: Person) -> None:
    number, notice = await proposed(person)
    await person.say("不同意", "deny", notice=notice)
    await person.tap(wording.REASON_LEAVE)
    assert talk_of(person, number).state == "proposed"


@pytest.mark.parametrize(
    ("said", "intent"),
    [("不谈了", "end_reconciliation"), ("直接投诉吧", "cancel"), ("算了", "cancel")],
)
async def test_talking_ends_after_it_was_confirmed_and_the_complaint_goes_on(
    person: Person, said: str, intent: str
) -> None:
    number, notice = await proposed(person)
    await person.say(said, intent, notice=notice)
    assert person.asked == "update_ending"
    assert talk_of(person, number).state == "proposed"
    await person.tap(wording.ENDING_YES)
    assert person.backend.cases[number].state == "submitted"
    assert "继续按程序处理" in person.text


async def test_words_to_the_business_are_shown_before_they_are_sent(person: Person) -> None:
    number = await person.reconciles()
    await person.say("跟商家说：运费你们出我就同意", "tell_enterprise")
    assert "运费你们出我就同意" in person.text
    assert not talk_of(person, number).said
    await person.say("什么时候打款？", "ask")
    await person.tap(wording.TELL_SEND)
    assert list(talk_of(person, number).said.values()) == ["运费你们出我就同意\n什么时候打款？"]


async def test_a_bare_wish_to_say_something_is_asked_for_words(person: Person) -> None:
    await person.reconciles()
    await person.say("帮我跟商家说一下", "tell_enterprise")
    assert wording.TELL_SEND not in person.titles
    await person.photo("photo-1")
    assert person.responses == ["utter_no_file_to_enterprise"]
    assert person.slots["loose_files"]


async def test_what_is_told_after_the_business_wrote_may_be_an_answer_to_it(person: Person) -> None:
    number = await person.reconciles()
    notice = {"key": "enterprise_message", "case_no": number}
    await person.say("东西还在我手里，周三能送过去", "nlu_fallback", notice=notice)
    assert person.titles == [wording.TELL_SEND, wording.TELL_LEAVE]


@pytest.mark.parametrize(
    "act", ["accept_proposal", "decline_proposal", "end_reconciliation", "tell_enterprise"]
)
async def test_without_a_talk_nothing_is_answered(person: Person, act: str) -> None:
    await person.files()
    await person.say("和解", act)
    assert person.responses in (["utter_no_proposal"], ["utter_not_reconciling"])


@pytest.mark.parametrize("files", [False, True])
async def test_how_a_business_behaved_is_a_story_where_it_is_not_talked_with(
    person: Person, files: bool
) -> None:
    if files:
        await person.files()
    await person.say("跟老板说了三回了，回回装没听见，钱也不给退", "tell_enterprise")
    assert "utter_not_reconciling" not in person.responses
    assert person.slots["last_story"]["text"].startswith("跟老板说了三回")


async def test_somebody_elses_talk_is_not_answered(person: Person) -> None:
    key = "strange"
    await person.backend.file_case(filing("c-stranger"), key=key)
    await person.say("同意和解", "accept_proposal")
    assert person.responses == ["utter_not_reconciling"]


# Progress.


async def test_progress_shows_the_open_proposal_with_its_buttons(person: Person) -> None:
    number, _ = await proposed(person, 0)
    await person.say("查进度", "progress")
    assert all(shown in person.text for shown in (number, TERMS, wording.NO_REFUND))
    assert person.titles == [wording.OFFER_ACCEPT, wording.OFFER_DECLINE, wording.OFFER_STOP]
    assert (await person.tap(wording.OFFER_ACCEPT)).asked == "update_agreement"


async def test_progress_of_a_talk_without_a_proposal_offers_to_say_something(person: Person) -> None:
    await person.reconciles()
    await person.say("查进度", "progress")
    assert person.titles == [wording.OFFER_TELL, wording.OFFER_STOP]


# Material that an officer waits for.


@pytest.fixture
async def awaited(person: Person) -> dict[str, str]:
    number = await person.files()
    person.backend.move(number, "needs_info")
    return {"key": "info_asked", "case_no": number}


@pytest.mark.parametrize("intent", ["nlu_fallback", "ask", "correct"])
async def test_what_is_told_after_a_request_for_material_is_offered_to_be_added(
    person: Person, awaited: dict[str, str], intent: str
) -> None:
    await person.say("付款是微信转的，单号4200001234", intent, notice=awaited)
    assert person.asked == "update_content"
    assert awaited["case_no"] in person.text
    assert person.backend.cases[awaited["case_no"]].additions == []
    await person.tap(wording.ADD_SEND)
    assert person.backend.cases[awaited["case_no"]].additions == [("付款是微信转的，单号4200001234", ())]


async def test_who_told_another_matter_adds_nothing_and_need_not_tell_it_again(
    person: Person, awaited: dict[str, str]
) -> None:
    await person.say("楼下超市卖给我的牛奶是过期的，喝了拉肚子", "ask", notice=awaited)
    await person.tap(wording.ADD_LEAVE)
    assert person.backend.cases[awaited["case_no"]].additions == []
    assert person.slots["last_story"]["text"].startswith("楼下超市")


async def test_a_question_after_a_request_for_material_is_a_question(
    person: Person, awaited: dict[str, str]
) -> None:
    await person.say("没有发票怎么办？", "ask", notice=awaited)
    assert person.asked is None


async def test_a_yes_to_a_request_for_material_asks_for_it(person: Person, awaited: dict[str, str]) -> None:
    assert (await person.say("好的", "affirm", notice=awaited)).asked == "update_content"


async def test_later_the_same_words_are_a_story_again(person: Person, awaited: dict[str, str]) -> None:
    await person.say("付款是微信转的，单号4200001234")
    assert person.asked is None
