"""The questions of an update, composed of what is known."""

from actions import wording
from actions.say import Choice, Say
from actions.updates.update import (
    CASE,
    COMMENT,
    CONTENT,
    RATING,
    WITHDRAWAL,
    Offered,
    Update,
)


def question(asked: str, update: Update) -> Say:
    """What is said to ask for `asked`."""
    match asked:
        case "update_case":
            text = wording.WHICH_CASE[update.kind.value]
            choices = tuple(_choice(CASE, case_title(case), case.case_no) for case in update.cases)
            kind = "choice"
        case "update_content":
            text, choices, kind = _content_text(update), _content_choices(update), "text"
        case "update_withdrawal":
            text = wording.WITHDRAW_ASK.format(case_no=update.case_no)
            choices = (
                _choice(WITHDRAWAL, wording.WITHDRAW_YES, "yes"),
                _choice(WITHDRAWAL, wording.WITHDRAW_NO, "no"),
            )
            kind = "choice"
        case "update_rating":
            text = wording.RATE_ASK.format(case_no=update.case_no)
            choices = tuple(
                _choice(RATING, title, str(rating)) for rating, title in wording.RATING_LABELS.items()
            )
            kind = "choice"
        case _:
            text = wording.COMMENT_ASK.format(rating=wording.RATING_LABELS[update.rating or 0])
            choices, kind = (_choice(COMMENT, wording.COMMENT_NONE, "none"),), "text"
    return Say(text=text, choices=choices, custom={"expects": {"slot": asked, "kind": kind}})


def case_title(case: Offered) -> str:
    """A button's words for a case: its number, and by what one knows it again."""
    if case.awaits_material:
        return wording.CASE_CHOICE_AWAITS.format(case_no=case.case_no)
    if not case.respondent:
        return case.case_no
    shown = case.respondent[: wording.RESPONDENT_SHOWN]
    return wording.CASE_CHOICE.format(case_no=case.case_no, respondent=shown)


def _content_text(update: Update) -> str:
    if not update.has_content:
        return wording.ADD_ASK.format(case_no=update.case_no)
    lines = [wording.ADD_TEXT.format(text=line) for line in update.text.splitlines()]
    if update.files:
        lines.append(wording.ADD_FILES.format(count=len(update.files)))
    return wording.ADD_SHOW.format(case_no=update.case_no, lines="\n".join(lines))


def _content_choices(update: Update) -> tuple[Choice, ...]:
    send = (_choice(CONTENT, wording.ADD_SEND, "send"),) if update.has_content else ()
    return (*send, _choice(CONTENT, wording.ADD_LEAVE, "leave"))


def _choice(slot: str, title: str, value: str) -> Choice:
    return Choice(title, f'/choose{{"slot": "{slot}", "value": "{value}"}}')
