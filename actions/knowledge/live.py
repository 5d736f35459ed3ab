"""What was published in the console, taken over while the action server runs.

The desk is asked every few seconds with the tag of what was read last, so that it answers 304 nearly always. A set that
cannot be used leaves the one before in force, and the desk is told so: staff see it where they published.
"""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import requests
from pydantic import TypeAdapter, ValidationError

from actions.knowledge.articles import Articles
from actions.knowledge.checking import problems_of
from actions.knowledge.schema import Entry
from actions.knowledge.store import Knowledge, KnowledgeError, overlaid

log = logging.getLogger("actions.knowledge")

PATH = "/api/v1/knowledge/entries"
STATE_PATH = "/api/v1/knowledge/state"
EVERY = 2.0  # seconds between looks: an approved answer is live before its approver has opened a chat
TIMEOUT = (1.0, 5.0)  # seconds to connect, and between two pieces of the answer
FILES = ""  # the tag in force before anything was taken over

_entries = TypeAdapter(list[Entry])


class Renewable(Mapping[str, Entry]):
    """Entries by topic that are replaced as a whole: who holds the mapping reads the newest set."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._entries = entries

    def renew(self, entries: Mapping[str, Entry]) -> None:
        self._entries = entries

    def __getitem__(self, topic: str) -> Entry:
        return self._entries[topic]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


@dataclass(frozen=True)
class Refused:
    """A set that could not be used: its tag, and why in a few words that quote no text."""

    tag: str
    problem: str


class LiveKnowledge:
    """The knowledge of the files, renewed by what the desk publishes. `knowledge` is for everybody who answers."""

    def __init__(
        self,
        files: Knowledge,
        articles: Articles,
        *,
        url: str,
        token: str,
        session: requests.Session | None = None,
    ) -> None:
        """url: of the desk, without a path; token: the assistant's."""
        self._files, self._articles = files, articles
        self._entries = Renewable(files.entries)
        self.knowledge = Knowledge(self._entries, files.authorities)
        self.in_force, self.refused = FILES, None
        self._url = url.rstrip("/")
        self._session = session or requests.Session()
        self._session.trust_env = False
        self._session.headers["Authorization"] = f"Bearer {token}"
        self._told: tuple[str, Refused | None] | None = None
        self._away = False

    in_force: str
    refused: Refused | None

    def look(self) -> None:
        """Ask once, take over what is new, and tell the desk what is in force when that changed. Blocking; never
        raises: the assistant goes on with what it has."""
        try:
            self._take_over()
            self._tell()
        except requests.RequestException as error:
            if not self._away:
                log.warning("what was published cannot be read, the last set stays: %s", type(error).__name__)
            self._away = True
        else:
            self._away = False

    def close(self) -> None:
        self._session.close()

    def _take_over(self) -> None:
        """Raises requests.RequestException."""
        seen = self.refused.tag if self.refused else self.in_force
        headers = {"If-None-Match": f'"{seen}"'} if seen else {}
        answer = self._session.get(self._url + PATH, headers=headers, timeout=TIMEOUT)
        if answer.status_code == 304:
            return
        answer.raise_for_status()
        tag = answer.headers.get("ETag", "").removeprefix("W/").strip('"')
        try:
            entries = self._usable(answer.json())
        except (ValidationError, KnowledgeError, ValueError, KeyError, TypeError) as error:
            self.refused = Refused(tag, _why(error))
            log.error("published set %s refused, the one before stays: %s", tag, self.refused.problem)  # noqa: TRY400
            return
        self._entries.renew(entries)
        self.in_force, self.refused = tag, None
        log.info("published set %s in force", tag)

    def _usable(self, body: Any) -> Mapping[str, Entry]:
        """All entries with the published ones. Raises ValidationError, KnowledgeError, KeyError, TypeError."""
        published = _entries.validate_python(body["entries"])
        merged = overlaid(self._files, published)
        for entry in published:
            for problem in problems_of(entry, merged, self._articles):
                raise KnowledgeError(f"{entry.topic}: {problem.fault.value} {problem.pointer}")
        return merged.entries

    def _tell(self) -> None:
        """Raises requests.RequestException."""
        standing = (self.in_force, self.refused)
        if standing == self._told:
            return
        refused = {"tag": self.refused.tag, "problem": self.refused.problem} if self.refused else None
        body = {"in_force": self.in_force, "refused": refused}
        self._session.put(self._url + STATE_PATH, json=body, timeout=TIMEOUT).raise_for_status()
        self._told = standing


def _why(error: Exception) -> str:
    """Which entry and which rule; never the text itself."""
    if isinstance(error, ValidationError):
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        return f"{'/'.join(map(str, first['loc']))}: {first['type']}"[:200]
    return (str(error) if isinstance(error, KnowledgeError) else type(error).__name__)[:200]
