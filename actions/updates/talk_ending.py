"""Sending what was decided in a reconciliation, and saying what became of it."""

from actions import wording
from actions.case_backend.port import CaseBackend, NotReconcilable, Origin, Reconciliation, Unreachable
from actions.progress.showing import day, yuan
from actions.say import Say
from actions.updates.update import Kind, Update

DONE_WORDS = {
    Kind.RECONCILE: wording.RECONCILING,
    Kind.ACCEPT: wording.SETTLED,
    Kind.DECLINE: wording.DECLINED,
    Kind.STOP: wording.STOPPED,
    Kind.TELL: wording.TOLD,
}


async def carry_out(
    backend: CaseBackend, update: Update, origin: Origin, *, message_id: str
) -> Reconciliation:
    """Raises what the port's methods raise. message_id: a UUID that stays the same when it is sent again."""
    case = update.case
    match update.kind:
        case Kind.RECONCILE:
            return await backend.choose_reconciliation(
                case.case_no, origin, share_contact=update.share_contact
            )
        case Kind.STOP:
            return await backend.end_reconciliation(case.case_no, origin, reason=None)
        case Kind.TELL:
            return await backend.say(case.case_no, origin, text=update.text, message_id=message_id)
    assert case.proposal is not None, "an answer has a proposal"
    if update.kind is Kind.ACCEPT:
        talk = await backend.accept(case.case_no, origin, proposal_id=case.proposal.id)
        if not talk.is_settled:
            raise Unreachable("accepted, and not settled")  # nothing is said to be settled that is not
        return talk
    return await backend.decline(case.case_no, origin, proposal_id=case.proposal.id, reason=update.comment)


def done(update: Update, talk: Reconciliation) -> Say:
    """What was carried out."""
    proposal = update.case.proposal
    text = DONE_WORDS[update.kind].format(
        case_no=talk.case_no,
        enterprise=talk.enterprise,
        due_on=day(talk.due_on),
        terms=proposal.terms if proposal else "",
        refund=yuan(proposal.refund_fen if proposal else 0),
    )
    card = {"case": {"case_no": talk.case_no, "status": talk.state_label}}
    return Say(text=text, custom=card if update.kind is Kind.ACCEPT else None)


def not_reconcilable(bar: NotReconcilable) -> Say:
    """The backend's own words."""
    why = bar.why.rstrip(wording.SENTENCE_END)
    return Say(text=why + wording.SENTENCE_END) if why else Say(response="utter_not_now_reconcile")
