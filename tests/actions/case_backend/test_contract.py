"""What every case backend behind the port does: the one in memory, the documentation's example, and the desk."""

import copy
import uuid
from typing import Any

import pytest

from actions.case_backend.port import KEY_REUSED, CaseUnknown, NotNow, Origin, Refused
from tests.actions.case_backend.conftest import Subject
from tests.desk.builders import FILING


def filing(conversation: str, order_no: str | None = None, **changes: Any) -> dict[str, Any]:
    """A complaint of its own dispute, told now and long ago enough for any clock."""
    told = copy.deepcopy(FILING) | {"conversation_id": conversation, **changes}
    told["purchase"]["order_no"] = order_no or uuid.uuid4().hex
    told["submitted_at"] = told["consent"]["personal_data_at"] = "2026-01-05T09:00:00+08:00"
    told["purchase"]["purchased_on"] = "2026-01-02"
    return told


def key() -> str:
    return str(uuid.uuid4())


@pytest.fixture
def origin() -> Origin:
    return Origin(f"c-{uuid.uuid4()}")


async def file(subject: Subject, origin: Origin, **changes: Any) -> str:
    told = filing(origin.conversation_id, **changes)
    return (await subject.backend.file_case(told, key=key())).case_no


async def test_the_same_key_gives_the_same_case_again(subject: Subject, origin: Origin) -> None:
    told, mine = filing(origin.conversation_id), key()
    first = await subject.backend.file_case(told, key=mine)
    again = await subject.backend.file_case(told, key=mine)
    assert again == first
    assert not first.received_again
    assert len(await subject.backend.cases_of(origin.conversation_id)) == 1


async def test_a_key_used_for_something_else_is_refused(subject: Subject, origin: Origin) -> None:
    mine = key()
    await subject.backend.file_case(filing(origin.conversation_id), key=mine)
    with pytest.raises(Refused) as refusal:
        await subject.backend.file_case(filing(origin.conversation_id), key=mine)
    assert refusal.value.code == KEY_REUSED


async def test_a_dispute_filed_twice_is_answered_with_its_number(subject: Subject, origin: Origin) -> None:
    order_no = uuid.uuid4().hex
    first = await file(subject, origin, order_no=order_no)
    told = filing(origin.conversation_id, order_no, problem="今天又去了一次，还是不给退。")
    again = await subject.backend.file_case(told, key=key())
    assert (again.case_no, again.received_again) == (first, True)
    assert [case.case_no for case in await subject.backend.cases_of(origin.conversation_id)] == [first]


async def test_cases_of_a_conversation_come_newest_first(subject: Subject, origin: Origin) -> None:
    numbers = [await file(subject, origin) for _ in range(3)]
    assert [case.case_no for case in await subject.backend.cases_of(origin.conversation_id)] == numbers[::-1]
    assert await subject.backend.cases_of("c-of-somebody-else") == ()


async def test_number_and_digits_open_the_status_and_nothing_else_does(
    subject: Subject, origin: Origin
) -> None:
    number = await file(subject, origin)
    found = await subject.backend.look_up(number, "5678", conversation_id=origin.conversation_id)
    assert found is not None
    assert (found.case_no, found.state_label) == (number, "已登记")
    assert found.respondent is None
    assert await subject.backend.look_up(number, "0000", conversation_id=origin.conversation_id) is None
    assert await subject.backend.look_up("XB00000000", "5678", conversation_id=origin.conversation_id) is None


async def test_what_is_added_answers_what_was_asked_for(subject: Subject, origin: Origin) -> None:
    number = await file(subject, origin)
    await subject.ask_for_material(number)
    (asked,) = await subject.backend.cases_of(origin.conversation_id)
    assert asked.awaits_material
    mine, arguments = key(), {"text": "付款凭证在这里", "attachments": ()}
    after = await subject.backend.supplement(number, origin, **arguments, key=mine)
    assert not after.awaits_material
    assert await subject.backend.supplement(number, origin, **arguments, key=mine) == after


async def test_a_withdrawn_case_takes_nothing_more_and_is_not_rated(subject: Subject, origin: Origin) -> None:
    number = await file(subject, origin)
    withdrawn = await subject.backend.withdraw(number, origin, key=key())
    assert (withdrawn.state_label, withdrawn.is_open, withdrawn.may_be_rated) == ("已撤回", False, False)
    assert (await subject.backend.withdraw(number, origin, key=key())).state_label == "已撤回"
    with pytest.raises(NotNow):
        await subject.backend.supplement(number, origin, text="还有一点", attachments=(), key=key())


async def test_an_ended_case_is_rated_once_and_an_open_one_not(subject: Subject, origin: Origin) -> None:
    number = await file(subject, origin)
    with pytest.raises(NotNow):
        await subject.backend.rate(number, origin, rating=5, comment=None, key=key())
    await subject.settle(number)
    (ended,) = await subject.backend.cases_of(origin.conversation_id)
    assert ended.may_be_rated
    rated = await subject.backend.rate(number, origin, rating=4, comment="处理得挺快", key=key())
    assert not rated.may_be_rated


async def test_somebody_elses_case_cannot_be_changed(subject: Subject, origin: Origin) -> None:
    number, stranger = await file(subject, origin), Origin("c-stranger")
    with pytest.raises(CaseUnknown):
        await subject.backend.supplement(number, stranger, text="我也要说", attachments=(), key=key())
    with pytest.raises(CaseUnknown):
        await subject.backend.withdraw(number, stranger, key=key())
    with pytest.raises(CaseUnknown):
        await subject.backend.rate(number, stranger, rating=1, comment=None, key=key())
    (own,) = await subject.backend.cases_of(origin.conversation_id)
    assert own.is_open
