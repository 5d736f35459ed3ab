"""Who is told of what: each change once, in the conversation it came by, or not at all and why."""

from typing import Any

import pytest
from sqlalchemy import func, select

from desk.cases.changes import Actor, ChangeKind
from desk.cases.model import Case
from desk.cases.states import CaseEvent, Ground, Role
from desk.conversations.erasure import erase
from desk.conversations.model import Message
from desk.conversations.service import lock_conversation
from desk.notices.composers import COMPOSERS, Telling, of_moves
from desk.notices.gateway import Outgoing, Undeliverable
from desk.notices.model import NoticeState
from desk.notices.service import blank_notices
from desk.notices.telling import tell_consumer
from desk.outbox import letters
from desk.outbox.service import DEAD, DONE, PENDING
from desk.outbox.worker import LEASE, MAX_FAILURES, TryLater
from tests.desk.builders import on_sqlite
from tests.desk.notices.hearing import ASSISTANT, DUE, Hearing


async def test_a_change_is_told_in_the_conversation_with_the_card_of_the_case(hearing: Hearing) -> None:
    conversation = await hearing.converse()
    case = await hearing.file(conversation)
    await hearing.act(case, CaseEvent.ASK_FOR_INFO, reason="缺购物小票", due_on=DUE)
    await hearing.deliver()
    (message,) = await hearing.said(conversation)
    assert (message["from"], message["case"]["case_no"]) == ("system", case.case_no)
    assert "缺购物小票。请在2026年12月1日前补齐" in message["text"]
    assert await hearing.told(case) == [
        {"notice": "info_asked", "channel": "conversation", "outcome": "delivered"}
    ]
    (notice,) = await hearing.notices()
    assert (notice.state, notice.message_id) == (NoticeState.DELIVERED, message["id"])


async def test_changes_are_told_in_the_order_in_which_they_happened(hearing: Hearing) -> None:
    conversation = await hearing.converse()
    case = await hearing.file(conversation)
    await hearing.act(case, CaseEvent.ACCEPT)
    await hearing.act(case, CaseEvent.MEDIATE)
    await hearing.act(case, CaseEvent.TERMINATE, grounds=frozenset({Ground.PARTY_REFUSES}))
    await hearing.deliver()
    told = [detail["notice"] for detail in await hearing.told(case)]
    assert told == ["accepted", "mediating", "terminated"]
    assert "一方不参加或不同意调解" in (await hearing.texts(conversation))[-1]


async def test_filing_is_told_by_whoever_filed_it_and_a_notice_tells_of_no_notice(hearing: Hearing) -> None:
    conversation = await hearing.converse()
    case = await hearing.file(conversation)
    assert await hearing.items() == []
    await hearing.act(case, CaseEvent.ACCEPT)
    await hearing.deliver()
    assert len(await hearing.notices()) == len(await hearing.texts(conversation)) == 1


async def test_telling_does_not_change_the_version_an_officer_has_read(hearing: Hearing) -> None:
    case = await hearing.file(await hearing.converse())
    await hearing.act(case, CaseEvent.ACCEPT)
    async with hearing.database.read() as session:
        before = (await session.get_one(Case, case.id)).version
    await hearing.deliver()
    async with hearing.database.read() as session:
        assert (await session.get_one(Case, case.id)).version == before


@pytest.mark.parametrize(
    ("actor", "told"), [(ASSISTANT, 0), (Actor(Role.CONSUMER, "hotline"), 1), (Actor(Role.OFFICER, "li"), 1)]
)
async def test_what_a_consumer_did_through_the_assistant_is_not_said_twice(
    hearing: Hearing, actor: Actor, told: int
) -> None:
    conversation = await hearing.converse()
    case = await hearing.file(conversation)
    await hearing.act(case, CaseEvent.WITHDRAW, actor)
    await hearing.deliver()
    assert len(await hearing.texts(conversation)) == told


