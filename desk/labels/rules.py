"""What a label may be. Pure."""

import re
import unicodedata

from desk.labels.errors import LabelNotFitting
from desk.labels.model import MAX_LABEL
from desk.publication.rules import personal_traces

MOST = 10  # of one case
_BLANKS = re.compile(r"\s+")


def label_name(typed: str) -> str:
    """As kept: NFKC, without blanks around and with one within. Raises LabelNotFitting: empty, too long, unprintable, or telling of
    a person, since labels are not sealed."""
    name = _BLANKS.sub(" ", unicodedata.normalize("NFKC", typed)).strip()
    if not name or len(name) > MAX_LABEL or not name.isprintable():
        raise LabelNotFitting.because("length")
    if personal_traces(name):
        raise LabelNotFitting.because("personal")
    return name
