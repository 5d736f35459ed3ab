"""The shipped proxy, a real nginx, before a real desk: what the world reaches, and what it does not."""

import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from http.client import HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from operations.processes import Stack, free_port
from tests.deploy.proxying import nginx

NOBODY = 9  # the discard port


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    extra = {"XIAOBAO_BEHIND_PROXY": "true", "XIAOBAO_CONSOLE_HTTPS": "true"}
    with Stack(tmp_path_factory.mktemp("desk"), extra=extra, names=("desk",)) as running:
        yield running


@pytest.fixture(scope="module")
def proxy(desk: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """(address, folder). The second desk is down, as after a power cut."""
    port, plain = free_port(), free_port()
    folder = tmp_path_factory.mktemp("proxy") / "nginx"
    servers = {"desk-1": desk.ports["desk"], "desk-2": NOBODY}
    with nginx(folder, "public.conf", listens={8443: port, 8080: plain}, servers=servers) as running:
        (running.folder / "plain").write_text(str(plain))
        yield f"https://127.0.0.1:{port}", running.folder


@pytest.fixture
def world(proxy: tuple[str, Path]) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=proxy[0], verify=False, trust_env=False, timeout=20) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "status"),
    [("/", 200), ("/webchat/widget.js", 200), ("/open-data/complaints.json", 200), ("/webhooks/nobody", 404)],
)
def test_public_paths_reach_the_desk(world: httpx.Client, path: str, status: int) -> None:
    answer = world.get(path)
    assert answer.status_code == status
    assert answer.headers["x-trace-id"], "the desk answered"
    assert answer.headers["strict-transport-security"]


@pytest.mark.parametrize(
    "path",
    [
        "/metrics", "/healthz", "/readyz", "/openapi.json", "/api/v1/cases", "/api/v1/cases:lookup",
        "/webhooks/../metrics", "/webchat/%2e%2e/metrics", "//metrics", "/webchat/..%2fmetrics", "/Metrics",
        "/webhooks/desk/turns", "/webhooks/desk/health", "/model", "/webhook", "/actions",
    ],
)  # fmt: skip
def test_nothing_else_does(proxy: tuple[str, Path], desk: Stack, path: str) -> None:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    connection = HTTPSConnection(proxy[0].removeprefix("https://"), context=context, timeout=20)
    connection.request("GET", path)  # as it stands: a client of more manners would tidy it up
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    assert answer.status in (400, 404), path
    assert b"xiaobao_" not in content
    assert b'"checks"' not in content


def test_the_desk_would_have_answered_them(desk: Stack) -> None:
    for path in ("/metrics", "/readyz", "/openapi.json"):
        assert httpx.get(desk.url + path, trust_env=False).status_code == 200


def test_plain_http_is_sent_to_tls(proxy: tuple[str, Path]) -> None:
    answer = httpx.get(f"http://127.0.0.1:{(proxy[1] / 'plain').read_text()}/webchat/x?a=1", trust_env=False)
    assert answer.status_code == 308
    assert answer.headers["location"] == "https://127.0.0.1/webchat/x?a=1"


