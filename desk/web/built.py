"""Built files of a page: which file answers a path, in which compression, and how long a browser may keep it.

Files under assets/ carry a digest of their content in their names, so they are kept for a year; all others are asked for
again each time. Whoever builds them compresses them as well, once instead of for each visitor.
"""

import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sanic import HTTPResponse, Request
from sanic.response import empty, raw

from desk.web.preconditions import tags

ASSETS = "assets/"
FOREVER = "public, max-age=31536000, immutable"
CURRENT = "no-cache"  # kept, but asked for again: an upgrade must be seen at once
CODINGS = {"br": ".br", "gzip": ".gz"}  # best first


@dataclass(frozen=True)
class BuiltFile:
    """One file of the page. bodies: by content coding; "identity" is always there."""

    media_type: str
    cache: str
    etag: str
    bodies: Mapping[str, bytes]


def read_built(folder: Path) -> dict[str, BuiltFile]:
    """Every file by its path below `folder`; empty before the page was built. Read once: all of it is some 200 KB."""
    compressed = tuple(CODINGS.values())
    paths = [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix and path.suffix not in compressed
    ]
    return {path.relative_to(folder).as_posix(): _read(path, folder) for path in paths}


def _read(path: Path, folder: Path) -> BuiltFile:
    content = path.read_bytes()
    bodies = {"identity": content}
    for coding, suffix in CODINGS.items():
        variant = path.with_name(path.name + suffix)
        if variant.is_file():
            bodies[coding] = variant.read_bytes()
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    is_asset = path.relative_to(folder).as_posix().startswith(ASSETS)
    return BuiltFile(
        media_type="text/javascript" if path.suffix == ".js" else media_type,
        cache=FOREVER if is_asset else CURRENT,
        etag=hashlib.sha256(content).hexdigest()[:32],
        bodies=bodies,
    )


def choose_coding(accepted: str, offered: Mapping[str, bytes]) -> str:
    """The best content coding of an Accept-Encoding header (RFC 9110, 12.5.3) that there is; "identity" else.

    Worked example: "gzip, deflate, br" → br; "gzip;q=0" → identity. `*` is not followed: no browser sends it alone.
    """
    wanted = set()
    for part in accepted.lower().split(","):
        coding, _, parameters = part.partition(";")
        if parameters.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000"):
            wanted.add(coding.strip())
    return next((coding for coding in CODINGS if coding in wanted and coding in offered), "identity")


def answer(request: Request, built: BuiltFile, extra: Mapping[str, str] | None = None) -> HTTPResponse:
    """The file in the best coding the browser takes; 304 when it has it already."""
    coding = choose_coding(request.headers.get("accept-encoding", ""), built.bodies)
    etag = f'"{built.etag}-{coding}"'
    headers = {"Cache-Control": built.cache, "ETag": etag, "Vary": "Accept-Encoding", **(extra or {})}
    if etag in tags(request.headers.get("if-none-match", "")):
        return empty(304, headers)
    if coding != "identity":
        headers["Content-Encoding"] = coding
    return raw(built.bodies[coding], headers=headers, content_type=_content_type(built.media_type))


def _content_type(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
