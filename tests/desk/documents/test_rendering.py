"""Documents as people get them: read back from the page and from the PDF, whatever was written into them."""

import re
from dataclasses import replace

import pypdfium2
import pytest
from markupsafe import escape

from desk.cases.sealing import Person
from desk.documents.html import content_security_policy, render_html
from desk.documents.kinds import DocumentKind
from desk.documents.pdf import render_pdf
from desk.documents.wording import DRAFT, TITLES, WAYS
from tests.desk.documents.paper import document, pages_of, text_of

KINDS = pytest.mark.parametrize("kind", list(DocumentKind))
SCRIPT = "<script>alert(1)</script>"
HOSTILE = [
    SCRIPT,
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }} {% for x in y %}",
    '#import "@preview/x:0.1.0": * #read("/etc/passwd")',
    "#set page(fill: red) #pagebreak() = 标题 $x^2$ *粗* _斜_ `code` \\ @ref <label> // no /* comment */",
    "</style><style>*{display:none}",
    '\\u{0} \\" ] ) } ;',
]


@KINDS
def test_page_and_pdf_say_the_same(kind: DocumentKind) -> None:
    made = document(kind)
    page, pdf = render_html(made).decode(), text_of(render_pdf(made))
    for words in (TITLES[kind], "长春市南关区市场监督管理局", "好运电器行", "XB7K3M9TXA", "《办法》"):
        assert words in page
        assert words in pdf
    if kind is not DocumentKind.ACCEPTANCE:
        assert "理由在这里" in page
        assert "理由在这里" in pdf


@KINDS
def test_short_letter_is_one_sheet_of_a4(kind: DocumentKind) -> None:
    pdf = render_pdf(document(kind))
    assert pages_of(pdf) == (2 if kind is DocumentKind.AGREEMENT else 1)
    with pypdfium2.PdfDocument(pdf) as opened:
        assert [round(side) for side in opened[0].get_size()] == [595, 842]


def test_clock_that_counts_microseconds_is_no_reason_to_have_no_document() -> None:
    made = document(DocumentKind.ACCEPTANCE)
    by_the_wall = replace(made, made_at=made.made_at.replace(microsecond=123_456))
    assert TITLES[DocumentKind.ACCEPTANCE] in text_of(render_pdf(by_the_wall))


def test_draft_is_marked_on_every_page() -> None:
    pdf = render_pdf(document(DocumentKind.AGREEMENT))
    with pypdfium2.PdfDocument(pdf) as opened:
        marks = [DRAFT in "".join(page.get_textpage().get_text_bounded().split()) for page in opened]
    assert marks == [True, True]
    assert f">{DRAFT}<" in render_html(document(DocumentKind.AGREEMENT)).decode()


def test_no_page_holds_signatures_without_words_above_them() -> None:
    with pypdfium2.PdfDocument(render_pdf(document(DocumentKind.AGREEMENT))) as opened:
        last = "".join(opened[len(opened) - 1].get_textpage().get_text_bounded().split())
    assert "四、效力" in last
    assert "被投诉人（签字或者盖章）" in last


def test_ticks_show_in_both() -> None:
    made = document(DocumentKind.REJECTION)
    assert text_of(render_pdf(made)).count("√") == 1
    page = render_html(made).decode()
    assert page.count('<li class="ticked">') == 1
    assert all(way in page for way in WAYS)


def test_pdf_is_tagged_titled_made_to_be_kept_and_the_same_each_time() -> None:
    made = document(DocumentKind.REJECTION)
    pdf = render_pdf(made)
    assert pdf == render_pdf(made)
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    with pypdfium2.PdfDocument(pdf) as opened:
        assert opened.get_metadata_dict()["Title"] == "投诉不予受理告知书 XB7K3M9TXA"
        assert opened.is_tagged()


@KINDS
@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_people_write_is_never_markup(kind: DocumentKind, hostile: str) -> None:
    made = document(kind, reason=hostile, respondent_name=hostile, product=hostile, agency=hostile)
    page = render_html(made).decode()
    assert str(escape(hostile)) in page
    assert not re.findall(r"<(script|img)", page)
    assert page.count("<style>") == page.count("</style>") == 1
    assert "".join(hostile.split()) in text_of(render_pdf(made))


@KINDS
def test_very_long_names_and_reasons_stay_on_the_page(kind: DocumentKind) -> None:
    long = {"respondent_name": "W" * 200, "reason": "理由" * 2_500, "product": "https://例/" + "a" * 190}
    pdf = render_pdf(document(kind, **long))
    if kind is not DocumentKind.ACCEPTANCE:
        assert pages_of(pdf) > 2
        assert text_of(pdf).count("理由") >= 2_400  # a word may be parted between pages
    with pypdfium2.PdfDocument(pdf) as opened:
        for page in opened:
            width, _ = page.get_size()
            text = page.get_textpage()
            rights = [text.get_charbox(number)[2] for number in range(text.count_chars())]
            assert max(rights) < width - 50  # the right margin is 68 points
    assert render_html(document(kind, **long))


def test_fifty_joint_complainants_fit() -> None:
    joint = tuple(Person(f"投诉人{number:02}号" * 10, "+8613900000000", "某地") for number in range(50))
    assert pages_of(render_pdf(document(DocumentKind.AGREEMENT, joint=joint))) >= 2


def test_character_that_our_fonts_lack_is_no_reason_to_have_no_document() -> None:
    pdf = render_pdf(document(DocumentKind.REJECTION, reason="好评😀，\U00030000字"))
    assert b"pdfaid" not in pdf
    assert "好评" in text_of(pdf)


def test_policy_lets_nothing_but_the_own_style_in() -> None:
    policy = content_security_policy()
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "sha256-" in policy
