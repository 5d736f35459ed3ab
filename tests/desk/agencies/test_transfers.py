"""Sending a case on: where to, and who gets it back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.agencies.kinds import AgencyKind
from desk.agencies.transfers import Handing, Step, TransferProblem, check_transfer, custody
from tests.desk.agencies.growing import TREE, grown, node, other

ALLOWED = [
    ("220100-amr", "220104-amr"),  # down
    ("220000-amr", "220104-amr"),  # further down
    ("220100-amr", "220100-postal"),  # across, at the same place
    ("220104-amr", "220100-amr"),  # up to who distributes
    ("220104-amr", "220000-amr"),
]
REFUSED = [
    ("220104-amr", "220102-amr", TransferProblem.NOT_BELOW),  # another county
    ("220104-amr", "220100-postal", TransferProblem.NOT_BELOW),  # another authority, by oneself
    ("220100-amr", "220200-amr", TransferProblem.NOT_BELOW),
    ("220100-amr", "330106-amr", TransferProblem.NOT_BELOW),
    ("220104-amr", "220104-amr", TransferProblem.ALREADY_THERE),
]


@pytest.mark.parametrize(("sender", "receiver"), ALLOWED)
def test_case_may_be_sent_down_across_and_back_up(sender: str, receiver: str) -> None:
    assert check_transfer(TREE, TREE.by_code[sender], TREE.by_code[receiver]) is None


@pytest.mark.parametrize(("sender", "receiver", "problem"), REFUSED)
def test_case_may_not_be_sent_on_by_oneself(sender: str, receiver: str, problem: TransferProblem) -> None:
    assert check_transfer(TREE, TREE.by_code[sender], TREE.by_code[receiver]) is problem


@pytest.mark.parametrize("receiver", sorted(TREE.by_code))
def test_desk_that_received_it_distributes_to_anybody(receiver: str) -> None:
    assert check_transfer(TREE, None, TREE.by_code[receiver]) is None


def test_inactive_agency_receives_nothing() -> None:
    closed = node("220103", "220100", active=False)
    tree = grown(closed)
    assert check_transfer(tree, None, closed) is TransferProblem.INACTIVE


def test_association_of_the_same_county_may_be_asked() -> None:
    association = other(AgencyKind.CONSUMER_ASSOCIATION, "220104")
    assert check_transfer(grown(association), TREE.by_code["220104-amr"], association) is None


def given_to(agency: str) -> Handing:
    return Handing(Step.GIVEN, agency)


def sent_to(agency: str) -> Handing:
    return Handing(Step.SENT, agency)


RETURNED = Handing(Step.RETURNED)


@pytest.mark.parametrize(
    ("handings", "holders"),
    [
        ([], (None,)),
        ([given_to("a")], ("a",)),
        ([given_to("a"), sent_to("b")], ("a", "b")),
        ([given_to("a"), sent_to("b"), sent_to("c"), RETURNED], ("a", "b")),
        ([given_to("a"), sent_to("b"), RETURNED, given_to("a"), sent_to("c")], ("a", "c")),
        ([sent_to("b"), RETURNED], (None,)),
        ([RETURNED], (None,)),
    ],
)
def test_custody_is_a_stack(handings: list[Handing], holders: tuple[str | None, ...]) -> None:
    assert custody(handings) == holders


@given(st.lists(st.sampled_from("abc")))
def test_returning_as_often_as_it_was_sent_brings_it_home(agencies: list[str]) -> None:
    there = [sent_to(agency) for agency in agencies]
    assert custody([given_to("home"), *there, *[RETURNED] * len(there)]) == ("home",)
