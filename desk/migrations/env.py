"""Alembic's environment: the desk's own URL, one migration at a time, never waiting long for a lock."""

import os

from alembic import context
from sqlalchemy import create_engine, event, pool, text

from desk.settings import read_settings
from desk.store.base import Base
from desk.store.database import driver_url
from desk.store.models import load_models

LOCK_TIMEOUT = "10s"  # a migration that cannot get its lock gives up instead of queueing everybody behind it
ADVISORY_LOCK = 0x71A0_BA0  # one migrating process at a time on PostgreSQL

load_models()


def run() -> None:
    """Migrate in one transaction: all of it or nothing."""
    url = context.config.get_main_option("sqlalchemy.url") or driver_url(
        read_settings(os.environ).database_url, asynchronous=False
    )
    engine = create_engine(url, poolclass=pool.NullPool)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def connected(connection: object, _record: object) -> None:
            connection.isolation_level = None  # type: ignore[attr-defined]
            # A migration walks whole tables and fills indexes: with the usual 2 MiB a million cases take an hour.
            connection.execute("PRAGMA cache_size=-262144")  # type: ignore[attr-defined]  # 256 MiB

        @event.listens_for(engine, "begin")
        def begun(connection: object) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # type: ignore[attr-defined]

    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=engine.dialect.name == "sqlite",
        )
        with context.begin_transaction():
            if engine.dialect.name == "postgresql":
                connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
                connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
            context.run_migrations()
        connection.commit()


run()
