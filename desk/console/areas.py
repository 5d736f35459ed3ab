"""How an area begins: a blueprint under /console whose errors are pages for people."""

from sanic import Blueprint

from desk.console.troubles import install_troubles

PREFIX = "/console"
NAMED = "console-"  # before the name of each blueprint: the API has a `cases` and an `audit` of its own


def area(name: str, path: str | None = None) -> Blueprint:
    """The blueprint of the area `name` of navigation.py. path: beneath /console; None: the same as its name."""
    made = Blueprint(f"{NAMED}{name}", url_prefix=f"{PREFIX}/{name if path is None else path}".rstrip("/"))
    install_troubles(made)
    return made
