"""From what was uploaded to what is kept: the type is sniffed, never believed; images are drawn anew.

Drawing an image anew drops EXIF (place and time of a private photo) and whatever else hides in the file: text
chunks, thumbnails, profiles, a second file behind the picture. PDFs are looked into and kept as they are
(desk.attachments.pdf says why).
"""

import io
import struct
import zlib
from dataclasses import dataclass

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from desk.attachments.pdf import check_pdf
from desk.errors import TooLarge, Unprocessable

MAX_PIXELS = 50_000_000  # a phone's 48-megapixel photo passes, a pixel bomb does not
MAX_SIDE = 65_000  # pixels; what a JPEG can hold, and longer than any screenshot
# What Pillow calls the file → how it is drawn anew. MPO is a phone's JPEG with more pictures behind the first
# (depth, preview); only the first is kept. Of anything animated, too.
FORMATS = {"JPEG": "JPEG", "MPO": "JPEG", "PNG": "PNG", "WEBP": "WEBP"}
MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
OPTIONS = {"JPEG": {"quality": 88}, "WEBP": {"quality": 88}, "PNG": {}}
PDF_MAGIC = b"%PDF-"
# Pillow's several ways of saying "damaged": its own, and those of the decoders and the metadata behind it.
DAMAGED = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    struct.error,
    zlib.error,
    KeyError,
    IndexError,
    TypeError,
    OverflowError,
    AttributeError,
)


class UnsupportedFile(Unprocessable):
    code, title = "unsupported_file", "只能发图片（JPG、PNG、WebP）或 PDF 文件"


class BrokenFile(Unprocessable):
    code, title = "broken_file", "这个文件打不开，请换一张再发"


class FileTooLarge(TooLarge):
    code, title = "file_too_large", "文件不能超过10MB，请压缩后再发"


class PictureTooLarge(TooLarge):
    code, title = "picture_too_large", "图片尺寸太大，请缩小后再发"


@dataclass(frozen=True)
class CleanFile:
    """What is kept."""

    media_type: str
    content: bytes


def sanitise(content: bytes, *, max_bytes: int) -> CleanFile:
    """Blocking. Raises FileTooLarge, PictureTooLarge, UnsupportedFile, BrokenFile, and what check_pdf raises."""
    if len(content) > max_bytes:
        raise FileTooLarge
    if content.startswith(PDF_MAGIC):
        check_pdf(content)
        return CleanFile("application/pdf", content)
    return _redraw(content)


def _redraw(content: bytes) -> CleanFile:
    try:
        # Opening reads the header alone. Pillow's own warning about size comes later than our limit.
        with Image.open(io.BytesIO(content), formats=list(MEDIA_TYPES)) as image:
            kind = FORMATS[str(image.format)]
            if image.width * image.height > MAX_PIXELS or max(image.size) > MAX_SIDE:
                raise PictureTooLarge
            out = io.BytesIO()
            _fresh(_in_srgb(ImageOps.exif_transpose(image)), kind).save(out, format=kind, **OPTIONS[kind])
    except Image.DecompressionBombError as error:
        raise PictureTooLarge from error
    except UnidentifiedImageError as error:
        raise UnsupportedFile from error
    except DAMAGED as error:
        raise BrokenFile(extra={"picture": type(error).__name__}) from error
    return CleanFile(MEDIA_TYPES[kind], out.getvalue())


def _in_srgb(image: Image.Image) -> Image.Image:
    """The same colours without the profile that told what they are: phones photograph in Display P3.

    A profile that cannot be used is passed over; so are those of greys and inks, where nothing is lost that a
    receipt needs.
    """
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "RGBA"):
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, *DAMAGED):
        return image
    return converted or image


def _fresh(image: Image.Image, kind: str) -> Image.Image:
    """A new image with these pixels and nothing else."""
    mode = "RGB" if kind == "JPEG" and image.mode not in ("RGB", "L") else image.mode
    fresh = Image.new(mode, image.size)
    fresh.paste(image.convert(mode) if image.mode != mode else image)
    if image.mode == "P" and (palette := image.getpalette()):
        fresh.putpalette(palette)
    return fresh
