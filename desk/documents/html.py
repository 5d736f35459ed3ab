"""Documents as one HTML page that prints on A4 and needs nothing else."""

import base64
import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from desk.documents.content import Document
from desk.documents.wording import TICKED

TEMPLATES = Path(__file__).parent / "templates"


@cache
def _style() -> str:
    return (TEMPLATES / "document.css").read_text(encoding="utf-8")


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("document.html")


def content_security_policy() -> str:
    """Nothing may load or run but the page's own style sheet, known by its digest."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'; sandbox allow-modals"  # printing is a modal
    )


def render_html(document: Document) -> bytes:
    """UTF-8. Whatever people wrote is escaped."""
    told = document.plain()
    for block in told["blocks"]:
        if "items" in block:
            block["items_"] = block.pop("items")  # a dict's own `items` would come first in a template
    page = _template().render(
        document=told,
        style=Markup(_style()),  # noqa: S704 - our own file, and its digest is in the policy
        ticked=TICKED,
    )
    return page.encode()
