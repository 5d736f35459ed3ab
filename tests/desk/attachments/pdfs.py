"""PDFs for tests, written by hand: one page, and whatever objects a test adds."""

import zlib


def pdf(
    catalog: bytes = b"", *objects: bytes, page: bytes = b"", tail: bytes = b"", kids: bytes = b"[3 0 R]"
) -> bytes:
    """A file with one page; `catalog` and `page` go into their dictionaries, objects get numbers from 4."""
    numbered = [
        b"<</Type/Catalog/Pages 2 0 R" + catalog + b">>",
        b"<</Type/Pages/Count 1/Kids" + kids + b">>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]" + page + b">>",
        *objects,
    ]
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(numbered, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(numbered) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        out
        + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(numbered) + 1, start)
        + tail
    )


def stream(head: bytes, content: bytes) -> bytes:
    packed = zlib.compress(content)
    return b"<<%s/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (head, len(packed), packed)


SCRIPT = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
# Encrypted by the standard handler, revision 2, with a password nobody knows.
LOCKED = pdf().replace(
    b"/Root 1 0 R>>",
    b"/Root 1 0 R/Encrypt<</Filter/Standard/V 1/R 2/P -44/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">>>"
    b"/ID[<41414141414141414141414141414141><41414141414141414141414141414141>]>>",
)
