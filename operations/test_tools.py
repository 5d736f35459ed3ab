"""`make test-tools`: what the tests need beyond Python. Installed where that is allowed, named where it is not."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


def _postgres() -> bool:
    return any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


def _chinese_font() -> bool:
    listed = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


@dataclass(frozen=True)
class Tool:
    """A Debian package, how to see that it is there, and which tests want it."""

    package: str
    present: Callable[[], bool]
    wanted_by: str


TOOLS = (
    Tool(
        "redis-server",
        lambda: shutil.which("redis-server") is not None,
        "tests against Redis (bus, rate limits)",
    ),
    Tool("postgresql", _postgres, "tests against PostgreSQL (desk, brain)"),
    Tool("chromium", lambda: shutil.which("chromium") is not None, "tests of the chat page in a browser"),
    Tool(
        "fontconfig",
        lambda: shutil.which("fc-list") is not None,
        "screenshots of the chat page, rendered photos",
    ),
    Tool(
        "nginx-light",
        lambda: (shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")) is not None,
        "tests of the proxies before the desk and the brain",
    ),
    Tool("prometheus", lambda: shutil.which("promtool") is not None, "tests of alerts and dashboard"),
    Tool("fonts-noto-cjk", _chinese_font, "screenshots of the chat page, rendered photos"),
)


def missing() -> list[Tool]:
    return [tool for tool in TOOLS if not tool.present()]


def install(packages: list[str]) -> None:
    """Try apt-get as root. A failure is told by `main`, which looks again."""
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], env=env, check=False)
    subprocess.run(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], env=env, check=False
    )


def main() -> None:
    lacking = missing()
    if lacking and os.geteuid() == 0 and shutil.which("apt-get"):
        print("installing for the tests:", ", ".join(tool.package for tool in lacking), flush=True)
        install([tool.package for tool in lacking])
    for tool in missing():
        print(
            f"cannot run: {tool.wanted_by}: {tool.package} is missing and cannot be installed here",
            file=sys.stderr,
        )


if __name__ == "__main__":
    main()
