"""The menu file, its limits, and what a tap says."""

from pathlib import Path

import pytest

from connectors.wechat.api import WeChatApi
from connectors.wechat.errors import ConfigFault
from connectors.wechat.menu import MenuError, main, make, read_menu, width
from connectors.wechat.tokens import InProcessTokens
from tests.connectors.wechat.builders import ENVIRONMENT, account
from tests.connectors.wechat.simulator.platform import Platform
from tests.desk.builders import FakeClock

ROOT = Path(__file__).parents[3]


def menu_file(folder: Path, text: str) -> Path:
    path = folder / "menu.yml"
    path.write_text(text, "utf-8")
    return path


def leaf(**changes: str) -> str:
    fields = {"name": "投诉", "key": "k", "says": "我要投诉"} | changes
    return "{" + ", ".join(f"{name}: '{value}'" for name, value in fields.items() if value) + "}"


def test_menu_that_comes_with_the_project_fits() -> None:
    menu = read_menu()
    assert [button["name"] for button in menu.as_wechat()["button"]] == ["咨询", "投诉", "服务"]
    assert menu.sentence("complain") == "我要投诉"


def test_every_button_says_what_the_assistant_was_trained_on() -> None:
    trained = {
        line.strip().removeprefix("- ")
        for file in (ROOT / "data" / "nlu").rglob("*.yml")
        for line in file.read_text("utf-8").splitlines()
    }
    assert [leaf.says for leaf in read_menu().leaves if leaf.says not in trained] == []


def test_tap_on_a_button_of_an_older_menu_says_nothing() -> None:
    assert read_menu().sentence("gone") is None


def test_button_alone_stands_beside_one_that_unfolds(tmp_path: Path) -> None:
    text = f"buttons:\n- {leaf()}\n- name: 更多\n  buttons:\n  - {leaf(key='', says='', opens='https://a.cn/p')}\n"
    assert read_menu(menu_file(tmp_path, text)).as_wechat() == {
        "button": [
            {"type": "click", "name": "投诉", "key": "k"},
            {"name": "更多", "sub_button": [{"type": "view", "name": "投诉", "url": "https://a.cn/p"}]},
        ]
    }


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("buttons: []", id="no button"),
        pytest.param("buttons: [", id="no YAML"),
        pytest.param("buttons:\n" + "".join(f"- {leaf(key=f'k{n}')}\n" for n in range(4)), id="four buttons"),
        pytest.param(
            "buttons:\n- name: 更多\n  buttons:\n" + "".join(f"  - {leaf(key=f'k{n}')}\n" for n in range(6)),
            id="six below one",
        ),
        pytest.param("buttons:\n- name: 更多\n  buttons: []\n", id="none below one"),
        pytest.param(f"buttons:\n- {leaf(name='我要投诉商家')}\n", id="wide name"),
        pytest.param(
            f"buttons:\n- name: 更多\n  buttons:\n  - {leaf(name='我要投诉一个商家吧')}\n",
            id="wide name below",
        ),
        pytest.param(f"buttons:\n- {leaf(key='k' * 129)}\n", id="long key"),
        pytest.param(f"buttons:\n- {leaf(key='键')}\n", id="key of Chinese"),
        pytest.param(f"buttons:\n- {leaf()}\n- {leaf()}\n", id="one key twice"),
        pytest.param(f"buttons:\n- {leaf(says='')}\n", id="key that says nothing"),
        pytest.param(f"buttons:\n- {leaf(opens='https://a.cn')}\n", id="two things at once"),
        pytest.param(f"buttons:\n- {leaf(key='', says='', opens='a.cn')}\n", id="no address"),
        pytest.param(f"buttons:\n- {leaf(kind='x')}\n", id="unknown word"),
    ],
)
def test_menu_beyond_the_platform_s_limits_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(MenuError):
        read_menu(menu_file(tmp_path, text))


def test_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MenuError, match=r"none\.yml"):
        read_menu(tmp_path / "none.yml")


def test_width_is_counted_in_chinese_characters() -> None:
    assert (width("查进度"), width("App"), width("")) == (3, 1.5, 0)


async def test_menu_is_made_and_its_buttons_work(clock: FakeClock) -> None:
    async with Platform(None, account(), clock=clock) as platform:
        api = WeChatApi(platform.account, InProcessTokens(), clock=clock)
        await make(api, read_menu())
        await api.close()
        assert platform.menu == read_menu().as_wechat()


async def test_fault_of_the_settings_reaches_the_operator(clock: FakeClock) -> None:
    async with Platform(None, account(), clock=clock) as platform:
        platform.white_list = set()
        api = WeChatApi(platform.account, InProcessTokens(), clock=clock)
        with pytest.raises(ConfigFault):
            await make(api, read_menu())
        await api.close()


def test_command_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XIAOBAO_DATA", str(tmp_path))
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
    assert main([]) == 1
    assert "WECHAT_APPID" in capsys.readouterr().err


def test_command_that_reaches_nobody_points_to_the_check(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XIAOBAO_DATA", str(tmp_path))
    for name, value in (ENVIRONMENT | {"WECHAT_API_URL": "http://127.0.0.1:9"}).items():
        monkeypatch.setenv(name, value)
    assert main([]) == 1
    assert "wechat-check" in capsys.readouterr().err
