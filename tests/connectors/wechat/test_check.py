"""`make wechat-check`: each thing that can be wrong is said, and nothing is said that is not."""

import dataclasses
import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest

from connectors.wechat.check import Finding, Level, check
from connectors.wechat.messages import Inbound
from connectors.wechat.settings import Account, Mode
from desk.clock import utc_now
from tests.connectors.wechat.answering import answering
from tests.connectors.wechat.builders import ENVIRONMENT, account
from tests.connectors.wechat.simulator.platform import Platform


async def silent(_said: Inbound) -> str:
    return "success"


def environ(platform: Platform, **changes: str) -> dict[str, str]:
    return ENVIRONMENT | {"WECHAT_API_URL": platform.url} | changes


async def checked(
    known: Account | None = None,
    *,
    prepare: dict[str, object] | None = None,
    **changes: str,
) -> list[Finding]:
    """The findings against a platform with these attributes, under these settings."""
    async with Platform(None, known or account()) as platform:
        for name, value in (prepare or {}).items():
            setattr(platform, name, value)
        return await check(environ(platform, **changes))


def about(findings: list[Finding], what: str) -> list[Finding]:
    return [finding for finding in findings if finding.about == what]


def only(findings: list[Finding], what: str) -> Finding:
    (found,) = about(findings, what)
    return found


async def test_account_that_works_has_no_fault() -> None:
    async with (
        answering(account(), silent, clock=utc_now) as callback,
        Platform(callback, account()) as platform,
    ):
        findings = await check(environ(platform, WECHAT_PUBLIC_URL=callback))
    # The port of a test is none the platform would call; see the test of it.
    faults = [finding for finding in findings if finding.level is Level.FAULT and "ports" not in finding.says]
    assert faults == []
    assert {finding.about for finding in findings} == {
        "settings",
        "mode",
        "clock",
        "token",
        "customer service",
        "callback",
    }


async def test_settings_that_are_missing_are_all_named() -> None:
    findings = await check({"WECHAT_APPID": "wx0123456789abcdef"})
    text = "\n".join(finding.says for finding in findings)
    for name in ("WECHAT_SECRET", "WECHAT_TOKEN", "WECHAT_ORIGINAL_ID", "WECHAT_AES_KEY"):
        assert name in text
    assert all(finding.level is Level.FAULT for finding in findings)


async def test_wechat_that_is_off_is_said_to_be() -> None:
    assert "WECHAT_APPID" in only(await check({}), "settings").says


async def test_key_of_the_wrong_length_is_told_with_its_length() -> None:
    findings = await check(ENVIRONMENT | {"WECHAT_AES_KEY": "a" * 42})
    assert "42 characters" in only(findings, "settings").says


@pytest.mark.parametrize("mode", ["plain", "compatible"])
async def test_mode_that_can_be_forged_is_warned_of(mode: str) -> None:
    findings = await checked(account(Mode(mode)), WECHAT_MODE=mode)
    assert only(findings, "mode").level is Level.WARNING


async def test_white_list_is_told_with_the_address_to_add() -> None:
    token = only(await checked(prepare={"white_list": set()}), "token")
    assert token.level is Level.FAULT
    assert "127.0.0.1" in token.says
    assert "IP" in token.says


@pytest.mark.parametrize(
    ("name", "value"), [("WECHAT_APPID", "wxffffffffffffffff"), ("WECHAT_SECRET", "f" * 32)]
)
async def test_setting_the_platform_does_not_know_is_named(name: str, value: str) -> None:
    async with Platform(None, account()) as platform:
        token = only(await check(environ(platform, **{name: value})), "token")
    assert token.level is Level.FAULT
    assert name in token.says


async def test_platform_out_of_reach_is_said_to_be() -> None:
    findings = await check(ENVIRONMENT | {"WECHAT_API_URL": "http://127.0.0.1:9"})
    assert only(findings, "token").level is Level.FAULT
    assert only(findings, "clock").level is Level.WARNING
    assert about(findings, "customer service") == []


async def test_code_nobody_has_heard_of_is_told() -> None:
    async with Platform(None, account()) as platform:
        platform.fails("stable_token", 89503)
        token = only(await check(environ(platform)), "token")
    assert "89503" in token.says


