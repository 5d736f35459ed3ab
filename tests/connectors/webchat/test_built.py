"""Which compression a browser gets, and which sites an operator may name."""

import pytest
from cryptography.fernet import Fernet

from desk.settings import SettingsError, read_settings
from desk.web.built import choose_coding
from desk.web.headers import content_security_policy

OFFERED = {"identity": b"", "br": b"", "gzip": b""}
SITES = "https://www.example.gov.cn http://localhost:8080"


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("BR", "br"),
        ("", "identity"),
        ("deflate", "identity"),
        ("br; q=0", "identity"),
    ],
)
def test_the_best_coding_is_chosen(accepted: str, coding: str) -> None:
    assert choose_coding(accepted, OFFERED) == coding
    assert choose_coding(accepted, {"identity": b""}) == "identity"


def environ(**more: str) -> dict[str, str]:
    return {"XIAOBAO_KEY": Fernet.generate_key().decode(), "BRAIN_TOKEN": "b", "CASE_API_TOKEN": "c", **more}


def test_sites_named_by_the_operator_may_frame_the_page() -> None:
    named = read_settings(environ(XIAOBAO_WIDGET_ORIGINS=f" {SITES} ")).widget_origins
    assert f"frame-ancestors {SITES};" in content_security_policy(named)


def test_by_default_nobody_may() -> None:
    assert read_settings(environ()).widget_origins == ()
    assert "frame-ancestors 'none'" in content_security_policy()


@pytest.mark.parametrize(
    "origin", ["*", "example.com", "https://*.cn", "https://a.cn/path", "https://a.cn;script-src", "'self'"]
)
def test_what_is_no_origin_stops_the_start(origin: str) -> None:
    with pytest.raises(SettingsError, match="XIAOBAO_WIDGET_ORIGINS"):
        read_settings(environ(XIAOBAO_WIDGET_ORIGINS=origin))