async def test_a_notice_and_its_change_are_written_together_or_not_at_all(hearing: Hearing) -> None:
    case = await hearing.file(await hearing.converse())

    async def fails(*_args: Any, **_named: Any) -> None:
        raise RuntimeError

    hearing.using(reactions=(*hearing.desk.reactions, fails))
    with pytest.raises(RuntimeError):
        await hearing.act(case, CaseEvent.ACCEPT)
    assert (await hearing.notices(), await hearing.items()) == ([], [])


async def test_a_worker_that_dies_before_the_commit_leaves_one_message(hearing: Hearing) -> None:
    conversation = await hearing.converse()
    case = await hearing.file(conversation)
    await hearing.act(case, CaseEvent.ACCEPT)
    first = hearing.worker()
    item = await first._claim()
    assert item
    finish = await first._carry_out(item)
    hearing.clock.advance(seconds=LEASE.total_seconds() + 1)
    await hearing.deliver()  # another worker, as the first one seems to be dead
    await first._complete(item, finish)  # it was only slow
    assert len(await hearing.texts(conversation)) == len(await hearing.told(case)) == 1
    assert [one.state for one in await hearing.items()] == [DONE]


async def test_a_delivery_that_fails_half_way_is_told_once(
    hearing: Hearing, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = await hearing.converse()
    case = await hearing.file(conversation)
    await hearing.act(case, CaseEvent.ACCEPT)
    worker = hearing.worker()

    async def killed(*_args: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(worker, "_settle", killed)  # the message is written, the item is not yet ended
    await worker.work_once()
    assert await hearing.texts(conversation) == []
    hearing.clock.advance(seconds=2)
    await hearing.deliver()
    assert len(await hearing.texts(conversation)) == 1


async def test_an_erased_conversation_is_told_nothing(hearing: Hearing) -> None:
    conversation = await hearing.converse()
    case = await hearing.file(conversation)
    await hearing.act(case, CaseEvent.ACCEPT)
    async with hearing.database.write() as session:
        locked = await lock_conversation(session, conversation)
        await erase(session, hearing.vault, locked, now=hearing.clock())
    await hearing.deliver()
    assert await hearing.texts(conversation) == []
    (detail,) = await hearing.told(case)
    assert (detail["outcome"], detail["code"]) == ("undeliverable", "conversation_erased")
    (notice,) = await hearing.notices()
    assert (notice.state, notice.delivered_at) == (NoticeState.UNDELIVERABLE, None)


async def test_who_comes_back_after_erasing_and_files_anew_is_told(hearing: Hearing) -> None:
    conversation = await hearing.converse()
    async with hearing.database.write() as session:
        locked = await lock_conversation(session, conversation)
        await erase(session, hearing.vault, locked, now=hearing.clock())
    hearing.clock.advance(minutes=1)
    case = await hearing.file(conversation)
    await hearing.act(case, CaseEvent.ACCEPT)
    await hearing.deliver()
    assert len(await hearing.texts(conversation)) == 1


async def test_an_erased_case_is_told_to_nobody_and_its_notices_lose_their_words(hearing: Hearing) -> None:
    conversation = await hearing.converse()
    case = await hearing.file(conversation)
    await hearing.act(case, CaseEvent.ACCEPT)
    async with hearing.database.write() as session:
        (await session.get_one(Case, case.id)).erased_at = hearing.clock()
        await blank_notices(session, hearing.vault, case.id)
    await hearing.deliver()
    (notice,) = await hearing.notices()
    assert (notice.code, hearing.vault.open(notice.text_sealed)) == ("case_erased", "")
    assert await hearing.texts(conversation) == []


async def test_both_conversations_that_brought_a_dispute_are_told_once_each(hearing: Hearing) -> None:
    first, second = await hearing.converse("p1"), await hearing.converse("p2")
    case = await hearing.file(first, purchase__order_no="E1")
    again = await hearing.file(second, purchase__order_no="E1")
    assert again.id == case.id
    await hearing.file(second, purchase__order_no="E1")  # and a third time, where it was told already
    await hearing.act(case, CaseEvent.REJECT, grounds=frozenset({Ground.NOT_COMPETENT}), reason="不归本局管")
    await hearing.deliver()
    assert len(await hearing.texts(first)) == len(await hearing.texts(second)) == 1
    assert case.case_no in (await hearing.texts(second))[0]
    assert len(await hearing.told(case)) == 2


async def test_a_merger_by_an_officer_is_told_where_the_second_one_was_filed(hearing: Hearing) -> None:
    first, second = await hearing.converse("p1"), await hearing.converse("p2")
    case = await hearing.file(first)
    other = await hearing.file(second, complainant__phone="+8613700001111")
    await hearing.act(other, CaseEvent.MERGE, duplicate_of=case.id)
    await hearing.act(case, CaseEvent.ASK_FOR_INFO, reason="请欧阳明补小票", due_on=DUE)
    await hearing.deliver()
    assert f"先登记的{case.case_no}" in (await hearing.texts(second))[0]
    assert "欧阳明" in "".join(await hearing.texts(first))
    assert "欧阳明" not in "".join(
        await hearing.texts(second)
    )  # what is written to one is not told to another
    assert (len(await hearing.texts(first)), len(await hearing.texts(second))) == (1, 2)


@on_sqlite
async def test_an_agency_is_named_where_it_is_known(hearing: Hearing) -> None:
    async def name(_session: Any, agency_id: str) -> str:
        return {"a-1": "长春市南关区市场监督管理局"}[agency_id]

    conversation = await hearing.converse()
    case = await hearing.file(conversation)
    hearing.using(reactions=(tell_consumer({ChangeKind.MOVED: of_moves(name)}),))
    await hearing.act(case, CaseEvent.TRANSFER, agency_id="a-1", due_on=DUE)
    await hearing.deliver()
    assert "已分送给长春市南关区市场监督管理局" in (await hearing.texts(conversation))[0]


@on_sqlite
async def test_another_room_brings_the_words_for_its_lines(hearing: Hearing) -> None:
    async def compose(_session: Any, _desk: Any, case: Case, _change: Any) -> Telling:
        return Telling("rated", lambda _same: f"谢谢您的评价（{case.case_no}）。")

    conversation = await hearing.converse()
    hearing.using(reactions=(tell_consumer(COMPOSERS | {ChangeKind.FILED: compose}),))
    case = await hearing.file(conversation)
    await hearing.deliver()
    assert await hearing.texts(conversation) == [f"谢谢您的评价（{case.case_no}）。"]


class Telephone:
    """A gateway that does as the test says, and remembers."""

    def __init__(self, *answers: Exception | None) -> None:
        self.answers, self.sent = list(answers), list[Outgoing]()

    async def send(self, outgoing: Outgoing) -> None:
        self.sent.append(outgoing)
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer


async def test_a_channel_without_a_gateway_reaches_nobody_and_the_timeline_says_so(hearing: Hearing) -> None:
    case = await hearing.file("call-77", channel="hotline", client="hotline")
    await hearing.act(case, CaseEvent.ACCEPT)
    await hearing.deliver()
    assert await hearing.told(case) == [
        {"notice": "accepted", "channel": "hotline", "outcome": "undeliverable", "code": "no_channel"}
    ]
    assert [item.state for item in await hearing.items()] == [DONE]


async def test_a_gateway_that_is_away_is_tried_again_with_the_same_id_and_in_order(hearing: Hearing) -> None:
    telephone = Telephone(TryLater("busy"), TryLater("busy"))
    hearing.gateways = {"hotline": telephone}
    case = await hearing.file("call-77", channel="hotline", client="hotline")
    await hearing.act(case, CaseEvent.ACCEPT)
    await hearing.act(case, CaseEvent.MEDIATE)
    for _ in range(3):
        await hearing.deliver()
        hearing.clock.advance(seconds=10)
    accepted, mediating = await hearing.notices()
    assert [one.id for one in telephone.sent] == [accepted.id] * 3 + [mediating.id]
    assert (telephone.sent[0].phone, telephone.sent[0].case_no) == ("+8613912345678", case.case_no)
    assert "13912345678" not in repr(telephone.sent[0])
    assert [detail["outcome"] for detail in await hearing.told(case)] == ["delivered", "delivered"]


async def test_a_gateway_that_is_away_holds_back_no_conversation(hearing: Hearing) -> None:
    hearing.gateways = {"hotline": Telephone(TryLater("busy"))}
    conversation = await hearing.converse()
    case = await hearing.file("call-77", channel="hotline", client="hotline", purchase__order_no="E1")
    await hearing.file(conversation, purchase__order_no="E1")
    await hearing.act(case, CaseEvent.ACCEPT)
    await hearing.act(case, CaseEvent.MEDIATE)
    await hearing.deliver()
    assert len(await hearing.texts(conversation)) == 2
    assert [item.state for item in await hearing.items()].count(PENDING) == 2


async def test_a_person_whom_a_gateway_will_never_reach_is_recorded(hearing: Hearing) -> None:
    hearing.gateways = {"hotline": Telephone(Undeliverable("number_unknown"))}
    case = await hearing.file("call-77", channel="hotline", client="hotline")
    await hearing.act(case, CaseEvent.ACCEPT)
    await hearing.deliver()
    assert [detail["code"] for detail in await hearing.told(case)] == ["number_unknown"]


@on_sqlite
async def test_an_anonymous_report_has_no_phone_to_be_told_at(hearing: Hearing) -> None:
    telephone = Telephone()
    hearing.gateways = {"hotline": telephone}
    case = await hearing.file(None, kind="report", channel="hotline", client="hotline", complainant=None)
    await hearing.act(case, CaseEvent.ASK_FOR_INFO, reason="请写明地点", due_on=DUE)
    await hearing.deliver()
    assert telephone.sent[0].phone is None


async def test_a_notice_that_always_fails_is_a_dead_letter_on_record_and_may_be_tried_again(
    hearing: Hearing,
) -> None:
    hearing.gateways = {"hotline": Telephone(*(KeyError("x") for _ in range(MAX_FAILURES)))}
    case = await hearing.file("call-77", channel="hotline", client="hotline")
    await hearing.act(case, CaseEvent.ACCEPT)
    for _ in range(MAX_FAILURES):
        await hearing.deliver()
        hearing.clock.advance(minutes=11)
    (item,) = await hearing.items()
    assert (item.state, [detail["code"] for detail in await hearing.told(case)]) == (DEAD, ["failed"])
    async with hearing.database.write() as session:
        await letters.retry(session, hearing.vault, item.id, actor="operator:li", now=hearing.clock())
    await hearing.deliver()
    (notice,) = await hearing.notices()
    assert (notice.state, notice.code) == (NoticeState.DELIVERED, None)


async def test_nothing_personal_stands_in_the_outbox_or_the_table_in_clear(hearing: Hearing) -> None:
    case = await hearing.file(await hearing.converse())
    await hearing.act(case, CaseEvent.ASK_FOR_INFO, reason="请欧阳明补小票", due_on=DUE)
    (notice,), (item,) = await hearing.notices(), await hearing.items()
    for row in (notice, item):
        assert "欧阳明" not in repr({name: str(value) for name, value in vars(row).items()})
    assert "欧阳明" not in hearing.vault.open(item.sealed_body)


@on_sqlite
async def test_a_message_bears_the_id_of_its_notice_under_a_constraint(hearing: Hearing) -> None:
    conversation = await hearing.converse()
    case = await hearing.file(conversation)
    await hearing.act(case, CaseEvent.ACCEPT)
    await hearing.deliver()
    (notice,) = await hearing.notices()
    async with hearing.database.read() as session:
        bearing = select(func.count()).where(Message.channel_message_id == f"notice:{notice.id}")
        assert (await session.execute(bearing)).scalar_one() == 1
