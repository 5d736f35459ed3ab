"""The catalogue of what can be complained about, read from services.yml."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field

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


class _Catalogue(BaseModel):
    model_config = ConfigDict(extra="forbid")

    labels: dict[str, str]
    needs: list[str]
    welcomes: list[str]
    services: Annotated[list[_Entry], Field(min_length=1)]


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


def load_services(path: Path = CATALOGUE) -> Mapping[str, Service]:
    """Code to service, in the order of the file. Raises CatalogueError, pydantic.ValidationError."""
    catalogue = _Catalogue.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    unknown = list(_unknown(catalogue))
    if unknown:
        raise CatalogueError(f"{path.name}: no field of a filing, or no label: {', '.join(unknown)}")
    services = {entry.code: _service(entry, catalogue) for entry in catalogue.services}
    if len(services) != len(catalogue.services):
        raise CatalogueError(f"{path.name}: a code stands twice")
    return services


def find_service(services: Mapping[str, Service], code: str) -> Service:
    """Raises ServiceNotFound."""
    try:
        return services[code]
    except KeyError:
        raise ServiceNotFound from None
