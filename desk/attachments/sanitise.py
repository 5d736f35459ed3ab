"""From what was uploaded to what is kept: the type is sniffed, never believed; images are drawn anew.

Drawing an image anew drops EXIF (place and time of a private photo) and whatever else hides in the file.
"""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from desk.errors import TooLarge, Unprocessable

MAX_PIXELS = 50_000_000  # a phone's 48-megapixel photo passes, a pixel bomb does not
# What Pillow calls the file → how it is drawn anew. MPO is a phone's JPEG with more pictures behind the first
# (depth, preview); only the first is kept. Of anything animated, too.
FORMATS = {"JPEG": "JPEG", "MPO": "JPEG", "PNG": "PNG", "WEBP": "WEBP"}
MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
PDF_MAGIC = b"%PDF-"


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
    """Raises FileTooLarge, PictureTooLarge, UnsupportedFile, BrokenFile."""
    if len(content) > max_bytes:
        raise FileTooLarge
    if content.startswith(PDF_MAGIC):
        return CleanFile("application/pdf", content)
    return _redraw(content)


def _redraw(content: bytes) -> CleanFile:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=list(MEDIA_TYPES)) as image:
                kind = FORMATS[str(image.format)]
                if image.width * image.height > MAX_PIXELS:
                    raise PictureTooLarge
                upright = ImageOps.exif_transpose(image)
                out = io.BytesIO()
                mode = "RGB" if kind == "JPEG" and upright.mode not in ("RGB", "L") else upright.mode
                fresh = Image.new(mode, upright.size)
                fresh.paste(upright.convert(mode) if upright.mode != mode else upright)
                if upright.mode == "P" and (palette := upright.getpalette()):
                    fresh.putpalette(palette)
                fresh.save(out, format=kind, **({"quality": 88} if kind != "PNG" else {}))
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise PictureTooLarge from error
    except UnidentifiedImageError as error:
        raise UnsupportedFile from error
    except (OSError, ValueError, SyntaxError) as error:  # Pillow's several ways of saying "damaged"
        raise BrokenFile from error
    return CleanFile(MEDIA_TYPES[kind], out.getvalue())
