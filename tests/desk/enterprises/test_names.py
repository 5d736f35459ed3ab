"""Credit codes, and by which names an enterprise is recognised."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.enterprises.names import Named, shop_key
from desk.enterprises.uscc import CHARACTERS, check_character, is_uscc

VALID = "91350100M000100Y43"


def test_code_of_the_standard_is_valid() -> None:
    assert is_uscc(VALID)


@pytest.mark.parametrize(
    "code", ["", VALID[:-1], VALID + "0", VALID.lower(), VALID[:-1] + "4", "O" + VALID[1:], "９" + VALID[1:]]
)
def test_code_that_is_none_is_refused(code: str) -> None:
    assert not is_uscc(code)


@given(st.text(CHARACTERS, min_size=17, max_size=17), st.integers(0, 17), st.sampled_from(CHARACTERS))
def test_one_wrong_character_is_found(first: str, place: int, wrong: str) -> None:
    code = first + check_character(first)
    assert is_uscc(code)
    changed = code[:place] + wrong + code[place + 1 :]
    assert is_uscc(changed) == (changed == code)


def test_shops_of_one_name_are_told_apart_by_what_they_call_themselves() -> None:
    assert shop_key("某商城", "好运 旗舰店") == shop_key(" 某商城", "好运旗舰店")
    assert shop_key("某商城", "好运旗舰店") != shop_key("某商城", "好运专营店")
    assert shop_key("某商城", "好运") != shop_key("别的商城", "好运")


@pytest.mark.parametrize(
    ("told", "by_shop", "by_name"),
    [
        (Named("好运电器有限公司"), None, "好运电器"),
        (Named("好运旗舰店", "某商城", "好运旗舰店"), "某商城/好运旗舰店", None),
        (Named("好运电器有限公司", "某商城", "好运旗舰店"), "某商城/好运旗舰店", "好运电器"),
        (Named("好运旗舰店", "某商城"), None, "好运"),
    ],
)
def test_name_of_a_shop_does_not_say_who_runs_it(
    told: Named, by_shop: str | None, by_name: str | None
) -> None:
    assert (told.by_shop, told.by_name) == (by_shop, by_name)


@pytest.mark.parametrize(
    ("told", "region", "lies"),
    [
        (Named("好运"), None, True),
        (Named("好运", place="220102"), "220100", True),
        (Named("好运", place="210100"), "220100", False),
        (Named("好运", address="长春市南关区大经路9号"), "220100", True),
        (Named("好运", address="大经路9号"), "220100", False),
        (Named("好运"), "220100", False),
        (Named("好运", place="210100", address="长春市南关区大经路9号"), "220100", False),
    ],
)
def test_name_counts_where_the_enterprise_does_business(told: Named, region: str | None, lies: bool) -> None:
    assert told.may_lie_in(region) is lies
