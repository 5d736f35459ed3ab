"""Callers race for the same filings while the desk dies between commit and reply: each is filed once."""

import pytest

from bench.filing_race import run
from tests.services import ServiceMissing, fresh_database, postgres_server

SIZE = {"keys": 20, "racers": 4, "kills": 3}


def test_killed_between_commit_and_reply_each_key_is_one_case_on_sqlite() -> None:
    result = run(None, **SIZE)
    assert result.kills == SIZE["kills"]
    assert result.exactly_once, result


def test_killed_between_commit_and_reply_each_key_is_one_case_on_postgresql() -> None:
    try:
        with postgres_server() as server, fresh_database(server, "race") as url:
            result = run(url, **SIZE)
    except ServiceMissing as reason:
        pytest.skip(str(reason))
    assert result.kills == SIZE["kills"]
    assert result.exactly_once, result
