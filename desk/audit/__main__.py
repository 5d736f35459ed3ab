"""`python -m desk.audit verify [--anchor SEQ:HASH]`: does the audit log hold? Exit code 0 if so, else 1."""

import argparse
import re
import sys
from collections.abc import Sequence

from desk.audit.verifying import Broken, verify
from desk.commands import run_command
from desk.privacy.vault import Vault
from desk.settings import Settings
from desk.store.database import Database

ANCHOR = re.compile(r"(\d{1,18}):([0-9a-f]{64})", re.ASCII)


def _anchor(text: str) -> tuple[int, str]:
    found = ANCHOR.fullmatch(text.strip().lower())
    if found is None:
        raise argparse.ArgumentTypeError("an anchor looks like 120:5f0c…, number and 64 hex digits")
    return int(found[1]), found[2]


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m desk.audit", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    checking = commands.add_parser("verify", help="walk the chain from its first entry to its last")
    checking.add_argument(
        "--anchor",
        type=_anchor,
        metavar="SEQ:HASH",
        help="a head as it was logged or read from /api/v1/audit/head; finds out whether the log was cut back",
    )
    chosen = parser.parse_args(arguments)

    async def check(settings: Settings, database: Database) -> int:
        async with database.read() as session:
            found = await verify(session, Vault(settings.keys, settings.digest_key), anchor=chosen.anchor)
        if isinstance(found, Broken):
            print(f"broken at entry {found.seq}: {found.fault.value}")
            return 1
        print(f"intact: {found.seq} entries; anchor {found.seq}:{found.hash}")
        return 0

    return run_command("audit", "audit_log", check)


if __name__ == "__main__":
    sys.exit(main())
