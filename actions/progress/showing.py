"""A case as a message, and what can be done with it as buttons."""

import datetime as dt
from collections.abc import Iterable, Mapping

from actions import wording
from actions.case_backend.port import CaseSummary, Reconciliation
from actions.say import Choice, Say
from actions.turn import LEGAL_ZONE

# Acts of a filed case, as domain.yml has them.
ADD, WITHDRAW, RATE = "add_to_case", "withdraw_case", "rate_case"
RECONCILE, ACCEPT, DECLINE = "reconcile", "accept_proposal", "decline_proposal"
STOP, TELL = "end_reconciliation", "tell_enterprise"

Talks = Mapping[str, Reconciliation]  # open ones, by the number of their case


def case_payload(act: str, case_no: str, **more: str) -> str:
    """What a button sends that does something with a case."""
    told = "".join(f', "{name}": "{value}"' for name, value in more.items())
    return f'/{act}{{"case_no": "{case_no}"{told}}}'


def day(date: dt.date) -> str:
    return f"{date.year}年{date.month}月{date.day}日"


def yuan(fen: int) -> str:
    """39900 → 399元; 39950 → 399.50元; 0 → 无."""
    whole, rest = divmod(fen, 100)
    shown = f"{whole}.{rest:02}" if rest else str(whole)
    return wording.YUAN.format(amount=shown) if fen else wording.NO_REFUND


def terms(talk: Reconciliation) -> str:
    """Where a reconciliation stands: what the enterprise proposes, in its own words, and until when."""
    told = wording.TALK_LINE.format(
        enterprise=talk.enterprise, state=talk.state_label, due_on=day(talk.due_on)
    )
    if talk.proposal is None:
        return told
    refund = yuan(talk.proposal.refund_fen)
    return f"{told}\n{wording.PROPOSAL_LINES.format(terms=talk.proposal.terms, refund=refund)}"


def show_case(case: CaseSummary, choices: tuple[Choice, ...] = (), talk: Reconciliation | None = None) -> Say:
    """Number, state, day and what happens next; of a reconciliation under way also where it stands."""
    created = case.created_at.astimezone(LEGAL_ZONE).date()
    text = wording.CASE_LINE.format(
        case_no=case.case_no,
        state=case.state_label,
        created_on=day(created),
        next_step=case.next_step,
    )
    if talk is not None:
        text = f"{text}\n{terms(talk)}"
    return Say(
        text=text,
        choices=choices,
        custom={"case": {"case_no": case.case_no, "status": case.state_label}},
    )


def show_cases(cases: Iterable[CaseSummary], talks: Talks | None = None) -> tuple[Say, ...]:
    """One message a case, newest first. The page shows the buttons of the newest message only: all stand on the last."""
    told, talks = tuple(cases), talks or {}
    if not told:
        return ()
    *above, last = told
    return (
        *(show_case(case, talk=talks.get(case.case_no)) for case in above),
        show_case(last, _offers(told, talks), talks.get(last.case_no)),
    )


def _offers(cases: tuple[CaseSummary, ...], talks: Talks) -> tuple[Choice, ...]:
    """What an enterprise proposes, material where an officer waits for it, a rating where a case has ended. With one
    case its five ratings stand there; with several the case comes first."""
    if len(cases) == 1 and cases[0].may_be_rated:
        return rating_choices(cases[0].case_no)
    several = len(cases) > 1

    def button(title: str, act: str, case: CaseSummary, **more: str) -> Choice:
        shown = f"{title} {case.case_no}" if several else title
        return Choice(shown, case_payload(act, case.case_no, **more))

    answers = (
        button(title, act, case, **more)
        for case in cases
        if (talk := talks.get(case.case_no)) is not None
        for title, act, more in _talk_acts(talk)
    )
    material = (button(wording.OFFER_ADD, ADD, case) for case in cases if case.awaits_material)
    ratings = (button(wording.OFFER_RATE, RATE, case) for case in cases if case.may_be_rated)
    return (*answers, *material, *ratings)


def _talk_acts(talk: Reconciliation) -> tuple[tuple[str, str, dict[str, str]], ...]:
    """Titles, acts and parameters of the buttons under a reconciliation, as the desk's notices have them."""
    end: tuple[str, str, dict[str, str]] = (wording.OFFER_STOP, STOP, {})
    if talk.proposal is None:
        return ((wording.OFFER_TELL, TELL, {}), end)
    proposal = {"proposal": talk.proposal.id}
    return ((wording.OFFER_ACCEPT, ACCEPT, proposal), (wording.OFFER_DECLINE, DECLINE, proposal), end)


def rating_choices(case_no: str) -> tuple[Choice, ...]:
    """Five buttons, the best first."""
    return tuple(
        Choice(title, case_payload(RATE, case_no, value=str(rating)))
        for rating, title in wording.RATING_LABELS.items()
    )
