"""Documents handed to the parties, written from the state of a case."""

from typing import TYPE_CHECKING, Any

from sanic import Sanic

if TYPE_CHECKING:
    from desk.documents.ports import AgencyName, Audit


def install(
    app: Sanic[Any, Any], *, agency_name: "AgencyName | None" = None, audit: "Audit | None" = None
) -> None:
    """Register the routes under /api/v1.

    agency_name: finds what an agency is called; without it the name is left open. audit: where each reading of a
    document is recorded; without it, a line of the log.
    """
    # Imported here: the state table names documents, so this room is part of the context's own imports.
    from desk.documents import ports
    from desk.documents.api import Room, blueprint

    app.ctx.documents = Room(agency_name or ports.no_agencies, audit or ports.log_only)
    app.blueprint(blueprint)