def test_old_tls_is_refused(proxy: tuple[str, Path]) -> None:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    port = int(proxy[0].rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as plain, pytest.raises(ssl.SSLError):
        context.wrap_socket(plain)


def test_the_console_is_for_the_networks_that_are_listed(desk: Stack, tmp_path: Path) -> None:
    listens, servers = {8443: free_port(), 8080: free_port()}, {"desk-1": desk.ports["desk"], "desk-2": 0}
    with nginx(tmp_path / "nginx", "public.conf", listens=listens, servers=servers) as proxy:
        url = f"https://127.0.0.1:{listens[8443]}"
        assert httpx.get(f"{url}/console", verify=False, trust_env=False).status_code == 403
        assert httpx.get(f"{url}/console/cases", verify=False, trust_env=False).status_code == 403
        assert "deny all;" in (proxy.folder / "console-allow.conf").read_text("utf-8")
    allow = tmp_path / "allowing"
    with nginx_allowing(allow, listens, servers):
        answer = httpx.get(f"{url}/console", verify=False, trust_env=False)
        assert answer.status_code in (200, 302, 303)
        assert answer.headers["x-trace-id"]


def nginx_allowing(folder: Path, listens: dict[int, int], servers: dict[str, int]) -> Any:
    """The same with this machine on the list, as an operator adds a network."""
    return nginx(
        folder, "public.conf", listens=listens, servers=servers, console="allow 127.0.0.1;\ndeny all;\n"
    )


def session(world: httpx.Client) -> dict[str, str]:
    made = world.post("/webchat/api/sessions", json={})
    assert made.status_code == 201, made.text
    return {"Authorization": f"Bearer {made.json()['token']}"}


def test_bodies_have_a_limit_and_files_a_larger_one(world: httpx.Client) -> None:
    page = session(world)
    long = {"message_id": "x", "text": "长" * 100_000}
    assert world.post("/webchat/api/messages", json=long, headers=page).status_code == 413
    large = {"file": ("a.txt", b"x" * (5 * 2**20), "text/plain")}
    refused = world.post("/webchat/api/attachments", files=large, headers=page)
    assert refused.headers["content-type"] == "application/problem+json", "the desk looked at it"
    huge = {"file": ("a.txt", b"x" * (12 * 2**20), "text/plain")}
    assert world.post("/webchat/api/attachments", files=huge, headers=page).status_code == 413


def test_a_stream_passes_piece_by_piece(world: httpx.Client) -> None:
    page = session(world)
    with world.stream("GET", "/webchat/api/events", headers=page) as stream:
        lines = stream.iter_lines()
        assert next(lines) == ": connected"
        began = time.monotonic()
        sent = world.post(
            "/webchat/api/messages", json={"message_id": "stream-message-1", "text": "你好"}, headers=page
        )
        assert sent.status_code == 202
        event = next(line for line in lines if line.startswith("event:"))
        assert time.monotonic() - began < 3, "held back until a buffer was full"
        assert event == "event: turn"


def test_who_calls_is_told_by_the_proxy_and_not_by_the_caller(
    world: httpx.Client, proxy: tuple[str, Path]
) -> None:
    """New sessions are limited by address: one address spends its own, and a header does not make it another."""
    transport = httpx.HTTPTransport(verify=False, local_address="127.0.0.7")
    with httpx.Client(base_url=proxy[0], transport=transport, trust_env=False) as crowd:
        for number in range(2000):
            answer = crowd.post(
                "/webchat/api/sessions", json={}, headers={"X-Real-IP": f"203.0.113.{number % 250}"}
            )
            if answer.status_code == 429 and "x-trace-id" in answer.headers:
                break
            time.sleep(0.02 if answer.status_code == 429 else 0)
        else:
            raise AssertionError("the desk's limit was never met")
    assert world.post("/webchat/api/sessions", json={}).status_code == 201, "others are not turned away"


def test_the_access_log_names_no_path_of_a_caller_s_and_no_query(
    world: httpx.Client, proxy: tuple[str, Path]
) -> None:
    world.get("/webchat/13812345678?token=abc", headers={"User-Agent": "鲜于".encode()})
    time.sleep(0.2)
    log = (proxy[1] / "access.log").read_text("utf-8")
    assert "13812345678" not in log
    assert "token" not in log
    assert json.loads(log.splitlines()[-1])["route"] == "/webchat"


class Brain(BaseHTTPRequestHandler):
    """Says which brain it is; while it loads it answers 503."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        content = str(self.server.server_port).encode()
        self.send_response(503 if self.server.loading else 200)  # type: ignore[attr-defined]
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def brains() -> Iterator[list[ThreadingHTTPServer]]:
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), Brain) for _ in range(2)]
    for server in servers:
        server.loading = False  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
    yield servers
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_conversation_stays_with_its_brain_and_moves_when_that_loads(
    brains: list[ThreadingHTTPServer], tmp_path: Path
) -> None:
    port = free_port()
    servers = {f"brain-{n}": brain.server_port for n, brain in enumerate(brains, 1)} | {
        "desk-1": NOBODY,
        "desk-2": 0,
    }
    with (
        nginx(tmp_path / "nginx", "inner.conf", listens={5006: port, 8801: free_port()}, servers=servers),
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as desk,
    ):

        def turn(conversation: str) -> httpx.Response:
            headers = {"X-Conversation": conversation}
            return desk.post("/webhooks/desk/turns", json={}, headers=headers)

        names = [f"conversation-{n}" for n in range(40)]
        homes = {name: turn(name).text for name in names}
        assert {homes[name] for name in names} == {str(brain.server_port) for brain in brains}
        assert all(turn(name).text == homes[name] for name in names)
        brains[0].loading = True  # type: ignore[attr-defined]
        for name in names:
            answer = turn(name)
            assert (answer.status_code, answer.text) == (200, str(brains[1].server_port))
        assert desk.get("/webhooks/desk/metrics").status_code == 404
        assert desk.post("/webhooks/rest/webhook", json={}).status_code == 404
