"""The migration: up, down and up again, and the same tables as the models say."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect

from desk.cases.search import ENGINE_MADE
from desk.store.base import Base
from desk.store.database import driver_url
from desk.store.migrate import alembic_config, migrate
from tests.desk.builders import unique
from tests.services import fresh_database

OURS = {"cases", "case_changes", "idempotency_keys"}


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    with fresh_database(request.getfixturevalue("postgres_url"), unique("empty")) as url:
        yield url


def tables(url: str) -> set[str]:
    engine = create_engine(driver_url(url, asynchronous=False))
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def is_declared(name: str | None, kind: str, parents: object) -> bool:
    """Not what the databases' full-text engines keep for themselves."""
    return not (name or "").startswith((ENGINE_MADE, "ix_case_search_words"))


def test_cases_come_go_and_come_again(empty_database: str) -> None:
    migrate(empty_database)
    assert tables(empty_database) >= OURS
    command.downgrade(alembic_config(empty_database), "0001_conversations")
    assert not tables(empty_database) & OURS
    migrate(empty_database)
    assert tables(empty_database) >= OURS


def test_models_and_migrations_agree(empty_database: str) -> None:
    migrate(empty_database)
    engine = create_engine(driver_url(empty_database, asynchronous=False))
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"compare_type": True, "compare_server_default": True, "include_name": is_declared},
        )
        differences = compare_metadata(context, Base.metadata)
    engine.dispose()
    assert differences == []
