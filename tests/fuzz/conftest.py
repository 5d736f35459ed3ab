"""The whole desk with every connector, on SQLite and PostgreSQL, and something of everything in it."""

import dataclasses
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sanic import Sanic

from connectors.wechat.settings import Numbers
from desk.app import create_app
from desk.clients import ApiClient, Scope, TokenRegistry
from desk.handoff.office import NEVER_CLOSED
from desk.settings import Settings
from desk.staff import passwords
from desk.store.database import Database
from tests.connectors.wechat.builders import account
from tests.desk.builders import NOBODY, FakeClock, unique
from tests.desk.conftest import (
    UNREACHABLE,
    clock,
    database,
    database_url,
    migrated_postgres,
    migrated_sqlite,
    postgres_url,
    served,
    vault,
)
from tests.desk.conftest import settings as desk_settings
from tests.desk.console.inbox.talking import Consumer, talking_brain
from tests.desk.console.staffing import quick_hasher
from tests.fuzz.channels import HOTLINE
from tests.fuzz.knocking import Knocking
from tests.fuzz.seeding import seed

CHIEF_TOKEN = "chief-token"
SHOP_TOKEN = "shop-token"
# A platform that waits for nothing: else each accepted message would be held for its answer.
AT_ONCE = Numbers(passive_deadline=0.1, hold_deadline=0.1, typing_after=60.0, debounce=0.0, patience=0.1)

__all__ = [
    "clock",
    "database",
    "database_url",
    "desk_settings",
    "migrated_postgres",
    "migrated_sqlite",
    "postgres_url",
    "served",
    "vault",
]


@pytest.fixture
def settings(desk_settings: Settings) -> Settings:
    return dataclasses.replace(desk_settings, staff_hours=NEVER_CLOSED, max_attachments=10_000)


@pytest.fixture
def app(settings: Settings, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Sanic[Any, Any]:
    """A client of the case API that may do everything, and an enterprise; staff whose passwords take a millisecond."""
    monkeypatch.setattr(passwords, "_hasher", quick_hasher)
    Sanic.test_mode = True
    made = create_app(
        settings,
        clock=clock,
        name=unique("desk"),
        brain=talking_brain(),
        wechat_account=account(numbers=AT_ONCE, api_url=UNREACHABLE),
        hotline_config=HOTLINE,
    )
    known = {
        CHIEF_TOKEN: ApiClient("chief", frozenset(Scope) - {Scope.ENTERPRISE}),
        SHOP_TOKEN: ApiClient("shop", frozenset({Scope.ENTERPRISE}), enterprise_id=NOBODY),
    }
    made.ctx.desk = dataclasses.replace(made.ctx.desk, clients=TokenRegistry(known))
    return made


@pytest.fixture
async def consumer(app: Sanic[Any, Any], served: str) -> AsyncIterator[Consumer]:
    made = await seed(app, served, CHIEF_TOKEN)
    yield made
    await made.close()


@pytest.fixture
async def knocking(app: Sanic[Any, Any], served: str, database: Database) -> AsyncIterator[Knocking]:
    made = Knocking(app, served, database)
    yield made
    await made.close()
