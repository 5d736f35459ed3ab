"""The questions of an update, composed of what is known."""

from actions import wording
from actions.progress.showing import yuan
from actions.say import Choice, Say
from actions.updates.update import (
    AGREEMENT,
    CASE,
    COMMENT,
    CONTACT,
    CONTENT,
    ENDING,
    RATING,
    REASON,
    WITHDRAWAL,
    Kind,
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
        case "update_contact" | "update_agreement" | "update_reason" | "update_ending":
            text, choices = _talk_text(asked, update), _talk_choices(asked)
            kind = "text" if asked == REASON else "choice"
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


TALK_TEXTS = {
    CONTACT: wording.CONTACT_ASK,
    AGREEMENT: wording.AGREEMENT_ASK,
    REASON: wording.REASON_ASK,
    ENDING: wording.ENDING_ASK,
}
TALK_CHOICES = {
    CONTACT: {
        "hidden": wording.CONTACT_HIDDEN,
        "shown": wording.CONTACT_SHOWN,
        "leave": wording.CONTACT_LEAVE,
    },
    AGREEMENT: {"yes": wording.AGREEMENT_YES, "no": wording.AGREEMENT_NO},
    REASON: {"none": wording.REASON_NONE, "leave": wording.REASON_LEAVE},
    ENDING: {"yes": wording.ENDING_YES, "no": wording.ENDING_NO},
}


def _talk_text(asked: str, update: Update) -> str:
    case = update.case
    terms, refund = (case.proposal.terms, case.proposal.refund_fen) if case.proposal else ("", 0)
    return TALK_TEXTS[asked].format(
        case_no=case.case_no, enterprise=case.enterprise, terms=terms, refund=yuan(refund)
    )


def _talk_choices(asked: str) -> tuple[Choice, ...]:
    return tuple(_choice(asked, title, value) for value, title in TALK_CHOICES[asked].items())


def _content_text(update: Update) -> str:
    ask, show = wording.ADD_ASK, wording.ADD_SUGGEST if update.suggested else wording.ADD_SHOW
    if update.kind is Kind.TELL:
        ask, show = wording.TELL_ASK, wording.TELL_SHOW
    if not update.has_content:
        return ask.format(case_no=update.case_no, enterprise=update.case.enterprise)
    lines = [wording.ADD_TEXT.format(text=line) for line in update.text.splitlines()]
    if update.files:
        lines.append(wording.ADD_FILES.format(count=len(update.files)))
    return show.format(case_no=update.case_no, enterprise=update.case.enterprise, lines="\n".join(lines))


def _content_choices(update: Update) -> tuple[Choice, ...]:
    send, leave = wording.ADD_SEND, wording.ADD_LEAVE
    if update.kind is Kind.TELL:
        send, leave = wording.TELL_SEND, wording.TELL_LEAVE
    sending = (_choice(CONTENT, send, "send"),) if update.has_content else ()
    return (*sending, _choice(CONTENT, leave, "leave"))


def _choice(slot: str, title: str, value: str) -> Choice:
    return Choice(title, f'/choose{{"slot": "{slot}", "value": "{value}"}}')
