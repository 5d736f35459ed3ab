"""Uploads that somebody bent: a refusal that says why, or a clean file that shows a picture and nothing else."""

import contextlib
import io
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from desk.attachments.pdf_child import active, look_into
from desk.attachments.sanitise import MAX_PIXELS, CleanFile, sanitise
from desk.errors import TooLarge, Unprocessable
from desk.web.spreadsheets import STARTS_FORMULA, csv_text
from tests.desk.attachments.pdfs import LOCKED, SCRIPT, pdf, stream
from tests.desk.attachments.test_sanitise import exif
from tests.fuzz.profile import examples, fuzzed

LIMIT = 2**20  # bytes
SECRET = b"SECRET-PLACE"


def drawn(kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture = Image.linear_gradient("L").resize((24, 16)).convert("RGB")
    picture.save(out, kind, exif=exif(6), **options)
    return out.getvalue()


PICTURES = [
    drawn("JPEG"),
    drawn("JPEG", progressive=True),
    drawn("PNG"),
    drawn("WEBP"),
    drawn("WEBP", lossless=True),
]
OTHERS = [b"GIF89a" + b"\0" * 40, b"BM" + b"\0" * 60, b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"PK\3\4" + b"\0" * 40, b"%!PS-Adobe",
          b"II*\0" + b"\0" * 40, b"RIFF\xff\xff\xff\xffWEBPVP8X", b"\xff\xd8\xff\xe1\xff\xff", b"\0\0\0\x0cftypavif"]  # fmt: skip
PDFS = [
    pdf(),
    pdf(b"/OpenAction 4 0 R", SCRIPT),
    LOCKED,
    pdf(b"", stream(b"/Type/ObjStm/N 1/First 4", b"5 0 <</S/Launch>>")),
]


@st.composite
def bent(draw: st.DrawFn, originals: list[bytes]) -> bytes:
    """One of them with bytes changed, cut out, doubled or appended."""
    content = bytearray(draw(st.sampled_from(originals)))
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, max(len(content) - 1, 0)))
        match draw(st.integers(0, 3)):
            case 0 if content:
                content[place] = draw(st.integers(0, 255))
            case 1:
                del content[place : place + draw(st.integers(1, 64))]
            case 2:
                content[place:place] = content[place : place + draw(st.integers(1, 64))]
            case _:
                content[place:place] = draw(st.binary(max_size=8)) + SECRET
    return bytes(content)


def kept(content: bytes) -> CleanFile | None:
    """What is kept of it; None where it was refused as what it is: too large, or unusable."""
    try:
        return sanitise(content, max_bytes=LIMIT)
    except (TooLarge, Unprocessable):
        return None


@examples(300)
@given(
    st.one_of(bent(PICTURES), bent(OTHERS), st.binary(max_size=200)).filter(
        lambda raw: not raw.startswith(b"%PDF-")
    )
)
def test_a_bent_picture_is_refused_or_drawn_anew(content: bytes) -> None:
    clean = kept(content)
    if clean is None:
        return
    assert clean.media_type in ("image/jpeg", "image/png", "image/webp")
    assert SECRET not in clean.content
    with Image.open(io.BytesIO(clean.content)) as again:
        again.load()
        assert again.width * again.height <= MAX_PIXELS
        assert not again.getexif()


def test_the_pictures_that_are_bent_are_kept_when_they_are_whole() -> None:
    assert all(kept(content) for content in PICTURES)
    assert not any(kept(content) for content in OTHERS)


@fuzzed
@given(st.one_of(bent(PDFS), st.binary(max_size=200).map(lambda raw: b"%PDF-1.7\n" + raw)))
def test_looking_for_what_a_pdf_would_do_ends_with_an_answer(content: bytes) -> None:
    assert active(content) <= {"JavaScript", "JS", "Launch", "RichMedia", "XFA", "ImportData", "SubmitForm"}


@examples(8)  # each a process of its own
@given(bent(PDFS))
def test_a_bent_pdf_is_refused_or_kept_byte_for_byte(content: bytes) -> None:
    clean = kept(content)
    if clean is not None and clean.media_type == "application/pdf":
        assert clean.content == content
        assert look_into(content)["active"] == []


@pytest.mark.parametrize("side", [50_000, 65_500, 2**31 - 1])
def test_a_picture_bomb_is_refused_before_it_is_unpacked(side: int) -> None:
    head = b"IHDR" + side.to_bytes(4) + side.to_bytes(4) + b"\x08\x02\0\0\0"
    bomb = b"\x89PNG\r\n\x1a\n" + (13).to_bytes(4) + head + zlib.crc32(head).to_bytes(4)
    packed = b"IDAT" + zlib.compress(b"\0" * 10**6)
    bomb += (len(packed) - 4).to_bytes(4) + packed + zlib.crc32(packed).to_bytes(4)
    assert kept(bomb) is None


@fuzzed
@given(st.lists(st.one_of(st.text(max_size=20), st.integers(), st.none()), max_size=5))
def test_no_cell_of_a_table_is_calculated(cells: list[str | int | None]) -> None:
    with contextlib.suppress(UnicodeEncodeError):
        csv_text(["a"], [cells]).encode()
    for cell in cells:
        if isinstance(cell, str) and cell.startswith(STARTS_FORMULA):
            assert f"'{cell[0]}" in csv_text(["a"], [[cell]])
