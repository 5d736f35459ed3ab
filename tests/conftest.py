"""What holds for every test."""

from collections.abc import Iterator

import pytest
from sanic import Sanic
from sanic.router import Router


@pytest.fixture(autouse=True)
def _applications_are_let_go() -> Iterator[None]:
    """Sanic keeps every application there ever was, in places that a process with one of them never minds: by its name, in the
    blueprints it shares with others, and in the memory of its router. Thousands of tests make gigabytes of that. An
    application that is still served (of a module's fixture) needs none of the three."""
    yield
    for app in Sanic._app_registry.values():
        for blueprint in app.blueprints.values():
            blueprint.reset()
    Sanic._app_registry.clear()
    Router.get.cache_clear()
    Router.find_route_by_view_name.cache_clear()
