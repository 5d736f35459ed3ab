"""`make doctor` against real things, each broken for real."""

import datetime as dt
import json
import os
import re
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from desk.clock import utc_now
from desk.store.migrate import migrate
from operations.doctor import rules
from operations.doctor.__main__ import main
from operations.doctor.finding import Grade
from operations.doctor.known import KNOWN, PREFIXES, WECHAT
from operations.doctor.probes import certificate_end
from telemetry.release import HEADER, VERSION
from tests.services import ServiceMissing, fresh_database, postgres_server, redis_server

ROOT = Path(__file__).parents[3]
CODE = ("desk", "actions", "connectors", "bot", "telemetry", "operations")
NAME = re.compile(
    r'"((?:XIAOBAO|WECHAT|HOTLINE|BRAIN|DESK|ACTIONS|CASE_API|SMS|METRICS|ASSISTANT|REDIS|DATABASE|KNOWLEDGE)_[A-Z0-9_]+)"'
)
NOT_SETTINGS = {"DESK_PYTHON", "BRAIN_PYTHON", "XIAOBAO_"}


class Health(BaseHTTPRequestHandler):
    """A process that answers on its health address, with the release of its server."""

    def do_GET(self) -> None:
        release = self.server.release  # type: ignore[attr-defined]
        self.send_response(200)
        self.send_header(HEADER, release)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def processes() -> Iterator[ThreadingHTTPServer]:
    """Brain, actions and desk behind one address: what is asked of them is a health answer."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Health)
    server.release = VERSION  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def data(tmp_path: Path, processes: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder in which nothing is wrong but what a new one lacks."""
    for name in (*KNOWN, *WECHAT):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "data"
    folder.mkdir()
    secrets = folder / "xiaobao.env"
    secrets.write_text(
        f"XIAOBAO_KEY={Fernet.generate_key().decode()}\nXIAOBAO_DIGEST_KEY={Fernet.generate_key().decode()}\n"
        "BRAIN_TOKEN=b\nCASE_API_TOKEN=c\n"
    )
    secrets.chmod(0o600)
    migrate(f"sqlite:///{folder / 'desk.db'}")
    url = f"http://127.0.0.1:{processes.server_port}"
    for name, value in (
        ("XIAOBAO_DATA", str(folder)),
        ("BRAIN_URL", url),
        ("ACTIONS_URL", url),
        ("DESK_URL", url),
    ):
        monkeypatch.setenv(name, value)
    return folder


def examined(capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, dict[str, str]]]:
    """(exit code, findings by check)."""
    code = main(["--json"])
    told = json.loads(capsys.readouterr().out)
    return code, {one["check"]: one for one in told["findings"]}


