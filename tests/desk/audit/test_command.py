"""`python -m desk.audit verify`, and the daily anchor it takes."""

import asyncio
import logging
from pathlib import Path

import pytest

from desk.audit.__main__ import main
from desk.audit.actions import AuditAction
from desk.audit.anchor import log_head
from desk.audit.service import record_audit
from desk.context import build_context
from desk.privacy.vault import Vault
from desk.settings import Settings
from desk.store.database import Database
from tests.desk.audit.tampering import tamper
from tests.desk.builders import NOW, FakeClock, on_sqlite


async def _write(settings: Settings, count: int) -> str:
    database, vault, last = Database(settings.database_url), Vault(settings.keys), ""
    for number in range(count):
        async with database.write() as session:
            entry = await record_audit(
                session, vault, action=AuditAction.CASE_MOVE, actor="x:y", subject=f"case:{number}", now=NOW
            )
            last = entry.hash
    await database.close()
    return last


@pytest.fixture
def last_hash(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Three entries behind the environment of a command; the hash of the last one."""
    for name, value in {
        "XIAOBAO_DATA": str(tmp_path),
        "XIAOBAO_KEY": settings.keys[0],
        "BRAIN_TOKEN": "b",
        "CASE_API_TOKEN": "c",
        "DATABASE_URL": settings.database_url,
    }.items():
        monkeypatch.setenv(name, value)
    return asyncio.run(_write(settings, 3))


def test_intact_log_names_its_anchor(last_hash: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify"]) == 0
    assert capsys.readouterr().out == f"intact: 3 entries; anchor 3:{last_hash}\n"
    assert main(["verify", "--anchor", f"3:{last_hash}"]) == 0


def test_broken_log_names_the_entry_and_fails(
    last_hash: str, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    tamper(settings.database_url, "UPDATE audit_log SET actor = 'officer:li' WHERE seq = 2")
    assert main(["verify"]) == 1
    assert capsys.readouterr().out.startswith("broken at entry 2: ")


@on_sqlite
def test_anchor_that_is_none_is_refused(last_hash: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["verify", "--anchor", "3"])
    assert "an anchor looks like" in capsys.readouterr().err


@on_sqlite
async def test_head_is_logged_as_verify_takes_it(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    last = await _write(settings, 1)
    desk = build_context(settings, FakeClock())
    with caplog.at_level(logging.INFO, logger="desk.audit"):
        await log_head(desk)
    assert caplog.messages == [f"audit anchor 1:{last}"]
    await desk.database.close()
