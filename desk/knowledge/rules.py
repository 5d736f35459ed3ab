"""When an entry may be published: the very rules that the project's own files keep to. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from actions.knowledge.articles import Articles
from actions.knowledge.checking import problems_of
from actions.knowledge.schema import Entry
from actions.knowledge.store import Knowledge, assembled
from desk.errors import FieldError
from desk.knowledge import wording
from desk.review.anonymising import certain
from desk.web.problems import field_errors

UNVERIFIED = "C"  # a draft may say so; nobody is answered with it
SHORTEST, LONGEST = 2, 200  # characters of a training sentence
WANTED = 25  # sentences a new topic needs before the classifier can tell it from its neighbours
ENTITY_MARK = re.compile(r"\][({]")  # Rasa would read an entity there


def read_entry(raw: Mapping[str, Any]) -> tuple[Entry | None, tuple[FieldError, ...]]:
    """The entry, or None and what is wrong with its shape."""
    try:
        return Entry.model_validate(dict(raw)), ()
    except ValidationError as error:
        return None, tuple(_said(found, raw) for found in field_errors(error))


def _said(found: FieldError, raw: Mapping[str, Any]) -> FieldError:
    if found.pointer == "/confidence" and raw.get("confidence") == UNVERIFIED:
        return FieldError(found.pointer, "unverified", wording.NOT_PUBLISHABLE)
    if found.code == "value_error":  # the schema's own rule about A
        return FieldError("/sources", "article_needed", wording.ARTICLE_NEEDED)
    return found


def findings(
    raw: Mapping[str, Any], knowledge: Knowledge, articles: Articles, *, is_new: bool
) -> tuple[FieldError, ...]:
    """Everything that keeps it from being published; nothing when it may be.

    knowledge: the entries in force, among which it will stand; is_new: its topic is not shipped.
    """
    entry, wrong = read_entry(raw)
    if entry is None:
        return wrong
    among = {**knowledge.entries, entry.topic: entry}
    found = problems_of(entry, Knowledge(among, knowledge.authorities), articles)
    said = [
        FieldError(
            problem.pointer, problem.fault.value, wording.FAULTS[problem.fault].format(what=problem.what)
        )
        for problem in found
    ]
    if is_new and entry.catalogue is None:
        said.append(FieldError("/catalogue", "nearest_needed", wording.NEAREST_NEEDED))
    if not said:
        assembled(among, knowledge.authorities)  # what the rules above let through, the loader takes
    return tuple(said)


def sentence_findings(sentences: Iterable[str]) -> Iterator[FieldError]:
    """What is wrong with the ways of asking: they go into a file as they are."""
    seen: set[str] = set()
    for number, text in enumerate(sentences):
        pointer = f"/sentences/{number}"
        if not SHORTEST <= len(text) <= LONGEST:
            yield FieldError(pointer, "length", wording.SENTENCE_LENGTH.format(text=text[:20]))
        elif ENTITY_MARK.search(text):
            yield FieldError(pointer, "marks", wording.SENTENCE_MARKS.format(text=text[:20]))
        elif certain(text):
            yield FieldError(pointer, "personal", wording.SENTENCE_PERSONAL.format(text=text[:6]))
        elif text in seen:
            yield FieldError(pointer, "twice", wording.SENTENCE_TWICE.format(text=text[:20]))
        seen.add(text)


def sentences_of(raw: str) -> list[str]:
    """One a line, blanks left out, spaces within a line one."""
    return [" ".join(line.split()) for line in raw.splitlines() if line.strip()]
