"""The tree stays a tree: superiors are higher and around, whatever files say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.agencies.invariants import fits_below, superiors_first, tree_problems
from desk.agencies.rows import AgencyRow, decode_file
from desk.agencies.tree import Tree, tree_of
from tests.desk.agencies.growing import SERVICES, TREE, csv_of, node, row

PLACES = ["100000", "220000", "220100", "220104", "220102", "220200", "330000", "330106"]


def rows(*lines: dict[str, str]) -> list[AgencyRow]:
    decoded = decode_file(csv_of(*lines), services=SERVICES)
    assert decoded.errors == []
    return decoded.agencies


def codes(tree: Tree, *lines: dict[str, str]) -> list[tuple[str, str]]:
    return [(error.pointer, error.code) for error in tree_problems(tree, rows(*lines))]


@pytest.mark.parametrize(
    ("child", "parent", "fits"),
    [
        ("220104", "220100", True),
        ("220104", "220000", True),
        ("220104", "100000", True),
        ("220104", "220200", False),
        ("220104", "330000", False),
        ("220104", "220102", False),
        ("220100", "220104", False),
        ("220100", "220000", True),
        ("220100", "220100", False),
        ("429004", "420000", True),
        ("110105", "110000", True),
    ],
)
def test_superior_is_higher_and_around(child: str, parent: str, fits: bool) -> None:
    assert fits_below(node(child), node(parent)) is fits


def test_superior_may_be_in_the_file_or_in_the_tree() -> None:
    assert codes(Tree(), row("220100"), row("220104", parent_code="220100-amr")) == []
    assert codes(TREE, row("220105", parent_code="220100-amr")) == []


def test_unknown_and_unfitting_superiors_are_found_at_their_lines() -> None:
    found = codes(TREE, row("220105", parent_code="none"), row("220106", parent_code="220200-amr"))
    assert found == [("/2/parent_code", "parent_unknown"), ("/3/parent_code", "parent_not_above")]


def test_moving_an_agency_away_from_those_below_it_is_refused() -> None:
    moved = row("220200", code="220100-amr", parent_code="220000-amr")
    assert ("/2/region_code", "child_not_fitting") in codes(TREE, moved)


def test_nobody_is_their_own_superior() -> None:
    assert codes(Tree(), row(parent_code="220104-amr")) == [("/2/parent_code", "parent_not_above")]


@given(
    st.lists(
        st.tuples(st.sampled_from(PLACES), st.sampled_from([None, *PLACES])), unique_by=lambda pair: pair[0]
    )
)
def test_tree_that_is_accepted_has_no_cycle(pairs: list[tuple[str, str | None]]) -> None:
    lines = [row(place, parent_code="" if parent is None else f"{parent}-amr") for place, parent in pairs]
    if not lines or list(tree_problems(Tree(), rows(*lines))):
        return
    nodes = [node(place, parent) for place, parent in pairs]
    tree = tree_of(nodes)
    for one in nodes:
        assert len(list(tree.superiors(one))) < len(nodes)
        assert one not in list(tree.superiors(one))


def test_superiors_come_first() -> None:
    ordered = superiors_first(rows(row("220104"), row("100000"), row("220100"), row("220000")))
    assert [one.region_code for one in ordered] == ["100000", "220000", "220100", "220104"]


def test_subtree_is_everybody_below() -> None:
    below = {one.code for one in TREE.subtree(TREE.by_code["220000-amr"])}
    assert below == {"220000-amr", "220100-amr", "220102-amr", "220104-amr", "220200-amr"}
