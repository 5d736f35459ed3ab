"""Uploads drawn anew: what is kept shows the picture and nothing else."""

import io
from typing import Any

import pytest
from PIL import Image

from desk.attachments.sanitise import (
    BrokenFile,
    CleanFile,
    FileTooLarge,
    PictureTooLarge,
    UnsupportedFile,
    sanitise,
)

LIMIT = 10 * 2**20  # bytes
SECRET = "Tongzhi Street 100"


def picture(kind: str, mode: str = "RGB", size: tuple[int, int] = (60, 40), **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 1 if mode == "P" else "red").save(out, kind, **options)
    return out.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    made = Image.Exif()
    made[0x010E], made[0x0112] = SECRET, orientation  # ImageDescription, Orientation
    return made


def clean(content: bytes) -> CleanFile:
    return sanitise(content, max_bytes=LIMIT)


def opened(kept: CleanFile) -> Image.Image:
    image = Image.open(io.BytesIO(kept.content))
    image.load()
    return image


@pytest.mark.parametrize(
    ("kind", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")]
)
def test_a_picture_keeps_its_kind_and_loses_what_the_camera_wrote(kind: str, media_type: str) -> None:
    sent = picture(kind, exif=exif())
    assert Image.open(io.BytesIO(sent)).getexif()[0x010E] == SECRET
    kept = clean(sent)
    assert kept.media_type == media_type
    assert not opened(kept).getexif()
    assert SECRET.encode() not in kept.content
    assert opened(kept).format == kind


def test_a_picture_taken_sideways_stands_upright() -> None:
    assert opened(clean(picture("JPEG", exif=exif(orientation=6)))).size == (40, 60)


def test_a_phones_picture_in_several_parts_is_kept_as_its_first() -> None:
    out = io.BytesIO()
    second = Image.new("RGB", (60, 40), "blue")
    Image.new("RGB", (60, 40), "red").save(out, "MPO", save_all=True, append_images=[second])
    assert Image.open(io.BytesIO(out.getvalue())).format == "MPO"
    kept = clean(out.getvalue())
    image = opened(kept)
    assert (kept.media_type, image.format, getattr(image, "n_frames", 1)) == ("image/jpeg", "JPEG", 1)
    red, _green, blue = image.getpixel((5, 5))  # type: ignore[misc]
    assert red > 200 > 50 > blue


@pytest.mark.parametrize("options", [{}, {"transparency": 0}])
def test_a_picture_with_a_palette_keeps_its_colours(options: dict[str, Any]) -> None:
    image = Image.new("P", (8, 8), 1)
    image.putpalette([0, 0, 0, 200, 10, 30] + [0] * 762)
    out = io.BytesIO()
    image.save(out, "PNG", **options)
    assert opened(clean(out.getvalue())).convert("RGB").getpixel((3, 3)) == (200, 10, 30)


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "1"), ("PNG", "L"), ("PNG", "LA"), ("PNG", "RGBA"), ("PNG", "I;16"), ("WEBP", "RGBA")],
)  # fmt: skip
def test_each_way_of_holding_colours_is_taken(kind: str, mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (60, 40)).save(out, kind)
    assert opened(clean(out.getvalue())).size == (60, 40)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_something_animated_the_first_picture_is_kept(kind: str) -> None:
    more = [Image.new("RGB", (60, 40), colour) for colour in ("blue", "green")]
    kept = clean(picture(kind, save_all=True, append_images=more))
    assert getattr(opened(kept), "n_frames", 1) == 1


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_cut_short_is_refused(kind: str) -> None:
    whole = picture(kind, size=(400, 400))
    with pytest.raises((BrokenFile, UnsupportedFile)):
        clean(whole[: len(whole) // 2])


def test_a_small_file_that_unpacks_to_too_many_pixels_is_refused() -> None:
    bomb = picture("PNG", mode="1", size=(9_000, 9_000))
    assert len(bomb) < 100_000
    with pytest.raises(PictureTooLarge):
        clean(bomb)


@pytest.mark.parametrize(
    "content", [b"just text", b"<svg/>", b"GIF89a", b"", b"MZ\x90\x00", picture("GIF", "P")]
)
def test_other_files_are_refused(content: bytes) -> None:
    with pytest.raises(UnsupportedFile):
        clean(content)


def test_a_file_above_the_limit_is_refused_before_it_is_opened() -> None:
    with pytest.raises(FileTooLarge):
        sanitise(b"x" * 11, max_bytes=10)


def test_a_pdf_is_kept_as_it_is() -> None:
    assert clean(b"%PDF-1.7 x") == CleanFile("application/pdf", b"%PDF-1.7 x")
