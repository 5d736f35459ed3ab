"""Where the built chat page lies. `make page` (connectors/webchat/page/build.mjs) writes it; see desk.web.built."""

from pathlib import Path

DIST = Path(__file__).parent / "page" / "dist"
INDEX = "index.html"
