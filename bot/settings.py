"""What the brain process is told from outside, decoded once.

Read by the tracker store and the channel when Rasa builds them; nothing else in ``bot/`` looks at the
environment.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rasa.shared.exceptions import RasaException

DEFAULT_DATA_DIR = "var"
DATABASE_FILE = "brain.db"
KEY_FILE = "brain.key"
POSTGRESQL_NAMES = frozenset({"postgres", "postgresql"})


class BadSetting(RasaException):
    """A setting is missing or unusable; ``name`` is the variable to correct."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name


@dataclass(frozen=True)
class BrainSettings:
    """Settings of one brain process.

    ``database_url`` is an SQLAlchemy 1.4 URL with a synchronous driver. ``keys`` are Fernet keys (urlsafe
    base64 of 32 bytes), the first encrypts and all decrypt; empty means: use the key file in ``data_dir``.
    ``token`` is the bearer token of the desk, or None when the environment names none.
    """

    data_dir: Path
    database_url: str = field(repr=False)  # holds a password
    keys: tuple[str, ...] = field(repr=False)
    token: str | None = field(repr=False)

    @property
    def key_file(self) -> Path:
        return self.data_dir / KEY_FILE

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> BrainSettings:
        """Decode the environment. Raises BadSetting, which names the variable."""
        env = os.environ if environ is None else environ
        data_dir = Path(env.get("XIAOBAO_DATA") or DEFAULT_DATA_DIR)
        name = "BRAIN_DATABASE_URL" if env.get("BRAIN_DATABASE_URL") else "DATABASE_URL"
        given_url = env.get(name)
        return cls(
            data_dir=data_dir,
            database_url=synchronous_url(given_url, name)
            if given_url
            else f"sqlite:///{data_dir / DATABASE_FILE}",
            keys=tuple(key.strip() for key in env.get("XIAOBAO_KEY", "").split(",") if key.strip()),
            token=env.get("BRAIN_TOKEN") or None,
        )


def synchronous_url(url: str, setting: str = "DATABASE_URL") -> str:
    """The same database through a driver this environment has.

    The desk runs SQLAlchemy 2.1 with psycopg 3 and aiosqlite; Rasa is held to SQLAlchemy 1.4, hence psycopg2
    and the sqlite3 of the standard library. Raises BadSetting for any other database.

    >>> synchronous_url("postgresql+psycopg://u:p@127.0.0.1/db")
    'postgresql+psycopg2://u:p@127.0.0.1/db'
    >>> synchronous_url("sqlite+aiosqlite:///var/xiaobao.db")
    'sqlite:///var/xiaobao.db'
    """
    scheme, separator, rest = url.partition("://")
    database = scheme.split("+")[0]
    if separator and database in POSTGRESQL_NAMES:
        return f"postgresql+psycopg2://{rest}"
    if separator and database == "sqlite":
        return f"sqlite://{rest}"
    raise BadSetting(setting, "expected postgresql://… or sqlite:///…")
