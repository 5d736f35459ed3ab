"""Pictures small enough for the repository: few colours, and no taller than somebody scrolls through."""

import io
from pathlib import Path

from PIL import Image

MOST = 110_000  # bytes
COLOURS = (96, 64, 40, 24)
TALLEST = 1_700  # pixels; what is longer is cut


def save_small(png: bytes, path: Path) -> None:
    """With as many colours as fit. Flat surfaces stay flat: no dithering."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for colours in COLOURS:
        out = io.BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() <= MOST:
            break
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(out.getvalue())
