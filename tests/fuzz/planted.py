"""What hostile callers send: a table of texts, which go wherever a caller may write one, and a table of shapes, which
are wrong as requests. Every public route meets every row of both (test_planted.py)."""

import base64
import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.fuzz.calls import Call, plain_headers

MARK = "xbplanted"  # in markup and header fields that must never come back as such
MARKUP = f'"><{MARK} onx=1><script>{MARK}(1)</script><img src=x onerror={MARK}(1)>'
HEADER = f"x-{MARK}"


@dataclass(frozen=True)
class Text:
    """One text. everywhere: it is tried in every place by itself, because one place that forgets it is enough; the
    others are tried in one place of each route, now this and now that one (in all of them when thorough)."""

    name: str
    why: str
    text: str
    everywhere: bool = False


TEXTS = (
    Text("nul", "PostgreSQL keeps no such character in a text", "a\0b"),
    Text("lone surrogate", "JSON can say it, UTF-8 and the database cannot", "a\ud800b"),
    Text("markup", "a script in whatever page shows it", MARKUP, everywhere=True),
    Text("a megabyte", "lengths that nobody bounded", "长" * 350_000),
    Text("quotes", "words that end up in SQL", "'; DROP TABLE cases;--\" OR 1=1 /*"),
    Text("like pattern", "searches with % and _ in them", "%_%\\%' ESCAPE '!'"),
    Text("right to left", "a name that reads otherwise than it is", "发票\u202egnp.exe\u2066\u2069"),
    Text("line breaks", "a header of the caller's own", f"a\r\n{HEADER}: 1\r\n\r\n<html>"),
    Text("path traversal", "a file that is not ours to give", "../../../../etc/passwd"),
    Text("encoded traversal", "the same, written so that it passes a first look", "..%2f..%2fetc%2fpasswd%00.png"),
    Text("template", "words that a template would calculate", "{{7*191}}${7*191}#{7*191}<%= 7*191 %>{% raw %}"),
    Text("format", "words that a format string would fill in", "%s%n%(x)s{0.__class__}{desk}"),
    Text("log4j", "words that a log would look up", "${jndi:ldap://127.0.0.1:9/a}"),
    Text("rasa payload", "an intent typed as text", '/complain{"consent_at": "2026-11-20", "name": "王"}'),
    Text("prototype", "the name that breaks scripts", "__proto__"),
    Text("zero width", "a text of which nothing is seen", "\u200b\u200d\ufeff\u2060"),
    Text("emoji", "characters of many code points", "👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿" * 40),
    Text("combining", "one character of thousands of marks", "a" + "\u0301" * 4000),
    Text("digits", "numbers beyond every column and beyond int()", "9" * 5000),
    Text("negative", "a count below nothing", "-9223372036854775809"),
    Text("not a number", "numbers that compare with nothing", "NaN"),
    Text("digits that are none", "what isdigit takes and int refuses", "²³①"),
    Text("backtracking", "expressions that try everything twice", "1,234," * 700 + "年月日" * 500 + "a@" * 500),
    Text("formula", "a cell that a spreadsheet calculates", "=HYPERLINK(\"http://127.0.0.1:9\",\"x\")"),
    Text("strange date", "a day that no calendar has", "0000-13-32T99:99:99+99:99"),
)  # fmt: skip

# What a database may read otherwise than the one beside it: numbers, days, quotes, and characters it cannot keep.
FOR_DATABASES = tuple(
    one
    for one in TEXTS
    if one.name
    in (
        "nul",
        "lone surrogate",
        "quotes",
        "like pattern",
        "digits",
        "negative",
        "not a number",
        "strange date",
    )
)
LEAST = 24  # rows that each public route meets

Shape = Callable[[Call], Call]
Bent = tuple[str, Shape]  # why, and how


def _body(content: bytes, media_type: str = "application/json") -> Shape:
    return lambda call: replace(
        call, content=content, headers=plain_headers(call) | {"content-type": media_type}
    )


def _typed(media_type: str) -> Shape:
    return lambda call: replace(call, headers=call.headers | {"content-type": media_type})


def _header(name: str, value: bytes) -> Shape:
    return lambda call: replace(call, headers=call.headers | {name: value})


def _repeated(call: Call) -> Call:
    return replace(
        call,
        content=call.content.replace(b"{", b'{"text": "a", "text": {"b": 1}, "kind": 1, ', 1),
    )


def _deep_query(call: Call) -> Call:
    return replace(call, raw_query="&".join(f"a[{n}][__proto__]=%ff%00&limit={n}" for n in range(200)))


