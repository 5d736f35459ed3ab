"""A case as a message, and what can be done with it as buttons."""

from collections.abc import Iterable

from actions import wording
from actions.case_backend.port import CaseSummary
from actions.say import Choice, Say
from actions.turn import LEGAL_ZONE

# Acts of a filed case, as domain.yml has them.
ADD, WITHDRAW, RATE = "add_to_case", "withdraw_case", "rate_case"


def case_payload(act: str, case_no: str, value: str | None = None) -> str:
    """What a button sends that does something with a case."""
    with_value = f', "value": "{value}"' if value is not None else ""
    return f'/{act}{{"case_no": "{case_no}"{with_value}}}'


def show_case(case: CaseSummary, choices: tuple[Choice, ...] = ()) -> Say:
    """Number, state, day and what happens next."""
    created = case.created_at.astimezone(LEGAL_ZONE).date()
    text = wording.CASE_LINE.format(
        case_no=case.case_no,
        state=case.state_label,
        created_on=f"{created.year}年{created.month}月{created.day}日",
        next_step=case.next_step,
    )
    return Say(
        text=text,
        choices=choices,
        custom={"case": {"case_no": case.case_no, "status": case.state_label}},
    )


def show_cases(cases: Iterable[CaseSummary]) -> tuple[Say, ...]:
    """One message a case, newest first. The page shows the buttons of the newest message only: all stand on the last."""
    told = tuple(cases)
    if not told:
        return ()
    *above, last = told
    return (*(show_case(case) for case in above), show_case(last, _offers(told)))


def _offers(cases: tuple[CaseSummary, ...]) -> tuple[Choice, ...]:
    """Material where an officer waits for it, a rating where a case has ended. With one case its five ratings
    stand there; with several the case comes first."""
    if len(cases) == 1 and cases[0].may_be_rated:
        return rating_choices(cases[0].case_no)
    several = len(cases) > 1

    def button(title: str, act: str, case: CaseSummary) -> Choice:
        return Choice(f"{title} {case.case_no}" if several else title, case_payload(act, case.case_no))

    material = (button(wording.OFFER_ADD, ADD, case) for case in cases if case.awaits_material)
    ratings = (button(wording.OFFER_RATE, RATE, case) for case in cases if case.may_be_rated)
    return (*material, *ratings)


def rating_choices(case_no: str) -> tuple[Choice, ...]:
    """Five buttons, the best first."""
    return tuple(
        Choice(title, case_payload(RATE, case_no, str(rating)))
        for rating, title in wording.RATING_LABELS.items()
    )
