"""The built page: which file answers a path, in which compression, and how long a browser may keep it.

`make page` (connectors/webchat/page/build.mjs) writes dist/; files under assets/ carry a digest of their content in their
names, so they are kept for a year, and index.html and widget.js are asked for again each time.
"""

import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DIST = Path(__file__).parent / "page" / "dist"
INDEX = "index.html"
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


def read_built(folder: Path = DIST) -> dict[str, BuiltFile]:
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
