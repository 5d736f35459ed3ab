"""Facts with defaults, and reading a rendered document back."""

import dataclasses
import datetime as dt
from typing import Any

import pypdfium2

from desk.calendar import LegalDate
from desk.cases.content import Demand
from desk.cases.sealing import Person, Statement
from desk.cases.states import Ground
from desk.documents.composing import compose
from desk.documents.content import Document
from desk.documents.facts import DocumentFacts
from desk.documents.kinds import DocumentKind

FACTS = DocumentFacts(
    case_no="XB7K3M9TXA",
    agency="长春市南关区市场监督管理局",
    complainant=Person("欧阳明", "+8613912345678", "长春市朝阳区同志街100号3单元"),
    joint=(),
    agent=None,
    respondent_name="好运电器行",
    respondent_address="长春市南关区大经路9号",
    respondent_platform=None,
    respondent_shop=None,
    statement=Statement("不加热", "退钱，赔路费", "E2026100200001", None, None, "店长老周", "0431-88990011"),
    product="电饭煲",
    purchased_on="2026-10-02",
    amount_fen=39_900,
    demands=(Demand.REFUND, Demand.COMPENSATE),
    received_on=dt.date(2026, 11, 20),
    accepted_on=dt.date(2026, 11, 25),
    decided_on=dt.date(2026, 11, 25),
    decided_at=dt.datetime(2026, 11, 25, 3, tzinfo=dt.UTC),
    grounds=frozenset(),
    reason="理由在这里",
    recovered_fen=None,
    mediate_by=LegalDate(dt.date(2027, 1, 24), provisional=True),
)

GROUNDS = {
    DocumentKind.REJECTION: frozenset({Ground.OLDER_THAN_THREE_YEARS}),
    DocumentKind.TERMINATION: frozenset({Ground.SIXTY_DAYS_OVER}),
}


def document(kind: DocumentKind, **changes: Any) -> Document:
    """A document of invented facts; what matters to the test is changed."""
    told = {"grounds": GROUNDS.get(kind, frozenset()), **changes}
    return compose(kind, dataclasses.replace(FACTS, **told))


def text_of(pdf: bytes) -> str:
    """Everything on its pages, without breaks and blanks: lines break where the page ends, not where words do."""
    with pypdfium2.PdfDocument(pdf) as opened:
        said = "".join(page.get_textpage().get_text_bounded() for page in opened)
    return "".join(said.split()).replace("\ufffe", "").replace("\u200b", "")


def pages_of(pdf: bytes) -> int:
    with pypdfium2.PdfDocument(pdf) as opened:
        return len(opened)
