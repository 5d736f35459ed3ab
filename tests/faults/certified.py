"""An HTTPS server whose certificate ends, and is renewed while it runs. It takes whatever is posted."""

import datetime as dt
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from desk.clock import utc_now


class Certified:
    """trusted: a context that trusts whatever this server has ever shown."""

    def __init__(self, folder: Path) -> None:
        self.got: list[bytes] = []
        self.url = ""
        self.trusted = ssl.create_default_context()
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._folder = folder

    def shows(self, *, ends_in: dt.timedelta) -> None:
        """From now on a certificate that ends then."""
        path = _certificate(self._folder, ends_in)
        self.trusted.load_verify_locations(path)
        self.context.load_cert_chain(path)


def _certificate(folder: Path, ends_in: dt.timedelta) -> Path:
    """Self-signed, for localhost, with its key in one file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), utc_now()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=90))
        .not_valid_after(now + ends_in)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "shown.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return path


@contextmanager
def certified(folder: Path) -> Iterator[Certified]:
    made = Certified(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            made.got.append(self.rfile.read(int(self.headers.get("content-length", 0))))
            body = json.dumps({"errcode": 0, "errmsg": "ok"}).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """A handshake that was refused is what is wanted here."""

    server = Server(("127.0.0.1", 0), Handler)
    server.socket = made.context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    made.url = f"https://localhost:{server.server_port}/hook"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