@pytest.mark.parametrize(
    ("permitted", "setting", "level"),
    [
        (True, "true", Level.OK),
        (True, "false", Level.WARNING),
        (False, "true", Level.FAULT),
        (False, "false", Level.OK),
    ],
)
async def test_permission_and_setting_are_compared(permitted: bool, setting: str, level: Level) -> None:
    known = dataclasses.replace(account(), customer_service=permitted)
    findings = await checked(known, WECHAT_CUSTOMER_SERVICE=setting)
    assert only(findings, "customer service").level is level


@pytest.mark.parametrize(("code", "words"), [(65400, "not switched on"), (45009, "45009"), (99999, "99999")])
async def test_customer_service_that_cannot_be_asked_about_is_warned_of(code: int, words: str) -> None:
    async with Platform(None, account()) as platform:
        platform.fails("getkflist", code)
        found = only(await check(environ(platform)), "customer service")
    assert found.level is Level.WARNING
    assert words in found.says


@pytest.mark.parametrize(
    ("minutes", "level"), [(0, Level.OK), (3, Level.WARNING), (-3, Level.WARNING), (11, Level.FAULT)]
)
async def test_clock_is_compared_with_the_platform_s(minutes: int, level: Level) -> None:
    async with Platform(None, account()) as platform:
        off = dt.timedelta(minutes=minutes)
        findings = await check(environ(platform), clock=lambda: utc_now() + off)
    assert only(findings, "clock").level is level


async def test_callback_that_is_not_set_is_only_warned_of() -> None:
    assert only(await checked(), "callback").level is Level.WARNING


async def test_callback_with_another_token_is_told_apart_from_one_that_is_not_there() -> None:
    other = dataclasses.replace(account(), token="anothertoken")
    async with answering(other, silent, clock=utc_now) as callback:
        refused = about(await checked(WECHAT_PUBLIC_URL=callback), "callback")[-1]
        missing = about(await checked(WECHAT_PUBLIC_URL=callback + "/no"), "callback")[-1]
    unreachable = about(await checked(WECHAT_PUBLIC_URL="http://127.0.0.1:9/wechat"), "callback")[-1]
    assert [one.level for one in (refused, missing, unreachable)] == [Level.FAULT] * 3
    assert "WECHAT_TOKEN" in refused.says
    assert "not found" in missing.says
    assert "cannot be reached" in unreachable.says


async def test_callback_whose_answer_is_changed_on_the_way_is_told() -> None:
    async with Platform(None, account()) as echoless:
        echoless.fails("menu/get", body=b'"quoted"', content_type="application/json", times=None)
        found = about(await checked(WECHAT_PUBLIC_URL=f"{echoless.url}/cgi-bin/menu/get"), "callback")[-1]
    assert "echo" in found.says


@pytest.mark.parametrize(
    ("url", "level"),
    [("http://127.0.0.1:8080/w", Level.FAULT), ("http://127.0.0.1/w", Level.WARNING)],
)
async def test_address_the_platform_would_not_call_is_told(url: str, level: Level) -> None:
    found = about(await checked(WECHAT_PUBLIC_URL=url), "callback")
    assert found[0].level is level


def test_command_prints_a_line_each_and_fails(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "connectors.wechat.check"],
        env={"XIAOBAO_DATA": str(tmp_path), "WECHAT_APPID": "wx1", "PATH": "/usr/bin:/bin"},
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout.count("FAULT") >= 4


def test_settings_in_the_data_folder_s_file_count(tmp_path: Path) -> None:
    lines = "\n".join(f"{name}={value}" for name, value in ENVIRONMENT.items())
    (tmp_path / "xiaobao.env").write_text(f"{lines}\nWECHAT_API_URL=http://127.0.0.1:9\n")
    done = subprocess.run(
        [sys.executable, "-m", "connectors.wechat.check"],
        env={"XIAOBAO_DATA": str(tmp_path), "PATH": "/usr/bin:/bin"},
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "complete for wx0123456789abcdef" in done.stdout
    for name in ("WECHAT_SECRET", "WECHAT_TOKEN", "WECHAT_AES_KEY"):
        assert ENVIRONMENT[name] not in done.stdout + done.stderr
