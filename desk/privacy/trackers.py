"""Whether the brain still remembers a conversation: a look into its own table (bot/tracker_store.py)."""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from desk.store.database import Database

TABLE = sa.table("brain_conversations", sa.column("sender_id"))


class Trackers:
    """The brain's database, looked at and never written: the brain forgets by its own door."""

    def __init__(self, database_url: str) -> None:
        self._url = database_url

    async def holds(self, brain_id: str) -> bool | None:
        """None when the store cannot be seen from here: on another machine, not made yet, away."""
        if not readable(self._url):
            return None
        database = Database(self._url)
        try:
            async with database.read() as session:
                wanted = sa.select(TABLE.c.sender_id).where(TABLE.c.sender_id == brain_id)
                return await session.scalar(wanted) is not None
        except SQLAlchemyError:
            return None
        finally:
            await database.close()


def readable(database_url: str) -> bool:
    """Whether opening it would not make a new, empty file."""
    url = make_url(database_url)
    return url.get_backend_name() != "sqlite" or Path(url.database or "").exists()
