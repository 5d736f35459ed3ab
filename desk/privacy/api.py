"""/api/v1/persons: export and erase what is held of one person."""

import tempfile
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, Sanic
from sanic.response import ResponseStream, raw

from desk.clients.guard import client_of, guard
from desk.context import Desk, desk_of
from desk.privacy import openapi
from desk.privacy.errors import UnknownFormat
from desk.privacy.schemas import ErasureIn, PersonExport, PersonIn
from desk.privacy.service import PrivacyDesk, erase_one, export_person, write_zip
from desk.privacy.trackers import Trackers
from desk.web.bodies import decode, expect_json
from desk.web.operations import describes

MAX_BODY = 8 * 2**10  # bytes
IN_MEMORY = 16 * 2**20  # bytes of an archive; a larger one goes through a file that has no name
PIECE = 64 * 2**10  # bytes sent at a time
FORMATS = frozenset({"json", "zip"})

blueprint = Blueprint("privacy_v1", url_prefix="/api/v1")
blueprint.on_request(guard)


def _desk(desk: Desk) -> PrivacyDesk:
    settings = desk.settings
    return PrivacyDesk(
        desk.database,
        desk.vault,
        desk.storage,
        desk.limiter,
        Trackers(settings.brain_database),
        settings.retention,
    )


@blueprint.post("/persons/export")
@describes(openapi.EXPORT)
async def export(request: Request) -> Any:
    """One person, in JSON or with the files in an archive."""
    wanted = request.args.get("format", "json")
    if wanted not in FORMATS:
        raise UnknownFormat
    expect_json(request, MAX_BODY)
    desk, asked = desk_of(request), decode(PersonIn, request)
    told = await export_person(
        _desk(desk), asked, actor=f"client:{client_of(request).name}", now=desk.clock()
    )
    if wanted == "zip":
        return await _archive(_desk(desk), told)
    return raw(told.model_dump_json().encode(), content_type="application/json")


async def _archive(desk: PrivacyDesk, told: PersonExport) -> ResponseStream:
    """Made whole before the first byte is sent: what goes wrong is still an error then."""
    # Closed by the stream's end; nothing else can name it.
    out = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
    try:
        await write_zip(desk, told, out)
    except BaseException:
        out.close()
        raise
    out.seek(0)

    async def send(response: Any) -> None:
        with out:
            while piece := out.read(PIECE):
                await response.write(piece)

    name = f"attachment; filename=person-{told.request_id}.zip"
    return ResponseStream(send, headers={"Content-Disposition": name}, content_type="application/zip")


@blueprint.post("/persons/erase")
@describes(openapi.ERASE)
async def erase(request: Request) -> HTTPResponse:
    """One person, as far as the law lets us."""
    expect_json(request, MAX_BODY)
    desk, asked = desk_of(request), decode(ErasureIn, request)
    done = await erase_one(_desk(desk), asked, actor=f"client:{client_of(request).name}", now=desk.clock())
    return raw(done.model_dump_json().encode(), content_type="application/json")


def install(app: Sanic[Any, Any]) -> None:
    app.blueprint(blueprint)
