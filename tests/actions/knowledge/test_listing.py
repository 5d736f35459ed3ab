import datetime as dt
from itertools import pairwise

import pytest

from actions.knowledge.listing import COLUMNS, Line, listing, main, table
from tests.actions.builders import shipped_knowledge

ENTRIES = tuple(shipped_knowledge().entries.values())
TODAY = dt.date(2026, 11, 22)


def test_every_entry_and_every_place_is_a_line() -> None:
    lines = listing(ENTRIES, today=TODAY)
    assert len(lines) == sum(1 + len(entry.regions) for entry in ENTRIES)


def test_the_oldest_come_first_and_of_one_day_the_less_certain() -> None:
    lines = listing(ENTRIES, today=TODAY)
    assert lines[0].age(TODAY) == max(line.age(TODAY) for line in lines)
    for one, next_one in pairwise(lines):
        assert (one.as_of, one.confidence == "A") <= (next_one.as_of, next_one.confidence == "A")


def test_age_is_counted_from_the_date_passed_in() -> None:
    line = Line("t", "q", "A", dt.date(2026, 11, 21), ())
    assert (line.age(TODAY), line.age(dt.date(2027, 11, 21))) == (1, 365)


def test_only_what_is_older_is_listed() -> None:
    old = listing(ENTRIES, today=TODAY, older_than=365)
    assert "tourism_changchun" in {line.topic for line in old}
    assert "return_online_seven_days" not in {line.topic for line in old}


def test_only_one_confidence_is_listed() -> None:
    assert {line.confidence for line in listing(ENTRIES, today=TODAY, confidence="B")} == {"B"}


def test_the_table_has_a_heading_and_a_cell_for_each_column() -> None:
    rows = list(table(listing(ENTRIES, today=TODAY), today=TODAY))
    assert rows[0].split("\t") == list(COLUMNS)
    assert {len(row.split("\t")) for row in rows} == {len(COLUMNS)}


def test_the_command_prints_what_its_options_ask_for(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--older-than", "365", "--confidence", "B", "--today", "2030-01-01"])
    first, *rest = capsys.readouterr().out.splitlines()
    assert first.split("\t")[2] == "conf"
    assert {row.split("\t")[2] for row in rest} == {"B"}
