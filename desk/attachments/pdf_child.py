"""The process that looks into a PDF: `python -m desk.attachments.pdf_child`, file in, one JSON object out.

{"pages": n, "locked": bool, "active": [what it would do]}. What a hostile file makes of the parser stays in here,
within limits of memory and time, and ends with the process.
"""

import json
import re
import resource
import sys
import zlib
from collections.abc import Iterator
from typing import Any

MEMORY = 1_000 * 2**20  # bytes of private memory
SECONDS = 15  # of processor time
UNPACKED = 50 * 2**20  # bytes of object streams that are looked through
PASSWORD = 4  # FPDF_ERR_PASSWORD

STREAM = re.compile(rb"(?P<head>[^>]{0,2000}>>)\s*stream\r?\n(?P<body>.*?)endstream", re.DOTALL)
HEX = re.compile(rb"#([0-9A-Fa-f]{2})")  # a name may be written /J#61vaScript
ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|RichMedia|XFA|ImportData|SubmitForm)(?![A-Za-z0-9_])")


def confine() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def objects(content: bytes) -> Iterator[bytes]:
    """The parts of a file that hold objects: all but the streams, and what object streams unpack to.

    Streams of pictures and fonts are passed over: in ten million random bytes any short name occurs.
    """
    left = UNPACKED
    for stream in STREAM.finditer(content):
        yield stream["head"]
        if b"/ObjStm" in HEX.sub(_byte, stream["head"]) and left > 0:
            try:
                unpacked = zlib.decompressobj().decompress(stream["body"], left)
            except zlib.error:
                continue
            left -= len(unpacked)
            yield unpacked
    yield STREAM.sub(b" ", content)


def _byte(match: re.Match[bytes]) -> bytes:
    return bytes([int(match[1], 16)])


def active(content: bytes) -> set[str]:
    """Names of what the file would do."""
    found = (name for part in objects(content) for name in ACTIVE.findall(HEX.sub(_byte, part)))
    return {name.decode("ascii") for name in found}


def look_into(content: bytes) -> dict[str, Any]:
    import pypdfium2
    from pypdfium2 import raw

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        return {"pages": 0, "locked": error.err_code == PASSWORD, "active": []}
    acts = active(content)
    if raw.FPDFDoc_GetJavaScriptActionCount(document.raw) > 0:
        acts.add("JavaScript")
    if document.get_formtype() in (raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND):
        acts.add("XFA")
    return {"pages": len(document), "locked": False, "active": sorted(acts)}


def main() -> None:
    confine()
    found = look_into(sys.stdin.buffer.read())
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
