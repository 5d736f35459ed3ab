from pathlib import Path

import pytest

from telemetry.release import VERSION, release

PROJECT = Path(__file__).parents[2] / "pyproject.toml"


def test_the_version_is_the_project_s() -> None:
    assert f'\nversion = "{VERSION}"\n' in PROJECT.read_text("utf-8")


def test_an_image_s_tag_goes_before_the_version() -> None:
    assert release({}) == VERSION
    assert release({"XIAOBAO_RELEASE": "2026.11.26-3f9c0d7"}) == "2026.11.26-3f9c0d7"


@pytest.mark.parametrize("tag", ["a b", "x\r\nSet-Cookie: a=b", "版本", "x" * 65])
def test_a_tag_that_no_header_could_carry_is_passed_over(tag: str) -> None:
    assert release({"XIAOBAO_RELEASE": tag}) == VERSION
