"""The catalogue of what can be complained about, read from services.yml."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field

from desk.agencies.kinds import AgencyKind
from desk.cases.errors import ServiceNotFound
from desk.cases.fields import Code, Title
from desk.cases.schemas import CaseIn, Service, ServiceField

CATALOGUE = Path(__file__).with_name("services.yml")


class CatalogueError(ValueError):
    """services.yml cannot be used; the message says where."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    code: Code
    name: Title
    description: Title
    authority: Title
    needs: list[str] = []
    welcomes: list[str] = []
    competent: AgencyKind = AgencyKind.MARKET_REGULATION
    online: bool = False
    topics: list[Code] = []
    elsewhere: list[Code] = []


class _Catalogue(BaseModel):
    model_config = ConfigDict(extra="forbid")

    labels: dict[str, str]
    needs: list[str]
    welcomes: list[str]
    services: Annotated[list[_Entry], Field(min_length=1)]
    no_category: list[Code] = []


@dataclass(frozen=True)
class Matters:
    """What topics and categories mean for who decides.

    category_of: topic to category; no_category: topics that have none; elsewhere: topics that another authority
    decides, of which the tree of agencies knows no kind; competent: category to the kind of agency that decides;
    online: categories sold over the net by their nature.
    """

    category_of: Mapping[str, str]
    no_category: frozenset[str]
    elsewhere: frozenset[str]
    competent: Mapping[str, AgencyKind]
    online: frozenset[str]

    def decided_by(self, category: str | None, topic: str | None) -> AgencyKind:
        """The kind of agency that decides; OTHER where it is none that the tree knows by kind."""
        if topic in self.elsewhere and self.category_of[topic] == category:
            return AgencyKind.OTHER
        return self.competent.get(category or "", AgencyKind.MARKET_REGULATION)


def pointers(model: type[BaseModel]) -> frozenset[str]:
    """JSON pointers of all fields of a model, those of nested models included."""
    found: set[str] = set()
    for name, field in model.model_fields.items():
        found.add(f"/{name}")
        for part in (field.annotation, *getattr(field.annotation, "__args__", ())):
            if isinstance(part, type) and issubclass(part, BaseModel):
                found.update(f"/{name}{pointer}" for pointer in pointers(part))
    return frozenset(found)


def _service(entry: _Entry, catalogue: _Catalogue) -> Service:
    needs = (*catalogue.needs, *entry.needs)
    welcomes = [pointer for pointer in (*catalogue.welcomes, *entry.welcomes) if pointer not in needs]
    return Service(
        code=entry.code,
        name=entry.name,
        description=entry.description,
        authority=entry.authority,
        fields=[
            ServiceField(pointer=pointer, label=catalogue.labels[pointer], required=pointer in needs)
            for pointer in (*needs, *welcomes)
        ],
    )


def _unknown(catalogue: _Catalogue) -> Iterable[str]:
    used = {*catalogue.needs, *catalogue.welcomes}
    for entry in catalogue.services:
        used.update(entry.needs, entry.welcomes)
    return sorted((used - set(catalogue.labels)) | (used - pointers(CaseIn)))


def _read(path: Path) -> _Catalogue:
    catalogue = _Catalogue.model_validate(yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader))
    unknown = list(_unknown(catalogue))
    if unknown:
        raise CatalogueError(f"{path.name}: no field of a filing, or no label: {', '.join(unknown)}")
    if len({entry.code for entry in catalogue.services}) != len(catalogue.services):
        raise CatalogueError(f"{path.name}: a code stands twice")
    topics = Counter(catalogue.no_category)
    for entry in catalogue.services:
        topics.update((*entry.topics, *entry.elsewhere))
    twice = sorted(topic for topic, times in topics.items() if times > 1)
    if twice:
        raise CatalogueError(f"{path.name}: a topic stands twice: {', '.join(twice)}")
    return catalogue


@cache
def _own() -> _Catalogue:
    """Once a process: routing and the API read the same file, which comes with the code."""
    return _read(CATALOGUE)


def _catalogue(path: Path | None) -> _Catalogue:
    return _own() if path is None else _read(path)


def load_services(path: Path | None = None) -> Mapping[str, Service]:
    """Code to service, in the order of the file; None is our own. Raises CatalogueError, ValidationError."""
    catalogue = _catalogue(path)
    return {entry.code: _service(entry, catalogue) for entry in catalogue.services}


def load_matters(path: Path | None = None) -> Matters:
    """What the catalogue says for routing; None is our own. Raises CatalogueError, ValidationError."""
    catalogue = _catalogue(path)
    entries = catalogue.services
    return Matters(
        category_of={topic: entry.code for entry in entries for topic in (*entry.topics, *entry.elsewhere)},
        no_category=frozenset(catalogue.no_category),
        elsewhere=frozenset(topic for entry in entries for topic in entry.elsewhere),
        competent={entry.code: entry.competent for entry in entries},
        online=frozenset(entry.code for entry in entries if entry.online),
    )


def find_service(services: Mapping[str, Service], code: str) -> Service:
    """Raises ServiceNotFound."""
    try:
        return services[code]
    except KeyError:
        raise ServiceNotFound from None
