"""`make audit`: pins, digests, advisories; the answers of OSV are played on a loopback port, in its shape."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from operations.audit import (
    NotReached,
    Package,
    advisories,
    locks,
    main,
    npm_faults,
    npm_packages,
    python_faults,
    python_packages,
)

GOOD = "sanic==25.12.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n    # via -r desk.in\npsycopg[binary]==3.3 \\\n    --hash=sha256:cc\n"


class Osv(BaseHTTPRequestHandler):
    """Knows one advisory."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))["queries"]
        results = [{"vulns": [{"id": "GHSA-1"}]} if q["package"]["name"] == "pillow" else {} for q in asked]
        content = json.dumps({"results": results}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def osv() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Osv)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_every_package_we_use_is_pinned_to_a_digest() -> None:
    faults = [
        f for name, text, is_npm in locks() for f in (npm_faults if is_npm else python_faults)(name, text)
    ]
    assert faults == []
    assert len([p for _, text, is_npm in locks() if not is_npm for p in python_packages(text)]) > 200


def test_what_is_not_pinned_or_has_no_digest_is_named() -> None:
    assert list(python_faults("x", GOOD)) == []
    assert list(python_packages(GOOD)) == [
        Package("PyPI", "sanic", "25.12.0"),
        Package("PyPI", "psycopg", "3.3"),
    ]
    assert list(python_faults("x", "a==1\nb==2 \\\n    --hash=sha256:aa\n")) == ["x: a has no digest"]
    assert list(python_faults("x", "a>=1\n")) == ["x: a>=1 is not pinned"]
    assert list(python_faults("x", "a @ https://h/a.whl\n"))
    lock = json.dumps({"packages": {"": {}, "node_modules/a": {"version": "1"}}})
    assert list(npm_faults("x", lock)) == ["x: node_modules/a has no digest"]
    assert list(npm_packages(lock)) == [Package("npm", "a", "1")]


def test_an_advisory_is_told_with_its_package(osv: str) -> None:
    asked = [Package("PyPI", "pillow", "12.0"), Package("PyPI", "sanic", "25.12.0")]
    assert advisories(asked, osv) == {asked[0]: ("GHSA-1",)}


def test_an_advisory_makes_the_audit_fail(
    osv: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OSV_URL", osv)
    assert main([]) == 1
    assert "GHSA-1" in capsys.readouterr().out


def test_silence_is_not_taken_for_health(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OSV_URL", "http://127.0.0.1:9")
    with pytest.raises(NotReached):
        advisories([Package("PyPI", "a", "1")], "http://127.0.0.1:9")
    assert main([]) == 0
    assert "NOT ASKED" in capsys.readouterr().out
    assert main(["--require-advisories"]) == 2
