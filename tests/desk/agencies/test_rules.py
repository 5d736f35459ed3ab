"""Who decides: one test a rule of the law, and what is asked when nobody is found."""

import dataclasses
from typing import Any

import pytest

from desk.agencies.kinds import AgencyKind, level_of, regions_above
from desk.agencies.rules import (
    ARTICLES,
    Candidate,
    Matter,
    Missing,
    RouteReason,
    Sale,
    first_to_receive,
    route,
)
from desk.agencies.transfers import TransferProblem
from desk.agencies.tree import Tree
from desk.agencies.wording import KIND_LABELS, LEVEL_LABELS, MISSING, REASONS, TRANSFER_PROBLEMS
from desk.cases.states import CaseKind
from tests.desk.agencies.growing import TREE, grown, node, other

Found = list[tuple[str, RouteReason]]


def matter(kind: CaseKind = CaseKind.COMPLAINT, **changes: Any) -> Matter:
    return Matter(kind, **{"category": "store_purchase", "place": "220104", **changes})


def report(**changes: Any) -> Matter:
    return matter(CaseKind.REPORT, **changes)


def found(asked: Matter, tree: Tree = TREE) -> Found:
    return [(candidate.agency.code, candidate.reason) for candidate in route(tree, asked).candidates]


def missing(asked: Matter, tree: Tree = TREE) -> Missing | None:
    return route(tree, asked).missing


ON_PLATFORM = {"sale": Sale.ON_PLATFORM, "category": "online_shopping"}
OWN_SITE = {"sale": Sale.OWN_SITE, "category": "online_shopping"}


def test_shop_with_doors_is_for_the_county_where_it_does_business() -> None:
    assert found(matter()) == [("220104-amr", RouteReason.BUSINESS_PLACE)]
    assert missing(matter()) is None


def test_platform_operator_is_for_the_county_of_its_home() -> None:
    asked = matter(**OWN_SITE, platform_home="330106")
    assert found(asked) == [("330106-amr", RouteReason.OPERATOR_HOME)]


def test_website_of_ones_own_is_for_the_county_of_its_address() -> None:
    assert found(matter(**OWN_SITE)) == [("220104-amr", RouteReason.OPERATOR_HOME)]


def test_shop_on_a_platform_is_for_its_published_address_or_the_platforms_home() -> None:
    assert found(matter(**ON_PLATFORM, platform_home="330106")) == [
        ("220104-amr", RouteReason.SHOP_ADDRESS),
        ("330106-amr", RouteReason.PLATFORM_HOME),
    ]


@pytest.mark.parametrize("hidden", [{"place": None}, {"reachable": False}])
def test_shop_without_address_or_out_of_reach_is_for_the_platforms_home_alone(hidden: dict[str, Any]) -> None:
    asked = matter(**ON_PLATFORM, platform_home="330106") if not hidden else None
    asked = dataclasses.replace(matter(**ON_PLATFORM, platform_home="330106"), **hidden)
    assert found(asked) == [("330106-amr", RouteReason.PLATFORM_HOME_ONLY)]


def test_report_is_for_the_place_of_the_breach() -> None:
    assert found(report()) == [("220104-amr", RouteReason.BREACH_PLACE)]


def test_report_of_a_platform_operator_is_for_its_home() -> None:
    asked = report(**OWN_SITE, platform_home="330106")
    assert found(asked) == [("330106-amr", RouteReason.REPORT_OPERATOR_HOME)]


def test_report_of_a_shop_on_a_platform_may_also_be_taken_at_the_platforms_home() -> None:
    assert found(report(**ON_PLATFORM, platform_home="330106")) == [
        ("220104-amr", RouteReason.REPORT_SHOP_PLACE),
        ("330106-amr", RouteReason.REPORT_PLATFORM_HOME),
    ]


def test_report_of_an_advertisement_on_the_net_is_for_the_advertiser_then_the_publisher() -> None:
    asked = report(**ON_PLATFORM | {"category": "advertising"}, platform_home="330106", is_advertisement=True)
    assert found(asked) == [
        ("220104-amr", RouteReason.ADVERTISER_PLACE),
        ("330106-amr", RouteReason.PUBLISHER_PLACE),
    ]


def test_report_of_an_advertisement_in_a_shop_is_for_the_place_of_the_breach() -> None:
    assert found(report(is_advertisement=True)) == [("220104-amr", RouteReason.BREACH_PLACE)]


def test_matter_of_another_authority_goes_to_an_agency_of_that_kind() -> None:
    asked = matter(decided_by=AgencyKind.POSTAL, category="parcel")
    assert found(asked) == [("220100-postal", RouteReason.OTHER_AUTHORITY)]
    assert not route(TREE, asked).candidates[0].distributes


def test_matter_of_an_authority_outside_the_tree_stays_and_says_so() -> None:
    assert missing(matter(decided_by=AgencyKind.TELECOM, category="telecom")) is Missing.OTHER_AUTHORITY
    elsewhere = matter(decided_by=AgencyKind.POSTAL, category="parcel", place="330106")
    assert missing(elsewhere) is Missing.NO_AGENCY


