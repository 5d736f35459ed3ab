"""PDFs: kept as they are when they are papers, refused when they are broken, locked or programs."""

import os

import pytest

from desk.attachments import pdf as rules
from desk.attachments.pdf import ActivePdf, BrokenPdf, LockedPdf, LongPdf
from desk.attachments.sanitise import CleanFile, UnsupportedFile, sanitise
from desk.errors import DeskError
from tests.desk.attachments.pdfs import LOCKED, SCRIPT, pdf, stream

LIMIT = 10 * 2**20


def clean(content: bytes) -> CleanFile:
    return sanitise(content, max_bytes=LIMIT)


def test_a_pdf_is_kept_byte_for_byte() -> None:
    content = pdf()
    assert clean(content) == CleanFile("application/pdf", content)


def test_embedded_files_stay_because_electronic_invoices_carry_their_data_so() -> None:
    spec = b"<</Type/Filespec/F(invoice.xml)/EF<</F 5 0 R>>>>"
    content = pdf(
        b"/Names<</EmbeddedFiles<</Names[(invoice.xml) 4 0 R]>>>>",
        spec,
        stream(b"/Type/EmbeddedFile", b"<x/>"),
    )
    assert clean(content).content == content


def test_random_bytes_in_a_picture_are_no_script() -> None:
    picture = b"<</Type/XObject/Length 30>>\nstream\n\x00/JS \x01/Launch \x02/JavaScript \nendstream"
    clean(pdf(b"", picture))


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7 x", b"%PDF-", b"%PDF-1.7\n%%EOF", b"%PDF-1.7" + os.urandom(5000), pdf()[:120]],
    ids=["word", "header", "nothing", "noise", "cut"],
)
def test_what_cannot_be_opened_is_refused(content: bytes) -> None:
    with pytest.raises(BrokenPdf):
        clean(content)


def test_what_needs_a_password_is_refused_with_a_word_about_it() -> None:
    with pytest.raises(LockedPdf):
        clean(LOCKED)


@pytest.mark.parametrize(
    "content",
    [
        pdf(b"/OpenAction 4 0 R", SCRIPT),
        pdf(b"/Names<</JavaScript<</Names[(a) 4 0 R]>>>>", SCRIPT),
        pdf(b"", SCRIPT, page=b"/AA<</O 4 0 R>>"),
        pdf(b"/OpenAction 4 0 R", b"<</S/J#61vaScript/J#53(1)>>"),
        pdf(b"/OpenAction<</S/Launch/F(cmd.exe)>>"),
        pdf(b"/AcroForm<</Fields[]/XFA 4 0 R>>", stream(b"", b"<xdp/>")),
        pdf(b"", stream(b"/Type/ObjStm/N 1/First 4", b"9 0 " + SCRIPT)),
    ],
    ids=["opened", "named", "page", "spelled", "launch", "xfa", "packed"],
)
def test_what_would_run_something_is_refused(content: bytes) -> None:
    with pytest.raises(ActivePdf):
        clean(content)


def test_a_book_is_refused() -> None:
    pages = rules.MAX_PAGES + 1
    with pytest.raises(LongPdf):
        clean(pdf(kids=b"[" + b"3 0 R " * pages + b"]").replace(b"/Count 1", b"/Count %d" % pages))


def test_a_pdf_behind_something_else_is_no_pdf() -> None:
    with pytest.raises(UnsupportedFile):
        clean(b"<script>1</script>" + pdf())


def test_an_object_stream_that_unpacks_without_end_costs_little() -> None:
    bomb = stream(b"/Type/ObjStm/N 1/First 4", b"\0" * 200 * 2**20)
    assert len(bomb) < 2**20
    with_bomb = pdf(b"", bomb)
    assert clean(with_bomb).content == with_bomb


def test_a_parser_that_falls_over_means_a_broken_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "CHILD", (rules.sys.executable, "-c", "import os; os.abort()"))
    with pytest.raises(BrokenPdf):
        clean(pdf())
    monkeypatch.setattr(rules, "CHILD", (rules.sys.executable, "-c", "import time; time.sleep(60)"))
    monkeypatch.setattr(rules, "PATIENCE", 0.3)
    with pytest.raises(BrokenPdf):
        clean(pdf())


def test_each_refusal_is_told_in_words() -> None:
    refusals: list[type[DeskError]] = [BrokenPdf, LockedPdf, ActivePdf, LongPdf]
    assert len({refusal.code for refusal in refusals}) == len(refusals)
    assert all("PDF" in refusal.title for refusal in refusals)
