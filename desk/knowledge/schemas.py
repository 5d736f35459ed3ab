"""What goes into and comes out of the knowledge API."""

from typing import Annotated, Any

from pydantic import Field

from desk.cases.content import Strict

Tag = Annotated[str, Field(max_length=64, pattern=r"^[0-9a-f]*$")]


class PublishedEntries(Strict):
    """The published entries, which stand over those that the project ships."""

    entries: Annotated[list[dict[str, Any]], Field(description="Each as in data/knowledge, by topic")]


class RefusedSet(Strict):
    """A set that could not be used."""

    tag: Tag
    problem: Annotated[str, Field(max_length=200, description="Which entry and which rule; no text of it")]


class ReaderState(Strict):
    """What somebody who answers holds."""

    in_force: Annotated[Tag, Field(description="Tag of the set answered from; empty: the files alone")]
    refused: RefusedSet | None = None
