"""Every route of the running app, each row of planted.py at each: no crash, no half-kept rows, no word of the inside."""

from typing import Any

from sanic import Sanic

from desk.clients import Scope
from tests.desk.builders import on_sqlite
from tests.desk.console.inbox.talking import Consumer
from tests.fuzz.areas import API, AREAS, WEBCHAT, WEBHOOKS, doors, try_all
from tests.fuzz.channels import bearer, platform
from tests.fuzz.conftest import CHIEF_TOKEN, SHOP_TOKEN
from tests.fuzz.doors import Door, Forms, routes, signed
from tests.fuzz.knocking import Knocking


def token_for(door: Door) -> str:
    """Of the client that the route is for."""
    return SHOP_TOKEN if door.scope == Scope.ENTERPRISE else CHIEF_TOKEN


@on_sqlite
async def test_every_route_is_a_door_of_one_area(app: Sanic[Any, Any], consumer: Consumer) -> None:
    found = [door.label for area in (*AREAS, None) for door in await doors(app, Forms(app), area)]
    served = [f"{method} {template}" for method, template, _ in routes(app)]
    assert sorted(found) == sorted(served)
    assert len(found) == len(set(found)) > 250
    for door in await doors(app, Forms(app), WEBHOOKS):
        assert platform(app, door).body is not None or door.good.method == "GET", door.label


async def test_the_case_api(app: Sanic[Any, Any], consumer: Consumer, knocking: Knocking) -> None:
    found = [signed(door, bearer(token_for(door))) for door in await doors(app, Forms(app), API)]
    await try_all(knocking, found)


async def test_the_chat_and_what_is_open(
    app: Sanic[Any, Any], consumer: Consumer, knocking: Knocking
) -> None:
    found = [signed(door, bearer(consumer.token)) for door in await doors(app, Forms(app), WEBCHAT)]
    await try_all(knocking, [*found, *await doors(app, Forms(app), None)])
    await consumer.say("还在吗？", waits=False)


@on_sqlite
async def test_what_platforms_call(app: Sanic[Any, Any], consumer: Consumer, knocking: Knocking) -> None:
    await try_all(knocking, [platform(app, door) for door in await doors(app, Forms(app), WEBHOOKS)])
