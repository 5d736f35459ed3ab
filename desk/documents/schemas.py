"""What comes out of the document API. Field descriptions end up in /openapi.json."""

import datetime as dt
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from desk.cases.content import Strict
from desk.documents.kinds import DocumentKind


class Format(StrEnum):
    HTML = "html"
    PDF = "pdf"


MEDIA_TYPES: dict[Format, str] = {
    Format.HTML: "text/html; charset=utf-8",
    Format.PDF: "application/pdf",
}


class DocumentOut(Strict):
    """A document that can be written for the case."""

    kind: DocumentKind
    title: Annotated[str, Field(description="Its name, for people")]
    draft: Annotated[bool, Field(description="It needs the parties' signatures and is marked as a draft")]
    decided_at: Annotated[dt.datetime, Field(description="When the change was recorded that it tells of")]
    href: Annotated[str, Field(description="Where it is; text/html or application/pdf")]


class DocumentList(Strict):
    """In the order in which they came to be."""

    documents: list[DocumentOut]
