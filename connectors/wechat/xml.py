"""The XML of callbacks and replies: read without trust, written so that no text breaks out (sections 1.3, 1.6)."""

import re
from collections.abc import Mapping
from typing import Any
from xml.parsers import expat

from connectors.wechat.refusals import BodyTooLarge, Malformed

MAX_BODY = (
    64 * 1024
)  # bytes; the longest real message is a few kilobytes, three times that in compatible mode
MAX_DEPTH = 8  # levels; the deepest known message (pictures from the menu) has four

# What one element holds: text, elements, or several of the same name.
Value = str | dict[str, "Value"] | list["Value"]
Fields = dict[str, Value]

# What XML 1.0 (section 2.2, Char) cannot carry; a lone surrogate cannot even be encoded.
ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*")


class _Reader:
    """Collects the elements of one document. Names are lower-cased: Tencent writes MsgId and MsgID."""

    def __init__(self) -> None:
        self.root: Fields | None = None
        self._open: list[tuple[str, Fields, list[str]]] = []
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        # Refusing the declaration refuses every entity: no expansion, no file, no address is ever looked at.
        self._parser.StartDoctypeDeclHandler = self._refuse

    def read(self, body: bytes) -> Fields:
        try:
            # As text: then it is UTF-8, whatever it claims to be.
            self._parser.Parse(body.decode(), True)
        except UnicodeDecodeError as error:
            raise Malformed("encoding") from error
        except expat.ExpatError as error:
            raise Malformed("not_xml") from error
        if self.root is None:
            raise Malformed("root")
        return self.root

    def _refuse(self, *_: object) -> None:
        raise Malformed("doctype")

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        if not self._open and name != "xml":
            raise Malformed("root")
        if len(self._open) >= MAX_DEPTH:
            raise Malformed("depth")
        self._open.append((name.lower(), {}, []))

    def _text(self, data: str) -> None:
        self._open[-1][2].append(data)

    def _end(self, _name: str) -> None:
        name, children, texts = self._open.pop()
        if not self._open:
            self.root = children
            return
        value: Value = children or "".join(texts)
        siblings = self._open[-1][1]
        if name not in siblings:
            siblings[name] = value
        elif len(self._open) == 1:
            # Two senders, two contents: whichever were taken, a checker before us may have taken the other.
            raise Malformed("repeated")
        elif isinstance(found := siblings[name], list):
            found.append(value)
        else:
            siblings[name] = [found, value]


def parse(body: bytes) -> Fields:
    """The elements under <xml>, by lower-cased name. Raises BodyTooLarge, Malformed.

    Text is kept as it is, blanks included; an empty element is "". Elements repeated inside another become a list.
    """
    if len(body) > MAX_BODY:
        raise BodyTooLarge
    return _Reader().read(body)


def legal(text: str) -> str:
    """`text` without the characters XML 1.0 cannot carry, line ends as XML readers see them."""
    return ILLEGAL.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def _cdata(text: str) -> str:
    """As a CDATA section; the end mark inside `text` is split over two of them."""
    return "<![CDATA[" + legal(text).replace("]]>", "]]]]><![CDATA[>") + "]]>"


def _element(name: str, value: str | int | Mapping[str, Any]) -> str:
    if not NAME.fullmatch(name):
        raise ValueError(f"not an element name: {name!r}")
    match value:
        case str():
            content = _cdata(value)
        case int():
            content = str(value)
        case _:
            content = "".join(_element(inner, held) for inner, held in value.items())
    return f"<{name}>{content}</{name}>"


def write(fields: Mapping[str, Any]) -> str:
    """<xml>…</xml> of texts (as CDATA), whole numbers and nested mappings, in the order given."""
    return _element("xml", fields)
