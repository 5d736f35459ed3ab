"""Where conversations rest between turns: one encrypted, bounded row each.

Named in ``endpoints.yml``. Rasa's own SQL store keeps one clear row an event and reads them all for every
turn; here a row holds the compacted tracker (``bot.compaction``) and the replies to the last messages, so
that both change in one write: a turn is either wholly there, with its answer, or has not happened.

Rasa's async interface is kept, but the database is spoken to synchronously, as Rasa's own store does: one
read and one write a turn, a millisecond each, and no await between them that a cancelled request could cut.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException

from bot.compaction import compact
from bot.sealing import Sealer
from bot.settings import BrainSettings

# Messages of a conversation whose replies can be given again. Its turns are strictly one after another, so only
# the last one is ever asked for twice; the others are for a restored backup of the desk. All are sealed anew each turn.
REMEMBERED_TURNS = 4
BUSY_TIMEOUT = 5  # in seconds: how long another writer may hold the SQLite file
CONNECT_TIMEOUT = 5  # in seconds, PostgreSQL
STATEMENT_TIMEOUT = 5_000  # in milliseconds, PostgreSQL

metadata = sa.MetaData()

conversations = sa.Table(
    "brain_conversations",
    metadata,
    sa.Column("sender_id", sa.String(255), primary_key=True, comment="conversation id, as the desk gave it"),
    sa.Column("version", sa.Integer, nullable=False, comment="number of writes, to notice another writer"),
    sa.Column("sealed", sa.LargeBinary, nullable=False, comment="encrypted events and last replies"),
    sa.Column("updated_at", sa.BigInteger, nullable=False, comment="last write, Unix seconds"),
)

# Made once: putting a statement together costs more than SQLite takes for it.
LOAD = sa.select(conversations.c.version, conversations.c.sealed).where(
    conversations.c.sender_id == sa.bindparam("whose")
)
REPLACE = (
    conversations.update()
    .where(conversations.c.sender_id == sa.bindparam("whose"))
    .where(conversations.c.version == sa.bindparam("known"))
)  # what is set are the columns among the parameters


class ConversationChanged(RasaException):
    """The conversation was written by somebody else since it was read (another brain process)."""


@dataclass(frozen=True)
class Turn:
    """One answered message: its id, the replies as they went out, and why (bot.explanation).

    ``explanation`` is None for turns that were answered before explanations were kept.
    """

    message_id: str
    replies: list[dict[str, Any]]
    explanation: dict[str, Any] | None = None

    def as_row(self) -> dict[str, Any]:
        """What is stored of it. Not dataclasses.asdict, which copies every reply to its depths."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Turn:
        """A stored turn. Keys of a later version are left out, so that going back one does not lose talks."""
        return cls(**{field.name: row[field.name] for field in fields(cls) if field.name in row})


@dataclass(frozen=True)
class Conversation:
    """What is stored of one conversation. ``version`` 0 and no tracker: nothing yet."""

    sender_id: str
    version: int
    tracker: DialogueStateTracker | None
    turns: tuple[Turn, ...]

    def turn(self, message_id: str) -> Turn | None:
        """The turn that answered ``message_id``, or None if it is not among the remembered ones."""
        return next((turn for turn in self.turns if turn.message_id == message_id), None)


