"""The knowledge the project ships: read once, when somebody first asks. It changes with a new release only."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from actions.knowledge.articles import Articles, load_articles
from actions.knowledge.schema import Entry
from actions.knowledge.store import Knowledge, load_knowledge, overlaid
from actions.settings import KNOWLEDGE

_entries = TypeAdapter(list[Entry])


@cache
def shipped() -> Knowledge:
    """Entries and authorities of data/knowledge."""
    return load_knowledge(KNOWLEDGE)


@cache
def articles() -> Articles:
    """Articles that may be cited."""
    return load_articles()


def with_published(published: Iterable[Mapping[str, Any]]) -> Knowledge:
    """The shipped entries with these over them. Raises pydantic.ValidationError, KnowledgeError."""
    return overlaid(shipped(), _entries.validate_python(list(published)))
