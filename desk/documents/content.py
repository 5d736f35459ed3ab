"""What a document says, as a small tree that both renderers read. Pure: no wording, no layout.

Every text is plain: a renderer puts it into its own language as data, never as markup.
"""

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from desk.documents.kinds import DocumentKind


@dataclass(frozen=True)
class Heading:
    block: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True)
class Paragraph:
    """indent: the first line begins two characters in, as Chinese letters do."""

    block: ClassVar[str] = "paragraph"
    text: str
    indent: bool = True


@dataclass(frozen=True)
class Fact:
    """value None: left open, for the authority to write in."""

    label: str
    value: str | None


@dataclass(frozen=True)
class Facts:
    """A table of labels and values."""

    block: ClassVar[str] = "facts"
    rows: tuple[Fact, ...]


@dataclass(frozen=True)
class Choice:
    number: str
    text: str
    ticked: bool


@dataclass(frozen=True)
class Choices:
    """All grounds of an article, with those that apply ticked."""

    block: ClassVar[str] = "choices"
    items: tuple[Choice, ...]


@dataclass(frozen=True)
class Items:
    """A numbered list; each line brings its number."""

    block: ClassVar[str] = "items"
    items: tuple[str, ...]


@dataclass(frozen=True)
class Lines:
    """Empty ruled lines, to be written on."""

    block: ClassVar[str] = "lines"
    count: int


@dataclass(frozen=True)
class Signature:
    """date: the words for an open date."""

    label: str
    date: str


@dataclass(frozen=True)
class Signatures:
    """Places to sign, two in a row."""

    block: ClassVar[str] = "signatures"
    places: tuple[Signature, ...]


@dataclass(frozen=True)
class Closing:
    """Who issues it, and when; the seal goes over it."""

    block: ClassVar[str] = "closing"
    agency: str | None
    seal: str
    date: str


Block = Heading | Paragraph | Facts | Choices | Items | Lines | Signatures | Closing


@dataclass(frozen=True)
class Document:
    """One document.

    agency: None leaves its name open; number: the words for its open document number; mark: what runs across the
    page of a draft; notes: small print under the text; footer: on every page.
    """

    kind: DocumentKind
    title: str
    agency: str | None
    agency_open: str
    number: str
    case_no: str
    mark: str | None
    addressee: str | None
    blocks: tuple[Block, ...]
    notes: tuple[str, ...]
    footer: str
    made_at: dt.datetime

    def plain(self) -> dict[str, Any]:
        """The same as JSON values; each block names its type."""
        told = asdict(self) | {"made_at": self.made_at.isoformat()}
        told["blocks"] = [asdict(block) | {"block": block.block} for block in self.blocks]
        return told
