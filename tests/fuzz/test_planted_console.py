"""The console as staff meet it, and every door as strangers do. Beside test_planted.py, so that two processes share the work."""

from typing import Any

from sanic import Sanic

from tests.desk.builders import on_sqlite
from tests.desk.console.inbox.talking import Consumer
from tests.fuzz.areas import AREAS, CONSOLE, doors, judge, try_all
from tests.fuzz.channels import staff
from tests.fuzz.doors import Forms, signed, unsigned
from tests.fuzz.knocking import Knocking
from tests.fuzz.planted import HEADS, TEXTS
from tests.fuzz.profile import THOROUGH


async def _look_at_pages(app: Sanic[Any, Any], knocking: Knocking, forms: Forms) -> None:
    sign = staff(app)
    for door in await doors(app, forms, CONSOLE):
        if door.good.method == "GET" and "events" not in door.good.template:
            _, body = await knocking.send(await sign(door.good))
            forms.feed(body)
            forms.close()
            forms.reset()


async def test_the_console_for_staff(app: Sanic[Any, Any], consumer: Consumer, knocking: Knocking) -> None:
    forms, sign = Forms(app), staff(app)
    await _look_at_pages(app, knocking, forms)
    await try_all(knocking, [signed(door, sign) for door in await doors(app, forms, CONSOLE)])


@on_sqlite
async def test_strangers_at_every_door(app: Sanic[Any, Any], consumer: Consumer, knocking: Knocking) -> None:
    found = [door for area in AREAS for door in await doors(app, Forms(app), area)]
    await knocking.try_all(
        [signed(door, unsigned) for door in found], TEXTS if THOROUGH else (), lambda _door: HEADS
    )
    judge(knocking)
