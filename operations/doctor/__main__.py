"""`python -m operations.doctor [--json]`: is everything as it must be? Exit code 0 well, 1 to be minded, 2 broken."""

import argparse
import asyncio
import json
import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from desk.clock import utc_now
from desk.commands import command_settings
from desk.privacy.keyfile import FILE, known
from desk.settings import SettingsError
from operations.doctor.examining import examine
from operations.doctor.finding import EXIT_CODES, Finding, Grade, broken, worst

MARKS = {Grade.WELL: "✓", Grade.MIND: "!", Grade.BROKEN: "✗"}


def findings() -> list[Finding]:
    """What was found. Settings that cannot be read are the only finding then: all else hangs on them."""
    try:
        settings = command_settings()
    except SettingsError as error:
        return [broken("settings", str(error), "correct it; the desk does not start with it")]
    data = Path(os.environ.get("XIAOBAO_DATA") or "var").resolve()
    environ = {**known(data / FILE), **{name: value for name, value in os.environ.items() if value}}
    return asyncio.run(examine(settings, environ, now=utc_now()))


def as_text(found: Sequence[Finding]) -> str:
    """One line a check, and under it what to do."""
    width = max(len(one.check) for one in found)
    lines = []
    for one in found:
        lines.append(f"{MARKS[one.grade]} {one.check:<{width}}  {one.said}")
        if one.act:
            lines.append(f"  {'':<{width}}  → {one.act}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m operations.doctor", description=__doc__)
    parser.add_argument("--json", action="store_true", help="for programs")
    chosen = parser.parse_args(arguments)
    logging.disable(logging.CRITICAL)  # the findings say it, once
    found = findings()
    if chosen.json:
        told = {"grade": worst(found), "findings": [asdict(one) for one in found]}
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        print(as_text(found))
    return EXIT_CODES[worst(found)]


if __name__ == "__main__":
    sys.exit(main())
