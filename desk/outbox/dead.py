"""`python -m desk.outbox.dead [--retry ID]`: list what could not be sent, or have one item tried again."""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from desk.clock import utc_now
from desk.commands import command_settings, operator
from desk.errors import DeskError
from desk.outbox import letters
from desk.outbox.letters import Letter, LetterQuery
from desk.privacy.vault import Vault
from desk.settings import Settings
from desk.store.database import Database


def line(letter: Letter) -> str:
    """One item on one line; nothing in it is personal."""
    about = letter.case_id or letter.conversation_id or "-"
    since = letter.created_at.isoformat(timespec="seconds")
    return f"{letter.id}  {letter.kind:<16} {letter.error_code or '-':<24} {letter.attempts:>4}  {since}  {about}"


async def list_dead(database: Database) -> list[str]:
    """All dead items, oldest first, a line each."""
    lines, cursor = [], None
    while True:
        async with database.read() as session:
            page = await letters.list_letters(session, LetterQuery(cursor=cursor, limit=100))
        lines += [line(letter) for letter in page.items]
        cursor = page.next_cursor
        if cursor is None:
            return lines


async def run(settings: Settings, wanted: str | None) -> list[str]:
    """What is to be printed. Raises DeskError when the item cannot be tried again."""
    database = Database(settings.database_url)
    try:
        if wanted is None:
            return await list_dead(database) or ["no dead letters"]
        async with database.write() as session:
            letter = await letters.retry(
                session,
                Vault(settings.keys, settings.digest_key),
                wanted,
                actor=operator(),
                now=utc_now(),
            )
        return [f"{letter.id} is due again"]
    finally:
        await database.close()


def main(arguments: Sequence[str] | None = None) -> None:
    """Exits with 1 and the reason when the item cannot be tried again."""
    parser = argparse.ArgumentParser(prog="python -m desk.outbox.dead", description=__doc__)
    parser.add_argument("--retry", metavar="ID", help="have this item tried again")
    wanted = parser.parse_args(arguments).retry
    try:
        print(*asyncio.run(run(command_settings(), wanted)), sep="\n")
    except DeskError as error:
        sys.exit(f"{error.code}: {error.detail}")


if __name__ == "__main__":
    main()
