"""Whether a PDF may be kept: it opens without a password, has pages, and does nothing when it is opened.

A PDF is kept byte for byte: an electronic invoice is signed, and drawing it anew would break the signature it
proves its worth with. So what a PDF says of its author stays in it, sealed like all evidence. Files embedded in
it stay, too: electronic invoices carry their data so (电子凭证会计数据标准). Scripts, programs to launch and
XFA forms are refused: no receipt needs them, and an officer opens what is kept here.
"""

import json
import subprocess
import sys
from pathlib import Path

from desk.errors import Unprocessable

ROOT = Path(__file__).parents[2]
CHILD = (sys.executable, "-m", "desk.attachments.pdf_child")
PATIENCE = 20.0  # seconds for one file, the start of the process included
MAX_PAGES = 300


class BrokenPdf(Unprocessable):
    code, title = "broken_pdf", "这个 PDF 打不开，请重新导出或拍照发来"


class LockedPdf(Unprocessable):
    code, title = "locked_pdf", "这个 PDF 有密码，请去掉密码或截图后再发"


class ActivePdf(Unprocessable):
    code, title = "active_pdf", "这个 PDF 带有脚本或程序，请打印成普通 PDF 或截图后再发"


class LongPdf(Unprocessable):
    code, title = "pdf_too_long", "这个 PDF 页数太多，请只发有关的几页"


def check_pdf(content: bytes) -> None:
    """Read it in a process of its own, without our keys and settings. Blocking.

    Raises BrokenPdf, LockedPdf, ActivePdf, LongPdf.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell
            CHILD, input=content, capture_output=True, timeout=PATIENCE, cwd=ROOT, env={}, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise BrokenPdf(extra={"pdf": "timeout"}) from error
    if done.returncode != 0:  # out of memory, out of time, or the parser itself fell over it
        raise BrokenPdf(extra={"pdf": f"exit_{done.returncode}"})
    found = json.loads(done.stdout)
    if found["locked"]:
        raise LockedPdf
    if not found["pages"]:
        raise BrokenPdf
    if found["active"]:
        raise ActivePdf(extra={"pdf": found["active"]})
    if found["pages"] > MAX_PAGES:
        raise LongPdf(extra={"pages": found["pages"]})
