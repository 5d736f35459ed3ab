"""The desk's fixtures, for connectors whose tests talk to the whole desk."""

from tests.desk.conftest import (
    api,
    app,
    clock,
    database,
    database_url,
    migrated_postgres,
    migrated_sqlite,
    postgres_url,
    redis_url,
    served,
    settings,
    vault,
)

__all__ = [
    "api",
    "app",
    "clock",
    "database",
    "database_url",
    "migrated_postgres",
    "migrated_sqlite",
    "postgres_url",
    "redis_url",
    "served",
    "settings",
    "vault",
]
