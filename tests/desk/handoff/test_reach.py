"""Which conversations a member of staff of an agency may read."""

from collections.abc import Collection

import pytest

from desk.handoff.reach import may_read


def reads(
    *,
    reach: Collection[str] | None = ("north", "north-1"),
    case_agencies: Collection[str | None] = (),
    own: Collection[str] = ("li",),
    served_by: Collection[str] = (),
    waits: bool = False,
) -> bool:
    return may_read(reach=reach, case_agencies=case_agencies, own=own, served_by=served_by, waits=waits)


def test_of_no_agency_in_particular_they_read_everything() -> None:
    assert reads(reach=None, served_by=["wang"], case_agencies=["south"])


@pytest.mark.parametrize("agency", ["north", "north-1"])
def test_a_case_within_reach_opens_the_conversation_it_was_told_in(agency: str) -> None:
    assert reads(case_agencies=["south", agency], served_by=["wang"])


@pytest.mark.parametrize("agencies", [[], ["south"], [None]])
def test_a_case_elsewhere_or_with_nobody_does_not(agencies: list[str | None]) -> None:
    assert not reads(case_agencies=agencies, served_by=["wang"])


def test_what_they_serve_they_read_and_what_others_serve_they_do_not() -> None:
    assert reads(served_by=["wang", "li"])
    assert not reads(served_by=["wang"])


def test_a_supervisor_reads_what_the_people_of_the_agency_serve() -> None:
    assert reads(own=["chief", "li"], served_by=["li"])
    assert not reads(own=["chief", "li"], served_by=["wang"])


def test_what_waits_is_read_by_everybody_and_what_ended_unserved_is_not() -> None:
    assert reads(waits=True)
    assert not reads()
