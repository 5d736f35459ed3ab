"""Pages of a PDF as pictures, for staff to look at: no PDF reader of a browser, and no script of a file, comes near them.

Drawn one page at a time by a process without our keys and settings (desk.attachments.pdf_draw), as a PDF is looked into.
"""

import subprocess
import sys

from desk.attachments.pdf import PATIENCE, ROOT, BrokenPdf
from desk.errors import NotFound

CHILD = (sys.executable, "-m", "desk.attachments.pdf_draw")
NO_SUCH_PAGE = 3  # exit code


class PageMissing(NotFound):
    code, title = "pdf_page_missing", "这个文件没有这一页"


def count_pages(content: bytes) -> int:
    """Blocking. Raises BrokenPdf."""
    return int(_run(content, "0"))


def draw_page(content: bytes, number: int) -> bytes:
    """A PNG of the page, from 1. Blocking. Raises BrokenPdf, PageMissing."""
    return _run(content, str(number))


def _run(content: bytes, argument: str) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell
            (*CHILD, argument),
            input=content,
            capture_output=True,
            timeout=PATIENCE,
            cwd=ROOT,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise BrokenPdf(extra={"pdf": "timeout"}) from error
    if done.returncode == NO_SUCH_PAGE:
        raise PageMissing
    if done.returncode != 0:
        raise BrokenPdf(extra={"pdf": f"exit_{done.returncode}"})
    return done.stdout
