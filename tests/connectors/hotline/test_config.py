"""The operator's settings of the hotline."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from connectors.hotline.config import OFF, HotlineConfig, read_hotline
from desk.settings import SettingsError

LONG, OTHER = "k" * 32, "l" * 40


def test_nothing_set_is_nothing_open() -> None:
    assert read_hotline({}) == OFF
    assert OFF.keys == OFF.aliyun_tokens == OFF.jambonz_secrets == ()


def test_two_secrets_while_one_is_exchanged() -> None:
    config = read_hotline({"HOTLINE_KEYS": f"{LONG}, {OTHER}", "HOTLINE_AREA_CODE": "0431"})
    assert (config.keys, config.area_code) == ((LONG, OTHER), "0431")
    assert LONG not in repr(config)


@pytest.mark.parametrize(
    "wrong",
    [
        {"HOTLINE_KEYS": "short"},
        {"HOTLINE_KEYS": f"{LONG},short"},
        {"HOTLINE_ALIYUN_TOKENS": "short"},
        {"HOTLINE_AREA_CODE": "431"},
        {"HOTLINE_JAMBONZ_SECRETS": LONG},
        {"HOTLINE_JAMBONZ_BASIC": "switch:short", "HOTLINE_JAMBONZ_ADDRESS": "https://desk.example/j"},
        {"HOTLINE_PUBLIC_URL": "http://desk.example"},
        {"HOTLINE_PUBLIC_URL": "https://desk.example/chat"},
        {"HOTLINE_JAMBONZ_ADDRESS": "https://desk.example/webhooks/hotline/jambonz"},
    ],
)
def test_what_cannot_be_used_is_refused_by_name(wrong: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="HOTLINE_"):
        read_hotline(wrong)


@pytest.mark.parametrize("wrong", [{"HOTLINE_KEYS": "short"}, {"WECHAT_APPID": "short"}])
def test_a_connectors_wrong_setting_stops_the_desk_by_name(wrong: dict[str, str], tmp_path: Path) -> None:
    needed = {"XIAOBAO_KEY": Fernet.generate_key().decode(), "BRAIN_TOKEN": "b", "CASE_API_TOKEN": "c"}
    done = subprocess.run(
        [sys.executable, "-m", "desk"],
        env={**os.environ, **needed, "XIAOBAO_DATA": str(tmp_path), **wrong},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert next(iter(wrong)) in done.stderr


def test_a_platform_with_its_address_is_taken() -> None:
    told = {
        "HOTLINE_JAMBONZ_ADDRESS": "https://desk.example/j",
        "HOTLINE_JAMBONZ_BASIC": "switch:a-long-password-0",
    }
    assert read_hotline(told) == HotlineConfig(
        jambonz_address="https://desk.example/j", jambonz_basic="switch:a-long-password-0"
    )
