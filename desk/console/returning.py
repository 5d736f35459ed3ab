"""The way back for somebody who must sign in first: to a page of the console and nowhere else."""

import re
from urllib.parse import urlsplit

from sanic import Request
from sanic.exceptions import SanicException

HOME = "/console/"
LOCAL = re.compile(r"/console(?:/(?!/)[\w.~/-]*)?(?:\?[\w.~%&=+/:,*-]*)?", re.ASCII)
DEEPEST = 6  # parts of a path that are taken off to find a page
NO_PAGES = ("/console/sign-in", "/console/code")  # of the door itself


def is_local(address: str) -> bool:
    """Whether it is the path of a page of the console, whoever wrote it."""
    return LOCAL.fullmatch(address) is not None


def came_from(request: Request) -> str:
    """The page that a form or a script's request was sent from, as the browser says; HOME when it says nothing of use.

    A form that was shown again stands under the address it was posted to, where nothing can be read: then the page
    above it.
    """
    said = urlsplit(request.headers.get("hx-current-url") or request.headers.get("referer") or "")
    address = said.path + (f"?{said.query}" if said.query else "")
    if not is_local(address) or said.path.startswith(NO_PAGES):
        return HOME
    if _is_page(request, said.path):
        return address
    path = said.path
    for _ in range(DEEPEST):
        path = path.rpartition("/")[0]
        if not is_local(path):
            break
        if _is_page(request, path):
            return path
    return HOME


def _is_page(request: Request, path: str) -> bool:
    try:
        request.app.router.get(path, "GET", request.headers.get("host"))
    except SanicException:
        return False
    return True