def test_agency_of_another_sort_decides_only_what_it_names() -> None:
    asked = matter(decided_by=AgencyKind.OTHER, category="training")
    school_board = other(AgencyKind.OTHER, matters=frozenset({"training"}))
    assert found(asked, grown(school_board)) == [(school_board.code, RouteReason.OTHER_AUTHORITY)]
    silent = other(AgencyKind.OTHER)
    assert missing(asked, grown(silent)) is Missing.OTHER_AUTHORITY


def test_of_two_agencies_the_one_that_names_the_matter_takes_it() -> None:
    for_food = node("220104", "220100", code="220104-food", matters=frozenset({"food"}))
    tree = grown(for_food)
    assert found(matter(category="food"), tree) == [("220104-food", RouteReason.BUSINESS_PLACE)]
    assert found(matter(category="car"), tree) == [("220104-amr", RouteReason.BUSINESS_PLACE)]


@pytest.mark.parametrize(
    ("place", "code"),
    [("220103", "220100-amr"), ("220100", "220100-amr"), ("220503", "220000-amr"), ("440106", "100000-amr")],
)
def test_place_without_a_county_agency_climbs_to_who_distributes(place: str, code: str) -> None:
    (candidate,) = route(TREE, matter(place=place)).candidates
    assert (candidate.agency.code, candidate.distributes) == (code, True)


def test_county_agency_does_not_distribute() -> None:
    assert not route(TREE, matter()).candidates[0].distributes


def test_inactive_agency_is_passed_over() -> None:
    tree = grown(node("220104", "220100", active=False), without="220104-amr")
    assert found(matter(), tree) == [("220100-amr", RouteReason.BUSINESS_PLACE)]


def test_one_agency_competent_twice_stands_once_with_its_first_reason() -> None:
    asked = matter(**ON_PLATFORM, platform_home="220104")
    assert found(asked) == [("220104-amr", RouteReason.SHOP_ADDRESS)]


@pytest.mark.parametrize(
    ("asked", "what"),
    [
        (matter(place=None), Missing.BUSINESS_PLACE),
        (report(place=None), Missing.BREACH_PLACE),
        (matter(**ON_PLATFORM | {"place": None}), Missing.SELLER_PLACE),
        (report(**ON_PLATFORM | {"place": None}), Missing.SELLER_PLACE),
        (matter(**OWN_SITE | {"place": None}), Missing.SELLER_PLACE),
    ],
)
def test_unknown_place_is_asked_for(asked: Matter, what: Missing) -> None:
    assert found(asked) == []
    assert missing(asked) is what


def test_empty_tree_has_nobody() -> None:
    assert missing(matter(), Tree()) is Missing.NO_AGENCY
    assert missing(matter(place=None), Tree()) is Missing.NO_AGENCY


def candidates(*codes: str) -> list[Candidate]:
    return [Candidate(TREE.by_code[code], RouteReason.SHOP_ADDRESS) for code in codes]


def test_first_in_order_keeps_a_case_that_nobody_had() -> None:
    chosen = first_to_receive(candidates("220104-amr", "330106-amr"), ())
    assert chosen is not None
    assert (chosen.agency.code, chosen.reason) == ("220104-amr", RouteReason.SHOP_ADDRESS)


def test_who_received_the_dispute_first_keeps_it() -> None:
    chosen = first_to_receive(candidates("220104-amr", "330106-amr"), {"330106-AMR"})
    assert chosen is not None
    assert (chosen.agency.code, chosen.reason) == ("330106-amr", RouteReason.RECEIVED_FIRST)


def test_having_received_it_makes_nobody_competent() -> None:
    chosen = first_to_receive(candidates("220104-amr", "330106-amr"), {"220102-AMR"})
    assert chosen is not None
    assert chosen.agency.code == "220104-amr"
    assert first_to_receive([], {"220102-AMR"}) is None


def test_only_competent_agency_needs_no_first_receipt() -> None:
    chosen = first_to_receive(candidates("220104-amr"), {"220104-AMR"})
    assert chosen is not None
    assert chosen.reason is RouteReason.SHOP_ADDRESS


def test_every_reason_names_its_article_and_has_words() -> None:
    assert set(ARTICLES) == set(RouteReason) == set(REASONS)
    assert set(MISSING) == set(Missing)
    assert set(TRANSFER_PROBLEMS) == set(TransferProblem)
    assert set(KIND_LABELS) == set(AgencyKind)
    assert {level_of(code) for code in ("100000", "220000", "220100", "220104")} == set(LEVEL_LABELS)


def test_articles_are_those_of_the_rules_in_force() -> None:
    for reason in RouteReason:
        assert reason.article in {
            "第二条",
            "第十三条",
            "第十四条",
            "第二十九条",
            "第三十一条",
            "第三十二条",
            "第四十一条",
        }


@pytest.mark.parametrize(
    ("code", "above"),
    [
        ("220104", ("220104", "220100", "220000", "100000")),
        ("110105", ("110105", "110100", "110000", "100000")),
        ("429004", ("429004", "429000", "420000", "100000")),
        ("220100", ("220100", "220000", "100000")),
        ("220000", ("220000", "100000")),
        ("100000", ("100000",)),
    ],
)
def test_regions_above_go_from_small_to_large(code: str, above: tuple[str, ...]) -> None:
    assert regions_above(code) == above
