"""A test that could not run is told apart from one that may be left out."""

import pytest

from tests import shared_material
from tests.requirements import absent


@pytest.fixture(autouse=True)
def _nothing_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XIAOBAO_REQUIRE", raising=False)


def test_what_is_not_required_is_skipped_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIAOBAO_REQUIRE", "brain, browser")
    with pytest.raises(pytest.skip.Exception, match="not beside the project: law/none"):
        shared_material.rows("law/none.jsonl")


def test_what_is_required_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIAOBAO_REQUIRE", "brain,shared")
    with pytest.raises(pytest.fail.Exception, match="not beside the project: law/none"):
        shared_material.rows("law/none.jsonl")


def test_a_slip_in_the_list_is_no_leave_to_skip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIAOBAO_REQUIRE", "brian")
    with pytest.raises(ValueError, match="brian"):
        absent("brain", "it is not built")
