"""Loading data/knowledge into memory, checked against its schema."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter

from actions.knowledge.schema import Authority, Entry

AUTHORITIES = "authorities.yml"

_entries = TypeAdapter(list[Entry])
_authorities = TypeAdapter(list[Authority])


class KnowledgeError(ValueError):
    """The knowledge files cannot be read, or contradict each other; the message names the file or the entry."""


@dataclass(frozen=True)
class Knowledge:
    """All entries by topic and all authorities by id."""

    entries: Mapping[str, Entry]
    authorities: Mapping[str, Authority]

    def entry(self, topic: str | None) -> Entry | None:
        return self.entries.get(topic) if topic else None

    def authority_of(self, entry: Entry) -> Authority:
        return self.authorities[entry.authority]


def _by_topic(entries: Iterable[Entry]) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for entry in entries:
        if entry.topic in found:
            raise KnowledgeError(f"topic {entry.topic} is written twice")
        found[entry.topic] = entry
    return found


def _read(path: Path) -> Any:
    # The C loader is ten times faster, and the action server starts with it. It builds plain data only.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(path.read_text("utf-8"), Loader=loader) or []  # noqa: S506
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # a day that does not exist is a ValueError
        raise KnowledgeError(f"{path.name} cannot be read: {error}") from error


def load_knowledge(folder: Path) -> Knowledge:
    """Raises pydantic.ValidationError for a malformed entry, KnowledgeError for a file that is no YAML or a dangling
    reference."""
    authorities = {row.id: row for row in _authorities.validate_python(_read(folder / AUTHORITIES))}
    files = sorted(path for path in folder.glob("*.yml") if path.name != AUTHORITIES)
    entries = _by_topic(entry for path in files for entry in _entries.validate_python(_read(path)))
    return assembled(entries, authorities)


def overlaid(files: Knowledge, published: Iterable[Entry]) -> Knowledge:
    """The files, with what was published in the console in place of, or beside, their entries.

    Raises KnowledgeError when the whole contradicts itself."""
    return assembled({**files.entries, **_by_topic(published)}, files.authorities)


def assembled(entries: Mapping[str, Entry], authorities: Mapping[str, Authority]) -> Knowledge:
    """Raises KnowledgeError for a dangling reference."""
    for entry in entries.values():
        if entry.authority not in authorities:
            raise KnowledgeError(f"{entry.topic}: unknown authority {entry.authority}")
        for topic in entry.related:
            if topic not in entries:
                raise KnowledgeError(f"{entry.topic}: unknown related topic {topic}")
        if entry.catalogue and (entry.catalogue not in entries or entries[entry.catalogue].catalogue):
            raise KnowledgeError(f"{entry.topic}: {entry.catalogue} is no topic of the catalogue")
    return Knowledge(entries, authorities)
