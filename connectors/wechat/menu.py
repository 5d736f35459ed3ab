"""The account's menu (section 2.6): its file, the platform's limits, and the command that makes it.

`make wechat-menu` (python -m connectors.wechat.menu) makes the menu of menu.yml, or of FILE=….
"""

import argparse
import asyncio
import sys
from pathlib import Path
from typing import Annotated, Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from connectors.wechat.api import WeChatApi
from connectors.wechat.environment import environment_of_folder
from connectors.wechat.errors import ApiError
from connectors.wechat.settings import read_account
from connectors.wechat.tokens import InProcessTokens
from desk.settings import SettingsError

DEFAULT = Path(__file__).with_name("menu.yml")
TOP, BELOW = 3, 5  # buttons
TOP_WIDTH, BELOW_WIDTH = 4, 8  # Chinese characters a phone shows
MAX_KEY, MAX_URL = 128, 1_024  # bytes


class MenuError(ValueError):
    """The menu file cannot be used; the message says where and why."""


def width(name: str) -> float:
    """In Chinese characters; two of ASCII are as wide as one."""
    return sum(0.5 if character.isascii() else 1.0 for character in name)


class Leaf(BaseModel):
    """A button that does something: `says` with a key, or `opens`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
    key: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]+$", max_length=MAX_KEY)] | None = None
    says: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = None
    opens: Annotated[str, StringConstraints(pattern=r"^https?://\S+$", max_length=MAX_URL)] | None = None

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        if (self.key is None) != (self.says is None) or (self.says is None) == (self.opens is None):
            raise ValueError("a button has key and says, or opens")
        return self

    def as_wechat(self) -> dict[str, Any]:
        if self.opens is not None:
            return {"type": "view", "name": self.name, "url": self.opens}
        return {"type": "click", "name": self.name, "key": self.key}


class Group(BaseModel):
    """A button that unfolds others."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
    buttons: Annotated[tuple[Leaf, ...], Field(min_length=1, max_length=BELOW)]

    def as_wechat(self) -> dict[str, Any]:
        return {"name": self.name, "sub_button": [leaf.as_wechat() for leaf in self.buttons]}


class Menu(BaseModel):
    """The whole menu, within the platform's limits."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    buttons: Annotated[tuple[Group | Leaf, ...], Field(min_length=1, max_length=TOP)]

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        return tuple(
            leaf
            for button in self.buttons
            for leaf in (button.buttons if isinstance(button, Group) else (button,))
        )

    @model_validator(mode="after")
    def _fits(self) -> Self:
        below = [leaf for button in self.buttons if isinstance(button, Group) for leaf in button.buttons]
        for buttons, most in ((self.buttons, TOP_WIDTH), (below, BELOW_WIDTH)):
            for button in buttons:
                if width(button.name) > most:
                    raise ValueError(f"{button.name} is wider than {most} Chinese characters")
        keys = [leaf.key for leaf in self.leaves if leaf.key is not None]
        if len(set(keys)) < len(keys):
            raise ValueError("two buttons have the same key")
        return self

    def as_wechat(self) -> dict[str, Any]:
        """The body of menu/create."""
        return {"button": [button.as_wechat() for button in self.buttons]}

    def sentence(self, key: str) -> str | None:
        """What a tap on the button with this key says; None when no button has it (any more)."""
        return next((leaf.says for leaf in self.leaves if leaf.key == key), None)


def read_menu(path: Path = DEFAULT) -> Menu:
    """The menu of a file. Raises MenuError."""
    try:
        return Menu.model_validate(yaml.safe_load(path.read_text("utf-8")))
    except OSError as error:
        raise MenuError(f"{path} cannot be read: {error.strerror}") from error
    except yaml.YAMLError as error:
        raise MenuError(f"{path} is not YAML") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "menu"
        raise MenuError(f"{path}: {place}: {first['msg']}") from error


async def make(api: WeChatApi, menu: Menu) -> None:
    """Replace the account's menu. Raises ApiError."""
    await api.create_menu(menu.as_wechat())


async def _run(path: Path) -> int:
    account = read_account(environment_of_folder())
    if account is None:
        raise SettingsError("WECHAT_APPID is not set: WeChat is off")
    menu, api = read_menu(path), WeChatApi(account, InProcessTokens())
    try:
        await make(api, menu)
    finally:
        await api.close()
    print(f"the menu of {path.name} is made: {len(menu.leaves)} buttons; phones show it within five minutes")
    return 0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="wechat-menu", description="make the menu of the WeChat account")
    parser.add_argument("file", nargs="?", type=Path, default=DEFAULT, help="a menu file; see menu.yml")
    asked = parser.parse_args(arguments)
    try:
        return asyncio.run(_run(asked.file))
    except (SettingsError, MenuError) as error:
        print(f"wechat-menu: {error}", file=sys.stderr)
    except ApiError as error:
        print(
            f"wechat-menu: the platform refused it ({error}); `make wechat-check` says more", file=sys.stderr
        )
    return 1


if __name__ == "__main__":
    sys.exit(main())
