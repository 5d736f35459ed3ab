"""`python -m desk.enterprises.importing FILE`: enrol many from a CSV file (UTF-8), all of them or none.

Columns: code, name, aliases, shops, uscc, region_code, agency_id, active. Several aliases are parted by `;`, a
shop is `platform/shop`; an empty cell is none, an empty `active` yes. A code that is enrolled already is changed
to what the file says, so that a list may be kept as a file and imported again.
"""

import argparse
import csv
import datetime as dt
import io
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from desk.clock import utc_now
from desk.commands import CommandError, operator, run_command
from desk.enterprises.errors import EnterpriseNotFound
from desk.enterprises.schemas import EnterpriseIn, EnterprisePatch
from desk.enterprises.service import amend, enrol, find_enterprise
from desk.errors import DeskError
from desk.privacy.vault import Vault
from desk.settings import Settings
from desk.store.database import Database

COLUMNS = ("code", "name", "aliases", "shops", "uscc", "region_code", "agency_id", "active")
YES_OR_NO = {"": True, "true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


class ImportRefused(ValueError):
    """The file cannot be used; the message names the line and what is wrong."""


def read_rows(text: str) -> Iterator[tuple[int, EnterpriseIn]]:
    """Line numbers and enrolments. Raises ImportRefused."""
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    missing = {"code", "name"} - set(rows.fieldnames or ())
    unknown = set(rows.fieldnames or ()) - set(COLUMNS)
    if missing or unknown:
        raise ImportRefused(f"line 1: missing {sorted(missing)}, unknown {sorted(unknown)}")
    for row in rows:
        yield rows.line_num, _enrolment(rows.line_num, row)


def _enrolment(line: int, row: dict[str, str | None]) -> EnterpriseIn:
    cell = {name: (row.get(name) or "").strip() for name in COLUMNS}
    if None in row or cell["active"].lower() not in YES_OR_NO:
        raise ImportRefused(f"line {line}: too many cells, or active is neither yes nor no")
    shops = [shop.partition("/") for shop in _several(cell["shops"])]
    told = {
        "code": cell["code"],
        "name": cell["name"],
        "aliases": _several(cell["aliases"]),
        "shops": [{"platform": platform, "shop": shop} for platform, _, shop in shops],
        "uscc": cell["uscc"] or None,
        "region_code": cell["region_code"] or None,
        "agency_id": cell["agency_id"] or None,
        "active": YES_OR_NO[cell["active"].lower()],
    }
    try:
        return EnterpriseIn.model_validate(told)
    except ValidationError as error:
        wrong = "; ".join(f"{'/'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise ImportRefused(f"line {line}: {wrong}") from error


def _several(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


async def import_enterprises(
    session: AsyncSession, vault: Vault, text: str, *, actor: str, now: dt.datetime
) -> tuple[int, int]:
    """How many were enrolled and how many changed. Raises ImportRefused; the caller's transaction is then over."""
    fresh = changed = 0
    for line, told in read_rows(text):
        try:
            known = await find_enterprise(session, told.code, lock=True)
        except EnterpriseNotFound:
            known = None
        try:
            if known is None:
                await enrol(session, vault, told, actor=actor, now=now)
                fresh += 1
            else:
                patch = EnterprisePatch.model_validate(told.model_dump(exclude={"code"}))
                await amend(session, vault, known, patch, actor=actor, now=now)
                changed += 1
        except DeskError as error:
            raise ImportRefused(f"line {line}: {error.title}") from error
    return fresh, changed


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 0 imported, 1 refused."""
    parser = argparse.ArgumentParser(prog="python -m desk.enterprises.importing", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("file", type=Path)
    chosen = parser.parse_args(arguments)

    async def carry_out(settings: Settings, database: Database) -> int:
        vault = Vault(settings.keys, settings.digest_key)
        try:
            text = chosen.file.read_text(encoding="utf-8")
            async with database.write() as session:
                fresh, changed = await import_enterprises(
                    session, vault, text, actor=operator(), now=utc_now()
                )
        except (ImportRefused, OSError, UnicodeDecodeError) as refusal:
            raise CommandError(str(refusal)) from refusal
        print(f"{fresh} enrolled, {changed} changed")
        return 0

    return run_command("enterprises", "enterprises", carry_out)


if __name__ == "__main__":
    sys.exit(main())
