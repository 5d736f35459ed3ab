"""Which text messages there are. The words stand with the operator's SMS service, which has them approved under its
【签名】; we name the template and fill it. Pure."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

MOST_VALUE = 120  # characters of one parameter: a link fits, a story does not


class Template(StrEnum):
    RESUME_LINK = "resume_link"  # {url}: go on where the call broke off
    CASE_FILED = "case_filed"  # {case_no}
    CASE_MOVED = "case_moved"  # {case_no}: there is news, ask for it here or by the hotline
    CALLBACK_BOOKED = "callback_booked"  # {window} {ticket}


@dataclass(frozen=True)
class Shape:
    """params: exactly these; useful_for: after that it would only confuse."""

    params: frozenset[str]
    useful_for: dt.timedelta


SHAPES: Mapping[Template, Shape] = {
    Template.RESUME_LINK: Shape(frozenset({"url"}), dt.timedelta(hours=6)),
    Template.CASE_FILED: Shape(frozenset({"case_no"}), dt.timedelta(days=3)),
    Template.CASE_MOVED: Shape(frozenset({"case_no"}), dt.timedelta(days=3)),
    Template.CALLBACK_BOOKED: Shape(frozenset({"window", "ticket"}), dt.timedelta(hours=2)),
}
UNSAFE = re.compile(r"[\x00-\x1f\x7f【】]")  # breaks, and what would look like another sender's signature


class TemplateMisused(ValueError):
    """Our own mistake: parameters that the template does not have, or that no message can hold."""


def check(template: Template, params: Mapping[str, str]) -> None:
    """Raises TemplateMisused."""
    if set(params) != SHAPES[template].params:
        raise TemplateMisused(f"{template} takes {sorted(SHAPES[template].params)}, not {sorted(params)}")
    for name, value in params.items():
        if not value or len(value) > MOST_VALUE or UNSAFE.search(value):
            raise TemplateMisused(f"{template}: {name} cannot be sent")
