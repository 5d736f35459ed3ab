"""`python -m desk.store.migrate [revision]`: bring the database to the newest (or the named) revision."""

import sys
from pathlib import Path

from alembic import command
from alembic.config import Config

from desk.settings import read_settings
from desk.store.database import driver_url

SCRIPTS = Path(__file__).parents[1] / "migrations"


def alembic_config(database_url: str) -> Config:
    """Alembic's configuration for this database; no ini file is needed."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    # ConfigParser reads % as interpolation, and passwords may hold one.
    config.set_main_option("sqlalchemy.url", driver_url(database_url, asynchronous=False).replace("%", "%%"))
    return config


def migrate(database_url: str, revision: str = "head") -> None:
    """Upgrade to `revision`. Harmless when already there."""
    command.upgrade(alembic_config(database_url), revision)


if __name__ == "__main__":
    settings = read_settings()
    settings.data.mkdir(parents=True, exist_ok=True)
    migrate(settings.database_url, *sys.argv[1:2])
