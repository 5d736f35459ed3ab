"""Serving the built page: / is the page, /webchat/assets its files, /webchat/widget.js the script for other sites."""

import logging
from collections.abc import Mapping
from typing import Any

from sanic import HTTPResponse, Request, Sanic

from connectors.webchat import wording
from connectors.webchat.built import INDEX
from desk.errors import NotFound, Unavailable
from desk.web.built import ASSETS, BuiltFile, answer
from desk.web.headers import content_security_policy

log = logging.getLogger("connectors.webchat")

WIDGET = "widget.js"


class PageNotBuilt(Unavailable):
    code, title = "page_not_built", wording.PAGE_NOT_BUILT


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