class CompactTrackerStore(TrackerStore):
    """Rasa tracker store over SQLite or PostgreSQL.

    ``retrieve`` and ``save`` serve Rasa's own commands (``rasa shell``). The desk's channel uses ``load`` and
    ``store``, which carry the replies along and refuse to overwrite another process's turn.
    """

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: Any = None,
        settings: BrainSettings | None = None,
        **kwargs: Any,
    ) -> None:
        """Opens the database and makes the table when missing.

        Rasa passes ``host`` (the ``url`` of endpoints.yml), which is not used: the environment names the
        database. Raises BadSetting, and sqlalchemy's OperationalError when the database cannot be reached.
        """
        if event_broker is not None:
            raise RasaException(
                "CompactTrackerStore does not publish events: remove event_broker from endpoints.yml"
            )
        super().__init__(domain, None, **kwargs)
        settings = settings or BrainSettings.from_env()
        self._sealer = Sealer.from_settings(settings)
        self._engine = create_engine(settings.database_url)
        create_table(self._engine)

    async def load(self, sender_id: str) -> Conversation:
        """The stored conversation, or an empty one. Raises SealBroken, sqlalchemy.exc.SQLAlchemyError."""
        with self._engine.connect() as connection:
            row = connection.execute(LOAD, {"whose": sender_id}).first()
        if row is None:
            return Conversation(sender_id, 0, None, ())
        content = self._sealer.open(bytes(row.sealed), sender_id)
        tracker = DialogueStateTracker.from_dict(sender_id, content["events"], self.domain.slots)
        turns = tuple(Turn.from_row(turn) for turn in content["turns"])
        return Conversation(sender_id, row.version, tracker, turns)

    async def store(
        self, conversation: Conversation, tracker: DialogueStateTracker, turn: Turn | None
    ) -> None:
        """Replace what was loaded as ``conversation`` by ``tracker``, and remember ``turn``.

        Raises ConversationChanged when the row is no longer the one that was loaded.
        """
        turns = (*conversation.turns, turn) if turn else conversation.turns
        values = {
            "sender_id": conversation.sender_id,
            "version": conversation.version + 1,
            "sealed": self._seal(tracker, turns[-REMEMBERED_TURNS:]),
            "updated_at": int(time.time()),
        }
        with self._engine.begin() as connection:
            if conversation.version == 0:
                try:
                    connection.execute(conversations.insert().values(**values))
                except sa.exc.IntegrityError as error:
                    raise ConversationChanged(conversation.sender_id) from error
                return
            known = {"whose": conversation.sender_id, "known": conversation.version}
            if connection.execute(REPLACE, {**values, **known}).rowcount != 1:
                raise ConversationChanged(conversation.sender_id)

    async def forget(self, sender_id: str) -> bool:
        """Delete all that is kept of a conversation. False when nothing was."""
        query = conversations.delete().where(conversations.c.sender_id == sender_id)
        with self._engine.begin() as connection:
            return connection.execute(query).rowcount > 0

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker of a conversation, or None when there is none."""
        return (await self.load(sender_id)).tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store a tracker whatever is there; the replies remembered with it stay."""
        await self.store(await self.load(tracker.sender_id), tracker, None)

    async def keys(self) -> Iterable[str]:
        """The ids of all conversations."""
        with self._engine.connect() as connection:
            return list(connection.execute(sa.select(conversations.c.sender_id)).scalars())

    def close(self) -> None:
        """Close the database connections."""
        self._engine.dispose()

    def _seal(self, tracker: DialogueStateTracker, turns: tuple[Turn, ...]) -> bytes:
        events = compact(tracker, self.domain.slots)
        content = {
            "events": [event.as_dict() for event in events],
            "turns": [turn.as_row() for turn in turns],
        }
        return self._sealer.seal(content, bound_to=tracker.sender_id)


def create_table(engine: sa.engine.Engine) -> None:
    """Make the table when it is missing, also when another brain is doing the same."""
    try:
        metadata.create_all(engine)
    except (sa.exc.ProgrammingError, sa.exc.OperationalError, sa.exc.IntegrityError):
        metadata.create_all(engine)  # the other one was first: now it is seen; another fault comes again


def create_engine(url: str) -> sa.engine.Engine:
    """An engine with timeouts, so that a stuck database fails a turn instead of hanging the brain."""
    parsed = sa.engine.make_url(url)
    if parsed.get_backend_name() == "postgresql":
        options = f"-c statement_timeout={STATEMENT_TIMEOUT} -c lock_timeout={STATEMENT_TIMEOUT}"
        return sa.create_engine(
            parsed,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={"connect_timeout": CONNECT_TIMEOUT, "options": options},
        )
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    # One connection a thread, kept: without a pool each read and write would open the file anew.
    engine = sa.create_engine(
        parsed,
        hide_parameters=True,
        connect_args={"timeout": BUSY_TIMEOUT},
        poolclass=sa.pool.SingletonThreadPool,
    )

    @sa.event.listens_for(engine, "connect")
    def _write_ahead(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA journal_mode=WAL")  # the desk may use the same file

    return engine