def test_a_new_data_folder_has_only_what_is_to_be_minded(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, found = examined(capsys)
    grades = {check: one["grade"] for check, one in found.items()}
    assert code == 1
    assert {check for check, grade in grades.items() if grade == Grade.BROKEN} == set()
    assert {"backup", "staff"} <= {check for check, grade in grades.items() if grade == Grade.MIND}
    assert all(
        grades[check] == Grade.WELL for check in ("settings", "keys", "key file", "database", "migrations")
    )
    assert all(
        grades[check] == Grade.WELL for check in ("brain", "actions", "desk", "releases", "fonts", "clock")
    )
    assert all(bool(one["act"]) == (one["grade"] != Grade.WELL) for one in found.values())


def test_every_line_says_what_to_do_and_none_holds_a_secret(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = (data / "xiaobao.env").read_text().split("=")[1].split("\n")[0]
    main([])
    told = capsys.readouterr().out
    assert key not in told
    assert "! backup" in told
    assert "→ make backup" in told


def test_a_setting_that_does_not_exist_is_named_with_the_one_that_was_meant(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XIAOBAO_RETAIN_CASES_DAYS", "10")
    _, found = examined(capsys)
    assert found["settings"]["grade"] == Grade.MIND
    assert "XIAOBAO_RETAIN_CASES_DAYS (did you mean XIAOBAO_RETAIN_CASE_DAYS?)" in found["settings"]["said"]


def test_a_setting_that_cannot_be_used_is_broken_by_name(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DESK_PORT", "many")
    code, found = examined(capsys)
    assert code == 2
    assert "DESK_PORT" in found["settings"]["said"]


def test_keys_that_others_can_read_are_broken(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data / "xiaobao.env").chmod(0o644)
    code, found = examined(capsys)
    assert code == 2
    assert found["key file"]["grade"] == Grade.BROKEN


def test_old_keys_and_copies_of_keys_are_minded(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    long_ago = (utc_now() - rules.KEY_OLD - dt.timedelta(days=1)).timestamp()
    os.utime(data / "xiaobao.env", (long_ago, long_ago))
    assert examined(capsys)[1]["key file"]["act"] == "make rotate-key"
    copy = data / "xiaobao.env.20250101T000000000000.bak"
    copy.write_text("x")
    os.utime(copy, (long_ago, long_ago))
    assert "1 copies" in examined(capsys)[1]["key file"]["said"]


def test_a_rotation_that_is_not_finished_is_minded(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XIAOBAO_KEY", ",".join(Fernet.generate_key().decode() for _ in range(2)))
    assert "2 keys" in examined(capsys)[1]["keys"]["said"]


def test_a_database_that_is_not_there_is_broken_and_stays_away(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (data / "desk.db").unlink()
    code, found = examined(capsys)
    assert (code, found["database"]["grade"]) == (2, Grade.BROKEN)
    assert not (data / "desk.db").exists()


def test_a_database_older_than_the_program_is_broken(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    migrate(url, "0015_resume_tokens")
    monkeypatch.setenv("DATABASE_URL", url)
    code, found = examined(capsys)
    assert (code, found["migrations"]["grade"]) == (2, Grade.BROKEN)
    assert found["migrations"]["act"] == "python -m desk.store.migrate"


def test_postgresql_and_redis_are_well_and_then_gone(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        with postgres_server() as server, redis_server() as redis, fresh_database(server, "doctor") as url:
            migrate(url)
            monkeypatch.setenv("DATABASE_URL", url)
            monkeypatch.setenv("REDIS_URL", redis)
            _, found = examined(capsys)
            for check in ("database", "migrations", "redis", "clock"):
                assert found[check]["grade"] == Grade.WELL, found[check]
            assert "the database" in found["clock"]["said"]
    except ServiceMissing as reason:
        pytest.skip(str(reason))
    code, found = examined(capsys)
    assert code == 2
    assert (found["database"]["grade"], found["redis"]["grade"]) == (Grade.BROKEN, Grade.MIND)


def test_an_account_that_may_manage_others_is_enough(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from desk.staff.__main__ import main as staff

    assert staff(["add", "lin", "--role", "agent"]) == 0
    assert examined_after(capsys)["staff"]["grade"] == Grade.MIND
    assert staff(["add", "chief", "--role", "admin"]) == 0
    assert examined_after(capsys)["staff"]["grade"] == Grade.WELL


def examined_after(capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, str]]:
    capsys.readouterr()
    return examined(capsys)[1]


def test_a_process_that_is_gone_is_broken_and_one_of_another_release_is_minded(
    data: Path,
    processes: ThreadingHTTPServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("BRAIN_URL", "http://127.0.0.1:9")
    processes.release = "2.0"  # type: ignore[attr-defined]
    code, found = examined(capsys)
    assert (code, found["brain"]["grade"]) == (2, Grade.BROKEN)
    assert "actions 2.0, desk 2.0" in found["releases"]["said"]


def test_a_backup_makes_it_well_until_it_is_old(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from desk.backup.__main__ import main as backup

    assert backup(["make"]) == 0
    assert examined_after(capsys)["backup"]["grade"] == Grade.WELL
    last = data / "backups" / "last.json"
    old = (utc_now() - rules.BACKUP_OLD - dt.timedelta(minutes=1)).isoformat()
    last.write_text(json.dumps({"made_at": old, "name": "x"}))
    assert examined_after(capsys)["backup"]["grade"] == Grade.MIND


def test_a_calendar_that_cannot_be_read_is_broken(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data / "calendar.json").write_text("{")
    assert examined(capsys)[1]["calendar"]["grade"] == Grade.BROKEN


def certificate(folder: Path, *, days: int) -> Path:
    """A certificate that ends in so many days, with its key, in one PEM file."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x")]),
    )
    now = utc_now()
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=400))
        .not_valid_after(now + dt.timedelta(days=days))
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{days}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(built.public_bytes(serialization.Encoding.PEM) + private)
    return path


@pytest.mark.parametrize(("days", "grade"), [(-1, Grade.BROKEN), (10, Grade.MIND), (60, Grade.WELL)])
def test_a_certificate_is_looked_at_before_it_ends(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], days: int, grade: Grade
) -> None:
    monkeypatch.setenv("XIAOBAO_CERTIFICATE", str(certificate(data, days=days)))
    assert examined(capsys)[1]["certificate"]["grade"] == grade


def test_a_certificate_is_read_from_the_server_that_shows_it(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(tmp_path, days=5))
    server = ThreadingHTTPServer(("127.0.0.1", 0), Health)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    end = certificate_end(f"https://127.0.0.1:{server.server_port}")
    server.shutdown()
    server.server_close()
    assert end is not None
    assert dt.timedelta(days=4) < end - utc_now() < dt.timedelta(days=6)
    assert certificate_end("https://127.0.0.1:9") is None
    assert certificate_end(str(tmp_path / "none.pem")) is None


@pytest.mark.parametrize(
    ("skew", "grade"),
    [(None, Grade.WELL), (1, Grade.WELL), (-3, Grade.MIND), (6, Grade.BROKEN), (-90, Grade.BROKEN)],
)
def test_clocks_may_differ_by_little(skew: int | None, grade: Grade) -> None:
    found = rules.judge_skew(None if skew is None else dt.timedelta(seconds=skew), "the database")
    assert found.grade is grade


@pytest.mark.parametrize(
    ("free", "grade"), [(None, Grade.BROKEN), (2**20, Grade.BROKEN), (2**30, Grade.MIND), (2**34, Grade.WELL)]
)
def test_room_on_the_disk(free: int | None, grade: Grade) -> None:
    assert rules.judge_room(free).grade is grade


def test_knowledge_that_nobody_looked_at_is_minded() -> None:
    assert rules.judge_knowledge(181, 50, 1).grade is Grade.MIND
    assert rules.judge_knowledge(180, 50, 0).grade is Grade.WELL
    assert rules.judge_knowledge(None, 0, 0).grade is Grade.BROKEN


def test_the_calendar_must_know_the_coming_ninety_days() -> None:
    assert rules.judge_calendar(89).grade is Grade.MIND
    assert rules.judge_calendar(90).grade is Grade.WELL


def test_every_setting_the_code_reads_is_known_and_no_other() -> None:
    found: set[str] = set()
    for folder in CODE:
        for path in (ROOT / folder).rglob("*.py"):
            if "doctor" not in path.parts and "node_modules" not in path.parts:
                found |= set(NAME.findall(path.read_text("utf-8")))
    assert found - NOT_SETTINGS - KNOWN - WECHAT == set()
    in_make = (ROOT / "Makefile").read_text("utf-8")
    assert {name for name in KNOWN - found if name not in in_make} == set()
    assert all(name.startswith(PREFIXES) for name in WECHAT)
    assert len(WECHAT) > 9, "the numbers of the account are settings too"
