"""Preparing a stored picture for reading: bounded in size, evened in light, long screenshots cut into tiles."""

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

Pixels = NDArray[np.uint8]

LONGEST_SIDE = 1800  # pixels: small print of a receipt photographed whole is still 15 pixels high
LONG = 2.4  # height by width from which a picture is a long screenshot
SCREEN_WIDTH = 1080  # pixels; a phone's own width, so its text is not shrunk
SLIMMEST = 12  # long side by short side: beyond it nobody photographs a document
BROAD = 4  # long side by short side of what the detector may enlarge
DETECTED_SIDE = 736  # pixels of its short side to which rapidocr enlarges a picture
TILE, OVERLAP = 1600, 240  # pixels; no line of text is higher than half the overlap
MOST_TILES = 8  # of a screenshot over 11,000 pixels long the rest is not read
DIM = 150  # of 255: the brightest parts of a picture taken in the dark


@dataclass(frozen=True)
class Tile:
    """A strip of a picture. Of the lines found on it, those with their middle from `own_top` to `own_bottom`
    (pixels of the whole picture) are its own: the overlaps belong to the neighbour that shows them whole."""

    pixels: Pixels
    offset: int
    own_top: float
    own_bottom: float


def open_picture(content: bytes) -> Image.Image:
    """An RGB picture of bounded size; on white where it was transparent. Raises OSError, also for a mere strip."""
    with Image.open(io.BytesIO(content)) as opened:
        if max(opened.size) > SLIMMEST * min(opened.size):
            raise OSError(f"a strip of {opened.width} by {opened.height} pixels")
        if opened.format == "JPEG":
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # decodes a 48-megapixel photo at a fraction
        picture = _on_white(opened)
    width, height = picture.size
    is_long = height > LONG * width
    scale = min(1.0, SCREEN_WIDTH / width if is_long else LONGEST_SIDE / max(width, height))
    if scale < 1:
        size = max(1, round(width * scale)), max(1, round(height * scale))
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    return _lit(_padded(picture))


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in ("RGBA", "LA", "P", "PA"):
        layer = picture.convert("RGBA")
        white = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(white, layer).convert("RGB")
    return picture.convert("RGB")


def _padded(picture: Image.Image) -> Image.Image:
    """A strip on a broader white sheet: the detector enlarges the short side to 736 pixels, and the long side with it."""
    width, height = picture.size
    least = min(max(width, height) // BROAD, DETECTED_SIDE)
    if min(width, height) >= least:
        return picture
    sheet = Image.new("RGB", (max(width, least), max(height, least)), "white")
    sheet.paste(picture, (0, 0))
    return sheet


def _lit(picture: Image.Image) -> Image.Image:
    """A dark photo stretched to the full range; a well-lit one as it is."""
    histogram = picture.convert("L").histogram()
    needed, level = sum(histogram) * 0.97, 0
    while needed > 0:
        needed -= histogram[level]
        level += 1
    return ImageOps.autocontrast(picture, cutoff=(1, 1)) if level < DIM else picture


def to_pixels(picture: Image.Image) -> Pixels:
    """Height × width × 3 in OpenCV's order, blue first."""
    return np.ascontiguousarray(np.asarray(picture)[:, :, ::-1])


def tiles_of(pixels: Pixels) -> list[Tile]:
    """The whole picture, or the strips of a long one from the top."""
    height, width = pixels.shape[:2]
    if height <= LONG * width or height <= TILE:
        return [Tile(pixels, 0, 0, height)]
    tiles: list[Tile] = []
    start = 0
    while len(tiles) < MOST_TILES:
        end = min(start + TILE, height)
        last = end == height or len(tiles) + 1 == MOST_TILES
        own_top = start + OVERLAP / 2 if start else 0
        own_bottom = height if last else end - OVERLAP / 2
        tiles.append(Tile(pixels[start:end], start, own_top, own_bottom))
        if last:
            break
        start = end - OVERLAP
    return tiles
