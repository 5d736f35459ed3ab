"""Where webhooks may go."""

import datetime as dt
import ipaddress
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from desk.clock import utc_now
from desk.webhooks.addresses import is_public, url_problem
from desk.webhooks.sending import Sender, Unreachable
from desk.webhooks.wording import URL_PROBLEMS
from tests.desk.webhooks.receiver import receiver


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("https://hooks.example.org/x?y=1", None),
        ("https://hooks.example.org:8443/", None),
        ("https://93.184.216.34/", None),
        ("https://[2606:2800:220:1::1]/", None),
        ("https://xn--fiqs8s.example/", None),
        ("http://hooks.example.org/", "url_scheme"),
        ("ftp://hooks.example.org/", "url_scheme"),
        ("file:///etc/passwd", "url_malformed"),
        ("hooks.example.org", "url_malformed"),
        ("https://", "url_malformed"),
        ("https://中国.example/", "url_malformed"),
        ("https://a b/", "url_malformed"),
        ("https://a/\r\nx: y", "url_malformed"),
        ("https://a\\@b/", "url_malformed"),
        ("https://a:99999/", "url_malformed"),
        ("https://[::1/", "url_malformed"),
        ("https://user:word@hooks.example.org/", "url_userinfo"),
        ("https://@hooks.example.org/", "url_userinfo"),
        ("https://hooks.example.org/#top", "url_userinfo"),
        ("https://10.0.0.1/", "url_private"),
        ("https://169.254.169.254/latest/meta-data", "url_private"),
        ("https://[::ffff:10.0.0.1]/", "url_private"),
        ("https://localhost/", "url_private"),
        ("http://127.0.0.1:8800/", "url_private"),
    ],
)
def test_which_urls_may_be_registered(url: str, problem: str | None) -> None:
    assert url_problem(url, private=False) == problem
    assert problem is None or problem in URL_PROBLEMS
    if problem == "url_private":
        assert url_problem(url, private=True) is None


def test_even_with_private_addresses_plain_http_stays_on_this_machine() -> None:
    assert url_problem("http://localhost:9000/", private=True) is None
    assert url_problem("http://[::1]:9000/", private=True) is None
    assert url_problem("http://10.0.0.1/", private=True) == "url_scheme"


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.168.1.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",  # Teredo of 127.0.0.1
    ],
)
def test_addresses_inside_networks_are_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def certificate_of(name: str, folder: Path) -> Path:
    """A self-signed certificate and its key for one DNS name, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(utc_now() - dt.timedelta(days=1))
        .not_valid_after(utc_now() + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "both.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


async def test_the_certificate_must_be_that_of_the_name_in_the_url(tmp_path: Path) -> None:
    """The connection is made to a judged address; TLS still asks who answers there."""
    both = certificate_of("localhost", tmp_path)
    with receiver(certificate=both) as secure:
        sender = Sender(private=True, tls=ssl.create_default_context(cafile=str(both)))
        address = secure.url.replace("http:", "https:")
        assert (await sender.post(address.replace("127.0.0.1", "localhost"), b"{}", {})).status == 204
        with pytest.raises(Unreachable):
            await sender.post(address, b"{}", {})
        stranger = Sender(private=True)
        with pytest.raises(Unreachable):
            await stranger.post(address.replace("127.0.0.1", "localhost"), b"{}", {})
        assert len(secure.got) == 1
        await sender.close()
        await stranger.close()
