"""What somebody with every right on the database can do: switch the triggers off and write."""

import sqlite3

import psycopg

from desk.store.database import driver_url


def tamper(url: str, *statements: str) -> None:
    """Carry out statements as the administrator of the database, past the triggers."""
    if driver_url(url).startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        names = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in names:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for _, sql in names:
            connection.execute(sql)
        connection.commit()
        connection.close()
        return
    with psycopg.connect(url) as admin:
        admin.execute("SET session_replication_role = replica")
        for statement in statements:
            admin.execute(statement.encode())
