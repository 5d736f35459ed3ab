"""Documents as PDF, set by Typst from one template; what people wrote goes in as JSON, never as source."""

import datetime as dt
import json
import logging
from functools import cache
from pathlib import Path
from typing import Literal

import pylopdf_fonts_zh_cn
import typst

from desk.documents.content import Document

log = logging.getLogger("desk.documents")

TEMPLATE = Path(__file__).parent / "templates" / "document.typ"
ARCHIVE: Literal["a-2a"] = "a-2a"  # PDF/A-2a: tagged, everything embedded; made to be kept


@cache
def _source() -> bytes:
    return TEMPLATE.read_bytes()


@cache
def _fonts(*, system: bool) -> typst.Fonts:
    """Ours alone look the same everywhere; the system's may know a character that ours do not."""
    return typst.Fonts(include_system_fonts=system, font_paths=[str(pylopdf_fonts_zh_cn.serif_path().parent)])


def render_pdf(document: Document) -> bytes:
    """PDF/A-2a. The same document gives the same bytes.

    A rare character that our fonts lack cannot stand in PDF/A: then it is looked for in the system's fonts and the
    file is an ordinary PDF. A name must not become boxes because of the archive's rules. Runs for some 10 ms; call
    it off the event loop.
    """
    try:
        return _compile(document, system=False, archive=True)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        log.warning("document kind=%s case=%s needs a font we do not have", document.kind, document.case_no)
        return _compile(document, system=True, archive=False)


def _compile(document: Document, *, system: bool, archive: bool) -> bytes:
    compiler = typst.Compiler(
        _source(),
        font_paths=_fonts(system=system),
        ignore_system_fonts=not system,
        sys_inputs={"document": json.dumps(document.plain(), ensure_ascii=False)},
    )
    made = compiler.compile(
        format="pdf",
        pdf_standards=[ARCHIVE] if archive else [],
        timestamp=document.made_at.astimezone(dt.UTC).replace(microsecond=0),  # Typst takes whole seconds
    )
    assert isinstance(made, bytes)  # one document, no output path
    return made
