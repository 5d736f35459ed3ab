"""`python -m desk.review`: export what was reviewed as a batch; `--drop N`: leave a batch out of the next training."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from desk.clock import utc_now
from desk.commands import CommandError, operator, run_command
from desk.errors import DeskError
from desk.privacy.vault import Vault
from desk.review import exporting, training
from desk.review.errors import NothingToExport
from desk.settings import Settings
from desk.store.database import Database

PROJECT = Path(__file__).parents[2]
TABLE = "teach_batches"


async def export(settings: Settings, database: Database, *, project: Path) -> int:
    """Write <data>/teach/batch-0001.diff, and say what is in it."""
    vault = Vault(settings.keys, settings.digest_key)
    try:
        async with database.write() as session:
            made = await exporting.export(
                session, vault, training.read(project), by=operator(), now=utc_now()
            )
    except NothingToExport:
        print("teach-export: nothing reviewed waits to be exported")
        return 0
    if made.conflicting:
        print(f"teach-export: {made.conflicting} contradict the training data and are flagged in the console")
    if made.batch is None:
        return 0
    folder = settings.data / "teach"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"batch-{made.batch.number:04}.diff"
    file.write_text(made.batch.diff, "utf-8")
    known = f", {made.known} known already" if made.known else ""
    print(f"teach-export: batch {made.batch.number}: {len(made.sentences)} new sentences{known}: {file}")
    return 0


async def drop(settings: Settings, database: Database, *, number: int) -> int:
    vault = Vault(settings.keys, settings.digest_key)
    try:
        async with database.write() as session:
            await exporting.drop(session, vault, number, by=operator(), now=utc_now())
    except DeskError as error:
        raise CommandError(f"batch {number}: {error.detail}") from error
    print(f"teach-export: batch {number} will not be taught")
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m desk.review", description=__doc__)
    parser.add_argument("--drop", type=int, metavar="N", help="do not teach batch N")
    parser.add_argument("--project", type=Path, default=PROJECT, help="where data/ lies")
    told = parser.parse_args(arguments)
    if told.drop is not None:
        return run_command("teach-export", TABLE, lambda s, d: drop(s, d, number=told.drop))
    return run_command("teach-export", TABLE, lambda s, d: export(s, d, project=told.project.resolve()))


if __name__ == "__main__":
    sys.exit(main())