def _method(name: str) -> Shape:
    return lambda call: replace(call, method=name)


MULTIPART = "multipart/form-data; boundary=b"
PART = b'--b\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n--b--\r\n'
DEEP = 100_000

BODIES: dict[str, Bent] = {
    "nested arrays": ("a parser that calls itself", _body(b"[" * DEEP)),
    "nested objects": ("the same with keys", _body(b'{"a":' * DEEP)),
    "repeated keys": ("two readers, two meanings", _repeated),
    "no finite numbers": ("NaN is not JSON", _body(b'{"amount_fen": NaN, "limit": Infinity, "seq": 1e999}')),
    "huge numbers": ("beyond int() and every column", _body(b'{"limit": ' + b"9" * 6000 + b"}")),
    "floats beyond range": ("1e400 is infinity", _body(b'{"latitude": 1e400, "seq": -1e400, "version": 1e308}')),
    "an array": ("not what is expected", _body(b"[1, 2, 3]")),
    "null": ("nothing where something is expected", _body(b"null")),
    "prototype keys": (
        "keys with a meaning of their own",
        _body(json.dumps({"__proto__": {"a": 1}, "__class__": "x", "": 0, "\ud800": 1, "a\0": 2}).encode()),
    ),
    "bad utf-8": ("bytes that are no text", _body(b'{"text": "\xff\xfe\xed\xa0\x80"}')),
    "utf-16": ("JSON in another encoding", _body('{"text": "a"}'.encode("utf-16"))),
    "wrong type": ("a form that says it is something else", _typed("text/xml; charset=utf-16")),
    "unknown charset": (
        "a charset that does not exist",
        _body(PART % (b"csrf", b"\r\nContent-Type: text/plain; charset=nope", b"x"), MULTIPART),
    ),
    "multipart of bad bytes": ("parts that are no text", _body(PART % (b"\xff", b"", b"\xff\xfe"), MULTIPART)),
    "multipart without end": ("a frame that never closes", _body(b"--b\r\nContent-Disp", MULTIPART)),
    "multipart without boundary": ("a frame without one", _body(b"--b--", "multipart/form-data")),
    "zip bomb": ("a body that unpacks to more", _body(gzip.compress(b"0" * 10**7), "application/gzip")),
    "entity bomb": (
        "an XML that unpacks to more",
        _body(
            b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]><xml><Content>&b;</Content></xml>',
            "text/xml",
        ),
    ),
    "external entity": (
        "an XML that reads our files",
        _body(b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><A>&a;</A></xml>', "text/xml"),
    ),
}  # fmt: skip

HEADS: dict[str, Bent] = {
    "gzip": ("an encoding nobody asked for", _header("content-encoding", b"gzip")),
    "bad bytes in the token": ("a header that is no text", _header("authorization", b"Bearer \xff\xfe")),
    "bad bytes in basic": ("the same in another scheme", _header("authorization", b"Basic \xc3\xa9\xc3\xa9")),
    "no such token": ("a guess", _header("authorization", b"Basic " + base64.b64encode(b"a:" + b"b" * 20))),
    "bad bytes in cookies": ("the same of a browser", _header("cookie", b"xb_staff=\xff; xb_visit=\xfe; xb_oidc=\xff")),
    "bad bytes in headers": (
        "the same in what handlers read besides",
        lambda call: replace(
            call,
            headers=call.headers
            | dict.fromkeys(
                (
                    "last-event-id", "idempotency-key", "if-match", "prefer", "accept", "traceparent", "x-csrf-token",
                    "hx-current-url", "referer", "x-real-ip", "x-hotline-signature", "jambonz-signature", "range",
                    "if-none-match", "accept-encoding", "hx-request",
                ),
                b"\xff\xed\xa0\x80",
            ),
        ),
    ),
    "deep query": ("parameters by the hundred, with bytes that are no text", _deep_query),
    "a long query": ("more than a head may hold", lambda call: replace(call, raw_query="q=" + "a" * 9000)),
    "an unknown method": ("a verb of the caller's own", _method("BREW")),
    "the wrong method": ("a verb of somebody else's", _method("PROPFIND")),
}  # fmt: skip

SHAPES = BODIES | HEADS
# What a body can be that says it is a form.
FORMS = (
    "bad utf-8",
    "wrong type",
    "unknown charset",
    "multipart of bad bytes",
    "multipart without end",
    "multipart without boundary",
)
