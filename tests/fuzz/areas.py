"""The areas of the app, their doors, and what is asked of each visit to them."""

from typing import Any

from sanic import Sanic

from tests.fuzz.doors import Door, Forms, door_of, parts_of, routes
from tests.fuzz.knocking import Knocking, shapes_for
from tests.fuzz.planted import FOR_DATABASES, HEADS, LEAST, TEXTS
from tests.fuzz.seeding import known_parts

API, WEBCHAT, WEBHOOKS, CONSOLE = "/api/v1", "/webchat/api", "/webhooks", "/console"
REFUSED_AT_THE_DOOR = (401, 403, 405, 415)
SHUT = {
    "POST /console/sign-in": "nobody has such a name: it was tried, and is told so with this status",
    "POST /console/code": "only who has given a password and owes a code comes here",
}
# What takes away what other routes need is tried last.
LAST = (
    "/close",
    "/return",
    "/transfer",
    "/snooze",
    "/release",
    "/return-to-bot",
    "/clear",
    "/erase",
    "/disable",
)
AREAS = (API, WEBCHAT, WEBHOOKS, CONSOLE)


async def doors(app: Sanic[Any, Any], forms: Forms, under: str | None) -> list[Door]:
    """Of one area; None: of what lies in none of them."""
    found = []
    for method, template, handler in routes(app):
        area = next((area for area in AREAS if template == area or template.startswith(f"{area}/")), None)
        if area == under:
            parts = await known_parts(app, template, parts_of(template))
            found.append(door_of(method, template, handler, parts, forms))
    return sorted(found, key=lambda door: door.label.startswith("DELETE") or door.label.endswith(LAST))


async def try_all(knocking: Knocking, found: list[Door]) -> None:
    """Everything on SQLite, and on PostgreSQL what the two may read differently. Whoever may call does come in: where
    a door stays shut to the call as it should be, nothing behind it was tried."""
    if knocking.app.ctx.desk.settings.database_url.startswith("postgresql"):
        await knocking.try_all(found, FOR_DATABASES, lambda _door: {})
    else:
        await knocking.try_all(found, TEXTS, shapes_for)
        assert min(knocking.report.met.values()) >= LEAST
    judge(knocking)
    shut = {label: status for label, status in knocking.report.good.items() if status in REFUSED_AT_THE_DOOR}
    assert shut.keys() <= SHUT.keys(), shut


def judge(knocking: Knocking) -> None:
    wrong = knocking.report.wrong
    assert not wrong, f"{len(wrong)} wrong:\n" + "\n".join(wrong)
    assert min(knocking.report.met.values()) >= min(len(HEADS), len(FOR_DATABASES))
