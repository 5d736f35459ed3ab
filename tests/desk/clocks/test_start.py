"""A changed calendar file takes effect when the desk starts, and by the command."""

import asyncio
import os
import subprocess
import sys
from typing import Any

import httpx
import pytest
from sanic import Sanic

from desk.cases.model import Case
from desk.settings import Settings
from tests.desk.builders import on_sqlite
from tests.desk.clocks.casework import Casework, day

pytestmark = on_sqlite

FILE = '[{"from": "2027-01-01", "to": "2027-01-04", "working": false}, {"announced": 2027}]'


@pytest.fixture
async def case(casework: Casework, settings: Settings) -> Case:
    """Filed by the desk as it was before; then the operator wrote the file."""
    filed = await casework.file("2026-12-23")
    settings.calendar_file.write_text(FILE, encoding="utf-8")
    return filed


@pytest.fixture
def app(case: Case, app: Sanic[Any, Any]) -> Sanic[Any, Any]:
    return app  # made after the file was written, as a restart would


async def test_start_recounts_with_the_changed_file(
    case: Case, api: httpx.AsyncClient, casework: Casework
) -> None:
    assert case.decide_by == day("2027-01-04")
    async with asyncio.timeout(10):
        while (await casework.read(case)).decide_by == case.decide_by:
            await asyncio.sleep(0.02)
    shown = (await api.get(f"/api/v1/cases/{case.id}")).json()
    assert (shown["decide_by"], shown["decide_by_provisional"]) == ("2027-01-05", False)


def run(settings: Settings) -> subprocess.CompletedProcess[str]:
    env = {
        "PATH": os.environ["PATH"],
        "XIAOBAO_DATA": str(settings.data),
        "DATABASE_URL": settings.database_url,
        "XIAOBAO_KEY": ",".join(settings.keys),
        "BRAIN_TOKEN": "x",
        "CASE_API_TOKEN": "x",
    }
    command = [sys.executable, "-m", "desk.clocks.recompute"]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=120)


async def test_command_says_how_many_moved(case: Case, casework: Casework, settings: Settings) -> None:
    assert run(settings).stdout == "1 clocks counted, 1 moved, 0 marked anew\n"
    assert (await casework.read(case)).decide_by == day("2027-01-05")
    assert run(settings).stdout == "1 clocks counted, 0 moved, 0 marked anew\n"


async def test_command_stops_at_a_slip_in_the_file_and_names_it(
    case: Case, casework: Casework, settings: Settings
) -> None:
    settings.calendar_file.write_text('[{"date": "2027-1-4", "working": false}]', encoding="utf-8")
    done = run(settings)
    assert done.returncode == 1
    assert (
        done.stderr == "calendar.json, entry 0: Invalid isoformat string: '2027-1-4'; "
        "needs date (YYYY-MM-DD) or from and to, and working\n"
    )
    assert (await casework.read(case)).decide_by == case.decide_by
