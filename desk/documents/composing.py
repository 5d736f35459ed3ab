"""Documents composed from facts: which sentences and tables stand in which one. Pure."""

from collections.abc import Callable

import phonenumbers
from phonenumbers import PhoneNumberFormat

from desk.cases.states import GROUNDS as FITTING
from desk.cases.states import CaseEvent, Ground
from desk.documents import wording as w
from desk.documents.content import (
    Block,
    Choice,
    Choices,
    Closing,
    Document,
    Fact,
    Facts,
    Heading,
    Items,
    Lines,
    Paragraph,
    Signature,
    Signatures,
)
from desk.documents.errors import DocumentTooLong
from desk.documents.facts import DocumentFacts
from desk.documents.kinds import DocumentKind
from desk.documents.money import characters, figures

MOST_CHARACTERS = 40_000  # of all texts: the longest story, fifty joint complainants and every ground fit
CHINA = 86  # its calling code


def compose(kind: DocumentKind, facts: DocumentFacts) -> Document:
    """The document of this kind. Raises DocumentTooLong."""
    draft = kind is DocumentKind.AGREEMENT
    document = Document(
        kind=kind,
        title=w.TITLES[kind],
        agency=facts.agency,
        agency_open=w.AGENCY_OPEN,
        number=w.NUMBER_OPEN,
        case_no=facts.case_no,
        mark=w.DRAFT if draft else None,
        addressee=_addressee(kind, facts),
        blocks=BLOCKS[kind](facts),
        notes=(w.DRAFT_ONLY if draft else w.VALID_ONLY_SEALED, w.NOT_A_12315_NUMBER),
        footer=w.FOOTER.format(case_no=facts.case_no),
        made_at=facts.decided_at,
    )
    if len(str(document.plain())) > MOST_CHARACTERS:
        raise DocumentTooLong(extra={"kind": kind})
    return document


def _addressee(kind: DocumentKind, facts: DocumentFacts) -> str | None:
    """第二十三条 has both parties told that mediation ended; the draft speaks to nobody."""
    if kind is DocumentKind.AGREEMENT:
        return None
    names = [_complainants(facts)]
    if kind is DocumentKind.TERMINATION:
        names.append(_respondent(facts))
    return w.TO.format(names=w.SEPARATOR.join(names))


def _acceptance(facts: DocumentFacts) -> tuple[Block, ...]:
    by = facts.mediate_by
    mediation = w.ACCEPTED_MEDIATE_BY.format(by=w.day_text(by.day))
    if by.provisional:
        mediation += w.PROVISIONAL.format(year=by.day.year)
    return (
        Paragraph(w.ACCEPTED.format(**_dispute(facts))),
        Facts((*_people(facts), *_consumption(facts, in_own_words=True))),
        Heading(w.ACCEPTED_MEDIATION),
        Paragraph(mediation),
        Heading(w.ACCEPTED_RIGHTS),
        Paragraph(w.ACCEPTED_RIGHTS_TEXT),
        Heading(w.ACCEPTED_DUTIES),
        Paragraph(w.ACCEPTED_DUTIES_TEXT),
        Paragraph(w.HANDLER_OPEN, indent=False),
        _closing(facts),
    )


def _rejection(facts: DocumentFacts) -> tuple[Block, ...]:
    return (
        Paragraph(w.REJECTED.format(**_dispute(facts))),
        _choices(CaseEvent.REJECT, facts),
        *_reason(facts),
        Heading(w.OTHER_WAYS),
        Paragraph(w.REJECTED_WAYS),
        Items(w.WAYS),
        _closing(facts),
    )


def _termination(facts: DocumentFacts) -> tuple[Block, ...]:
    accepted = w.TERMINATED_ACCEPTED_UNKNOWN
    if facts.accepted_on is not None:
        accepted = w.TERMINATED_ACCEPTED.format(day=w.day_text(facts.accepted_on))
    return (
        Paragraph(
            w.TERMINATED.format(complainant=_complainants(facts), accepted=accepted, **_dispute(facts))
        ),
        _choices(CaseEvent.TERMINATE, facts),
        *_reason(facts),
        Heading(w.OTHER_WAYS),
        Paragraph(w.TERMINATED_WAYS),
        Paragraph(w.TERMINATED_LIABILITY),
        _closing(facts),
    )


def _agreement(facts: DocumentFacts) -> tuple[Block, ...]:
    terms: list[Block] = list(_story(facts.reason)) or [Lines(2)]
    if facts.recovered_fen:
        terms.append(Paragraph(w.AGREED_SUM.format(sum=_money_in_words(facts.recovered_fen))))
    return (
        Heading(w.AGREED_PARTIES),
        Facts(_parties(facts)),
        Heading(w.AGREED_DISPUTE),
        Paragraph(w.AGREED_DISPUTE_TEXT.format(received=w.day_text(facts.received_on))),
        Facts(_consumption(facts)),
        Heading(w.AGREED_TERMS),
        *terms,
        Paragraph(w.AGREED_OPEN),
        Lines(1),
        Heading(w.AGREED_EFFECT),
        Paragraph(w.AGREED_EFFECT_TEXT.format(rules=w.THE_RULES)),
        Signatures(tuple(Signature(label, w.DATE_OPEN) for label in w.SIGNATURES)),
    )


