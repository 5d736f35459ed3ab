"""Serving the built page: / is the page, /webchat/assets its files, /webchat/widget.js the script for other sites."""

import logging
from collections.abc import Mapping
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import empty, raw

from connectors.webchat import wording
from connectors.webchat.built import ASSETS, INDEX, BuiltFile, choose_coding
from desk.errors import NotFound, Unavailable
from desk.web.headers import content_security_policy

log = logging.getLogger("connectors.webchat")

WIDGET = "widget.js"


class PageNotBuilt(Unavailable):
    code, title = "page_not_built", wording.PAGE_NOT_BUILT


def answer(request: Request, built: BuiltFile, extra: Mapping[str, str] | None = None) -> HTTPResponse:
    """The file in the best coding the browser takes; 304 when it has it already."""
    coding = choose_coding(request.headers.get("accept-encoding", ""), built.bodies)
    etag = f'"{built.etag}-{coding}"'
    headers = {"Cache-Control": built.cache, "ETag": etag, "Vary": "Accept-Encoding", **(extra or {})}
    if etag in [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]:
        return empty(304, headers)
    if coding != "identity":
        headers["Content-Encoding"] = coding
    return raw(built.bodies[coding], headers=headers, content_type=_content_type(built.media_type))


def _content_type(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def install(app: Sanic[Any, Any], files: Mapping[str, BuiltFile], *, framed_by: tuple[str, ...]) -> None:
    """framed_by: origins of the sites that may show the page in their widget; none, unless the operator names them."""
    page_headers = {"Content-Security-Policy": content_security_policy(framed_by)}
    if INDEX not in files:
        log.warning("the chat page is not built: `make page` builds it")

    @app.get("/", name="page")
    async def page(request: Request) -> HTTPResponse:
        if INDEX not in files:
            raise PageNotBuilt
        return answer(request, files[INDEX], page_headers)

    @app.get("/webchat/assets/<name:str>", name="page_assets")
    async def asset(request: Request, name: str) -> HTTPResponse:
        if (found := files.get(ASSETS + name)) is None:
            raise NotFound
        return answer(request, found)

    @app.get(f"/webchat/{WIDGET}", name="page_widget")
    async def widget(request: Request) -> HTTPResponse:
        if WIDGET not in files:
            raise PageNotBuilt
        return answer(request, files[WIDGET], {"Cross-Origin-Resource-Policy": "cross-origin"})
