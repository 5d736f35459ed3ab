"""Uploads drawn anew: what is kept shows the picture and nothing else."""

import contextlib
import io
import zlib
from typing import Any

import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

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


def test_a_second_file_behind_the_picture_does_not_stay() -> None:
    page = b"<html><script>alert(1)</script>PK\x05\x06" + b"\0" * 18
    for kind in ("JPEG", "PNG", "WEBP"):
        assert b"script" not in clean(picture(kind) + page).content


def test_text_and_other_chunks_do_not_stay() -> None:
    notes = PngInfo()
    notes.add_text("Author", SECRET)
    notes.add_itxt("XML:com.adobe.xmp", f"<x>{SECRET}</x>")
    notes.add(b"prVt", SECRET.encode())
    sent = picture("PNG", pnginfo=notes)
    assert SECRET.encode() in sent
    assert SECRET.encode() not in clean(sent).content
    sent = picture("JPEG", comment=SECRET.encode(), xmp=SECRET.encode())
    assert SECRET.encode() in sent
    assert SECRET.encode() not in clean(sent).content


def test_the_profile_goes_and_the_colours_stay() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for content in (profile, b"no profile at all", profile[:200]):
        kept = opened(clean(picture("PNG", icc_profile=content)))
        assert "icc_profile" not in kept.info
        assert kept.getpixel((5, 5)) == (255, 0, 0)


def test_a_wide_gamut_is_brought_to_the_usual_one() -> None:
    """A profile whose red and green change places shows that it was applied and not merely dropped."""
    swapped = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    swapped = swapped.replace(b"rXYZ", b"????").replace(b"gXYZ", b"rXYZ").replace(b"????", b"gXYZ")
    red, green, _blue = opened(clean(picture("PNG", icc_profile=bytes(swapped)))).getpixel((5, 5))  # type: ignore[misc]
    assert green > 200 > red


def test_orientation_that_is_nonsense_does_not_refuse_the_picture() -> None:
    for orientation in (0, 9, 255):
        assert opened(clean(picture("JPEG", exif=exif(orientation)))).size == (60, 40)


def test_camera_data_cut_short_is_dropped_or_refused_but_never_a_crash() -> None:
    whole = picture("JPEG", exif=exif(6))
    start = whole.index(b"Exif\0\0")
    for at in range(start + 6, start + 60):
        broken = whole[:at] + b"\xff" + whole[at + 1 :]
        try:
            assert opened(clean(broken)).size in ((60, 40), (40, 60))
        except (BrokenFile, UnsupportedFile):
            continue


def test_sixteen_bits_and_inks_keep_light_and_dark_apart() -> None:
    out = io.BytesIO()
    grey = Image.new("I;16", (8, 8), 60_000)
    grey.save(out, "PNG")
    assert opened(clean(out.getvalue())).getpixel((1, 1)) == 60_000
    inks = io.BytesIO()
    Image.new("CMYK", (8, 8), (0, 255, 255, 0)).save(inks, "JPEG")
    red, green, blue = opened(clean(inks.getvalue())).getpixel((1, 1))  # type: ignore[misc]
    assert red > 200
    assert max(green, blue) < 60


def test_a_line_of_pixels_longer_than_any_screenshot_is_refused() -> None:
    with pytest.raises(PictureTooLarge):
        clean(picture("PNG", "1", size=(70_000, 2)))


def test_a_compressed_note_that_unpacks_without_end_is_refused_or_dropped() -> None:
    notes = PngInfo()
    notes.add_text("Comment", "x" * 30_000_000, zip=True)
    sent = picture("PNG", pnginfo=notes)
    assert len(sent) < 100_000
    with contextlib.suppress(BrokenFile):
        assert len(clean(sent).content) < 1000


def test_dimensions_that_the_data_does_not_fill_are_refused() -> None:
    whole = picture("PNG", size=(10, 10))
    header = whole.index(b"IHDR")
    body = b"IHDR" + (5_000).to_bytes(4, "big") * 2 + whole[header + 12 : header + 17]
    lying = whole[:header] + body + zlib.crc32(body).to_bytes(4, "big") + whole[header + 21 :]
    with pytest.raises(BrokenFile):
        clean(lying)
