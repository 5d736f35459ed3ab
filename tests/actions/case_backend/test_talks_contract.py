"""Reconciliation behind the port: the backend in memory, the documentation's example, and the desk behave alike."""

import uuid

import pytest

from actions.case_backend.port import (
    CaseUnknown,
    NoReconciliation,
    NotReconcilable,
    Origin,
    ProposalGone,
    ReconciliationOver,
    Refused,
)
from tests.actions.case_backend.conftest import Subject
from tests.actions.case_backend.test_contract import filing, key

TERMS = "退货退款，运费由本店承担"


@pytest.fixture
def origin() -> Origin:
    return Origin(f"c-{uuid.uuid4()}")


async def filed(subject: Subject, origin: Origin) -> str:
    """A complaint about an enrolled enterprise, not offered to it."""
    told = filing(origin.conversation_id)
    await subject.enrol(told["respondent"]["name"])
    return (await subject.backend.file_case(told, key=key())).case_no


async def proposed(subject: Subject, origin: Origin) -> tuple[str, str]:
    """A case in reconciliation, and the id of the open proposal."""
    number = await filed(subject, origin)
    await subject.backend.choose_reconciliation(number, origin, share_contact=None)
    return number, await subject.propose(number, TERMS, 39_900)


async def test_a_case_is_offered_when_that_is_chosen_and_choosing_again_changes_nothing(
    subject: Subject, origin: Origin
) -> None:
    number = await filed(subject, origin)
    (case,) = await subject.backend.cases_of(origin.conversation_id)
    assert (case.may_reconcile, case.is_reconciling) == (True, False)
    first = await subject.backend.choose_reconciliation(number, origin, share_contact=True)
    assert (first.case_no, first.is_open, first.shares_contact) == (number, True, True)
    assert first.proposal is None
    assert (await subject.backend.choose_reconciliation(number, origin, share_contact=True)) == first
    (case,) = await subject.backend.cases_of(origin.conversation_id)
    assert (case.may_reconcile, case.is_reconciling, case.is_open) == (False, True, True)


async def test_a_case_never_offered_has_no_reconciliation(subject: Subject, origin: Origin) -> None:
    number = await filed(subject, origin)
    with pytest.raises(NoReconciliation):
        await subject.backend.reconciliation(number, origin)
    with pytest.raises(NoReconciliation):
        await subject.backend.end_reconciliation(number, origin, reason=None)


async def test_an_enterprise_that_is_not_enrolled_is_offered_nothing(
    subject: Subject, origin: Origin
) -> None:
    told = filing(origin.conversation_id, respondent={"name": f"无名小店{uuid.uuid4().hex[:6]}"})
    number = (await subject.backend.file_case(told, key=key())).case_no
    with pytest.raises(NotReconcilable) as bar:
        await subject.backend.choose_reconciliation(number, origin, share_contact=None)
    assert bar.value.why


async def test_the_open_proposal_is_read_and_accepting_it_settles_once(
    subject: Subject, origin: Origin
) -> None:
    number, proposal = await proposed(subject, origin)
    talk = await subject.backend.reconciliation(number, origin)
    assert talk.proposal is not None
    assert (talk.proposal.id, talk.proposal.terms, talk.proposal.refund_fen) == (proposal, TERMS, 39_900)
    settled = await subject.backend.accept(number, origin, proposal_id=proposal)
    assert (settled.is_settled, settled.is_open, settled.proposal) == (True, False, None)
    assert await subject.backend.accept(number, origin, proposal_id=proposal) == settled
    (case,) = await subject.backend.cases_of(origin.conversation_id)
    assert (case.state_label, case.is_open, case.is_reconciling) == ("达成和解", False, False)


async def test_a_declined_proposal_is_open_no_more_and_another_may_come(
    subject: Subject, origin: Origin
) -> None:
    number, first = await proposed(subject, origin)
    declined = await subject.backend.decline(number, origin, proposal_id=first, reason="太少")
    assert (declined.is_open, declined.proposal) == (True, None)
    again = await subject.backend.decline(number, origin, proposal_id=first, reason="太少")
    assert (again.is_open, again.proposal) == (True, None)
    second = await subject.propose(number, TERMS, 50_000)
    with pytest.raises(ProposalGone):
        await subject.backend.accept(number, origin, proposal_id=first)
    assert (await subject.backend.accept(number, origin, proposal_id=second)).is_settled


async def test_a_replaced_proposal_is_not_accepted(subject: Subject, origin: Origin) -> None:
    number, first = await proposed(subject, origin)
    await subject.propose(number, "只退一半", 10_000)
    with pytest.raises(ProposalGone):
        await subject.backend.accept(number, origin, proposal_id=first)
    with pytest.raises(ProposalGone):
        await subject.backend.accept(number, origin, proposal_id=str(uuid.uuid4()))


async def test_a_talk_ends_once_and_the_complaint_goes_on(subject: Subject, origin: Origin) -> None:
    number, proposal = await proposed(subject, origin)
    ended = await subject.backend.end_reconciliation(number, origin, reason=None)
    assert (ended.is_open, ended.is_settled, ended.proposal) == (False, False, None)
    assert not (await subject.backend.end_reconciliation(number, origin, reason=None)).is_open
    with pytest.raises(ReconciliationOver):
        await subject.backend.accept(number, origin, proposal_id=proposal)
    with pytest.raises(ReconciliationOver):
        await subject.backend.say(number, origin, text="等等", message_id=str(uuid.uuid4()))
    (case,) = await subject.backend.cases_of(origin.conversation_id)
    assert (case.state_label, case.is_open) == ("已登记", True)


async def test_what_was_settled_is_not_ended(subject: Subject, origin: Origin) -> None:
    number, proposal = await proposed(subject, origin)
    await subject.backend.accept(number, origin, proposal_id=proposal)
    with pytest.raises(ReconciliationOver):
        await subject.backend.end_reconciliation(number, origin, reason=None)


async def test_words_are_said_once_under_an_id(subject: Subject, origin: Origin) -> None:
    number, _ = await proposed(subject, origin)
    mine = str(uuid.uuid4())
    first = await subject.backend.say(number, origin, text="周三能送过去", message_id=mine)
    assert await subject.backend.say(number, origin, text="周三能送过去", message_id=mine) == first
    with pytest.raises(Refused):
        await subject.backend.say(number, origin, text="周四", message_id=mine)


async def test_somebody_elses_talk_is_not_known(subject: Subject, origin: Origin) -> None:
    number, proposal = await proposed(subject, origin)
    stranger = Origin("c-stranger")
    with pytest.raises(CaseUnknown):
        await subject.backend.reconciliation(number, stranger)
    with pytest.raises(CaseUnknown):
        await subject.backend.accept(number, stranger, proposal_id=proposal)
    with pytest.raises(CaseUnknown):
        await subject.backend.choose_reconciliation(number, stranger, share_contact=None)
