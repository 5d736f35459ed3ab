"""The console's built script and style under /console/assets; `make page` builds them (desk/console/assets/build.mjs)."""

import json
import logging
from collections.abc import Mapping
from pathlib import Path

from sanic import Blueprint, HTTPResponse, Request

from desk.console.guard import open_page
from desk.errors import NotFound
from desk.web.built import ASSETS, BuiltFile, answer, read_built

log = logging.getLogger("desk.console")

DIST = Path(__file__).parent / "assets" / "dist"
MANIFEST = "manifest.json"  # name as templates say it → name with the digest of its content
PREFIX = "/console/assets"

Assets = Mapping[str, str]  # inbox.js → /console/assets/inbox-3F9C0D71.js

blueprint = Blueprint("console-assets", url_prefix=PREFIX)


def read_assets(folder: Path = DIST) -> Assets:
    """Addresses of what was built; empty before that."""
    try:
        names: dict[str, str] = json.loads((folder / MANIFEST).read_text("utf-8"))
    except FileNotFoundError:
        log.warning("the console's script and style are not built: `make page` builds them")
        return {}
    return {name: f"{PREFIX}/{built}" for name, built in names.items()}


@blueprint.before_server_start
async def read(app: object) -> None:
    """Once, into memory: some hundreds of kilobytes."""
    blueprint.ctx.files = read_built(DIST)


@blueprint.get("/<name:str>", name="asset")
@open_page("script and style of the console: the sign-in page needs them, and they tell nothing about anyone")
async def asset(request: Request, name: str) -> HTTPResponse:
    files: dict[str, BuiltFile] = blueprint.ctx.files
    if (found := files.get(ASSETS + name)) is None:
        raise NotFound
    return answer(request, found)
