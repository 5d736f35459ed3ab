"""A Chinese font for the rendered pictures: Debian's fonts-noto-cjk (`make test-tools` installs it)."""

import shutil
import subprocess
from functools import cache

from PIL import ImageFont

PATTERN = "Noto Sans CJK SC:style={style}"


class NoChineseFont(RuntimeError):
    """No font here draws Chinese."""


@cache
def _file(style: str) -> tuple[str, int]:
    """(file, index of the face in it). Raises NoChineseFont."""
    if shutil.which("fc-match") is None:
        raise NoChineseFont("fontconfig is not installed (make test-tools)")
    asked = ["fc-match", "-f", "%{file}\t%{index}\t%{lang}", PATTERN.format(style=style)]
    path, index, languages = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split(
        "\t"
    )
    if "zh" not in languages:
        raise NoChineseFont("fonts-noto-cjk is not installed (make test-tools)")
    return path, int(index) & 0xFFFF


@cache
def font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    path, index = _file("Bold" if bold else "Regular")
    return ImageFont.truetype(path, size, index=index)
