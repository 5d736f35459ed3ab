"""The account out of the environment: what is needed, what is odd, what the operator is told."""

import dataclasses
from pathlib import Path

import pytest

from connectors.wechat.settings import Account, Mode, Numbers, faults, read_account
from desk.settings import SettingsError
from tests.connectors.wechat.builders import ENVIRONMENT

SECRETS = ("WECHAT_SECRET", "WECHAT_TOKEN", "WECHAT_AES_KEY")


def read(**changes: str) -> Account:
    account = read_account(ENVIRONMENT | changes)
    assert account is not None
    return account


def without(*names: str) -> dict[str, str]:
    return {name: value for name, value in ENVIRONMENT.items() if name not in names}


def test_account_is_read() -> None:
    account = read()
    assert (account.appid, account.original_id) == ("wx0123456789abcdef", "gh_0123456789ab")
    assert (account.mode, account.customer_service, account.public_url) == (Mode.SAFE, True, None)
    assert account.api_url == "https://api.weixin.qq.com"


@pytest.mark.parametrize(
    "environ", [{}, {"WECHAT_APPID": ""}, {"WECHAT_APPID": "  "}, without("WECHAT_APPID")]
)
def test_without_an_appid_wechat_is_off(environ: dict[str, str]) -> None:
    assert read_account(environ) is None


@pytest.mark.parametrize("name", ["WECHAT_SECRET", "WECHAT_TOKEN", "WECHAT_AES_KEY", "WECHAT_ORIGINAL_ID"])
def test_missing_setting_is_named(name: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read_account(without(name))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WECHAT_APPID", "gh_0123456789ab"),
        ("WECHAT_SECRET", "short"),
        ("WECHAT_TOKEN", "with space"),
        ("WECHAT_TOKEN", "x" * 33),
        ("WECHAT_AES_KEY", "a" * 42),
        ("WECHAT_AES_KEY", "a" * 44),
        ("WECHAT_ORIGINAL_ID", "wx0123456789abcdef"),
        ("WECHAT_MODE", "secure"),
        ("WECHAT_CUSTOMER_SERVICE", "perhaps"),
        ("WECHAT_API_URL", "api.weixin.qq.com"),
        ("WECHAT_PUBLIC_URL", "ftp://a.cn/wechat"),
        ("WECHAT_PUBLIC_URL", "https://a.cn/wechat?x=1"),
        ("WECHAT_PASSIVE_DEADLINE", "4.3"),
        ("WECHAT_PASSIVE_DEADLINE", "soon"),
        ("WECHAT_CHUNK_BYTES", "2049"),
        ("WECHAT_CHUNK_BYTES", "1900.5"),
    ],
)
def test_odd_setting_is_named_and_no_secret_repeated(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name) as raised:
        read(**{name: value})
    if name in SECRETS:
        assert value not in str(raised.value)


def test_everything_wrong_is_listed_at_once() -> None:
    listed = faults({"WECHAT_APPID": "nonsense", "WECHAT_MODE": "secure"})
    names = ("APPID", "SECRET", "TOKEN", "ORIGINAL_ID", "MODE")
    assert len(listed) == len(names)
    assert all(any(f"WECHAT_{name} " in sentence for sentence in listed) for name in names)
    assert faults(ENVIRONMENT) == []


def test_plain_mode_needs_no_key() -> None:
    account = read_account(without("WECHAT_AES_KEY") | {"WECHAT_MODE": "plain"})
    assert account is not None
    assert account.encoding_aes_key is None


@pytest.mark.parametrize("mode", ["compatible", "safe", ""])
def test_encrypted_modes_need_a_key_and_safe_is_the_default(mode: str) -> None:
    with pytest.raises(SettingsError, match="WECHAT_AES_KEY"):
        read_account(without("WECHAT_AES_KEY") | {"WECHAT_MODE": mode})


def test_numbers_can_be_set_within_their_bounds() -> None:
    account = read(
        WECHAT_PASSIVE_DEADLINE="2.5", WECHAT_CHUNK_BYTES="1500", WECHAT_API_URL="http://127.0.0.1:9/"
    )
    assert (account.numbers.passive_deadline, account.numbers.chunk_bytes) == (2.5, 1_500)
    assert account.api_url == "http://127.0.0.1:9"


def test_every_number_lies_within_its_own_bounds_and_can_be_set() -> None:
    for known in dataclasses.fields(Numbers):
        low, high = known.metadata["low"], known.metadata["high"]
        assert low <= known.default <= high, known.name
        changed = read(**{f"WECHAT_{known.name.upper()}": f"{low:.1f}" if known.type is float else str(low)})
        value = getattr(changed.numbers, known.name)
        assert (value, type(value)) == (low, known.type)


def test_every_setting_is_described_for_operators() -> None:
    page = (Path(__file__).parents[3] / "docs" / "wechat.md").read_text("utf-8")
    names = [*ENVIRONMENT, "WECHAT_CUSTOMER_SERVICE", "WECHAT_PUBLIC_URL", "WECHAT_API_URL"]
    names += [f"WECHAT_{known.name.upper()}" for known in dataclasses.fields(Numbers)]
    assert [name for name in names if f"`{name}`" not in page] == []


def test_secrets_are_not_printed() -> None:
    printed = repr(read())
    assert all(ENVIRONMENT[name] not in printed for name in SECRETS)
