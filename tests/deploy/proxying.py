"""The shipped proxy configuration as a real nginx on free ports: only ports, names and the certificate are others."""

import datetime as dt
import os
import pwd
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from operations.processes import is_taken

PROXY = Path(__file__).parents[2] / "deploy" / "proxy"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def certificate(folder: Path) -> None:
    """fullchain.pem and privkey.pem of a name nobody trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )


@dataclass(frozen=True)
class Proxy:
    """A running one. folder: its configuration, `access.log` and `error.log`."""

    folder: Path
    command: tuple[str, ...]

    def mark(self, port: int, *, down: bool) -> None:
        """Take a server out of its group or put it back, and have the configuration read again, as an operator does."""
        was, becomes = ("", " down") if down else (" down", "")
        for path in self.folder.glob("*.conf"):
            line = rf"(server 127\.0\.0\.1:{port}\b[^;]*?){was};"
            path.write_text(re.sub(line, rf"\g<1>{becomes};", path.read_text("utf-8")), "utf-8")
        subprocess.run([*self.command, "-s", "reload"], check=True, capture_output=True)


@contextmanager
def nginx(
    folder: Path,
    conf: str,
    *,
    listens: Mapping[int, int],
    servers: Mapping[str, int],
    console: str | None = None,
) -> Iterator[Proxy]:
    """Run `conf` with other ports; servers: name in the configuration → loopback port, 0 takes the line out; console: another list of
    who may reach the console."""
    if NGINX is None:
        pytest.skip("nginx is not installed (apt-get install nginx-light)")
    folder.mkdir()
    certificate(folder)
    for path in PROXY.iterdir():
        text = path.read_text("utf-8")
        for name, port in servers.items():
            line = rf"^ *server {re.escape(name)}:\d+([^;]*;\n)"
            text = re.sub(line, rf"server 127.0.0.1:{port}\1" if port else "", text, flags=re.MULTILINE)
        for shipped, own in listens.items():
            text = text.replace(f"listen {shipped}", f"listen 127.0.0.1:{own}")
        text = text.replace("/tmp/", f"{folder}/").replace("/etc/certificate", str(folder))
        text = text.replace("/dev/stdout", f"{folder}/access.log").replace(
            "/dev/stderr", f"{folder}/error.log"
        )
        (folder / path.name).write_text(text, "utf-8")
    if console is not None:
        (folder / "console-allow.conf").write_text(console, "utf-8")
    as_us = f"daemon off; user {pwd.getpwuid(os.geteuid()).pw_name};"
    proxy = Proxy(folder, (NGINX, "-p", str(folder), "-c", str(folder / conf), "-g", as_us))
    checked = subprocess.run([*proxy.command, "-t"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    process = subprocess.Popen(proxy.command, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 10
        while not all(is_taken(port) for port in listens.values()):
            assert time.monotonic() < deadline, (folder / "error.log").read_text("utf-8")
            time.sleep(0.05)
        yield proxy
    finally:
        process.terminate()
        process.wait(10)