BLOCKS: dict[DocumentKind, Callable[[DocumentFacts], tuple[Block, ...]]] = {
    DocumentKind.ACCEPTANCE: _acceptance,
    DocumentKind.REJECTION: _rejection,
    DocumentKind.TERMINATION: _termination,
    DocumentKind.AGREEMENT: _agreement,
}


def _dispute(facts: DocumentFacts) -> dict[str, str]:
    return {
        "received": w.day_text(facts.received_on),
        "respondent": _respondent(facts),
        "decided": w.day_text(facts.decided_on),
        "rules": w.THE_RULES,
    }


def _choices(event: CaseEvent, facts: DocumentFacts) -> Choices:
    fitting = [ground for ground in Ground if ground in FITTING[event]]
    return Choices(tuple(Choice(*w.GROUNDS[ground], ticked=ground in facts.grounds) for ground in fitting))


def _reason(facts: DocumentFacts) -> tuple[Block, ...]:
    """第十五条: the reason is told. Where the officer wrote none, there is room for it."""
    said = _story(facts.reason)
    return (Heading(w.REASON), *(said or (Paragraph(w.REASON_OPEN, indent=False), Lines(2))))


def _story(text: str | None) -> tuple[Block, ...]:
    return tuple(Paragraph(line.strip()) for line in (text or "").splitlines() if line.strip())


def _closing(facts: DocumentFacts) -> Closing:
    return Closing(facts.agency, w.SEAL, w.day_text(facts.decided_on))


def _complainants(facts: DocumentFacts) -> str:
    if not facts.joint:
        return facts.complainant.name
    return w.JOINT.format(name=facts.complainant.name, count=len(facts.joint) + 1)


def _respondent(facts: DocumentFacts) -> str:
    """With the shop where it is known by one: the licence's name alone may tell the consumer nothing."""
    shop = w.SHOP.format(shop=facts.respondent_shop) if facts.respondent_shop else ""
    place = f"{facts.respondent_platform or ''}{shop}"
    return w.ON_PLATFORM.format(name=facts.respondent_name, place=place) if place else facts.respondent_name


def _people(facts: DocumentFacts) -> tuple[Fact, ...]:
    """Who it is about, by name alone: the letter may be read by others at the same address."""
    agent = () if facts.agent is None else (Fact(w.AGENT_LABEL, facts.agent.name),)
    return (
        Fact(w.COMPLAINANT, _complainants(facts)),
        *agent,
        Fact(w.RESPONDENT, _respondent(facts)),
    )


def _parties(facts: DocumentFacts) -> tuple[Fact, ...]:
    """Both parties as an agreement names them; what is not known is left open."""
    person, statement = facts.complainant, facts.statement
    rows = [
        Fact(w.COMPLAINANT, person.name),
        Fact(w.PHONE, _phone(person.phone)),
        Fact(w.ADDRESS, person.address),
    ]
    if facts.joint:
        rows.append(Fact(w.JOINT_LABEL, w.SEPARATOR.join(one.name for one in facts.joint)))
    if facts.agent is not None:
        rows += [Fact(w.AGENT_LABEL, facts.agent.name), Fact(w.PHONE, _phone(facts.agent.phone))]
    rows += [
        Fact(w.RESPONDENT, _respondent(facts)),
        Fact(w.RESPONDENT_ADDRESS, facts.respondent_address),
        Fact(w.CONTACT, statement.respondent_contact),
        Fact(w.PHONE, statement.respondent_phone),
    ]
    return tuple(rows)


def _consumption(facts: DocumentFacts, *, in_own_words: bool = False) -> tuple[Fact, ...]:
    """What was bought and what is asked for; what was not told is left out.

    in_own_words: with the consumer's words for it, which belong in a letter to them and in no agreement.
    """
    bought = {
        w.PRODUCT: facts.product,
        w.PURCHASED_ON: facts.purchased_on and w.partial_day_text(facts.purchased_on),
        w.PAID: None if facts.amount_fen is None else w.MONEY.format(figures=figures(facts.amount_fen)),
        w.ORDER_NO: facts.statement.order_no,
        w.DEMANDS_LABEL: _demands(facts, in_own_words=in_own_words),
    }
    return tuple(Fact(label, value) for label, value in bought.items() if value)


def _demands(facts: DocumentFacts, *, in_own_words: bool) -> str:
    asked = w.SEPARATOR.join(w.DEMANDS[demand] for demand in facts.demands)
    words = facts.statement.demand_text if in_own_words else None
    return w.DEMAND_IN_WORDS.format(demands=asked, words=words) if words else asked


def _money_in_words(fen: int) -> str:
    return w.MONEY_IN_WORDS.format(figures=figures(fen), characters=characters(fen))


def _phone(phone: str) -> str:
    """A Chinese number as it is dialled at home: 0431 8899 0011."""
    number = phonenumbers.parse(phone, None)
    abroad = number.country_code != CHINA
    style = PhoneNumberFormat.INTERNATIONAL if abroad else PhoneNumberFormat.NATIONAL
    return phonenumbers.format_number(number, style)
