"""Pairs of characters: what is a token, what a search asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.cases.terms import MAX_TERMS, flat, searchable, terms, tokens, wanted


@pytest.mark.parametrize(
    ("text", "is_flat"),
    [
        ("好运 电器（长春）有限公司", "好运电器长春有限公司"),
        ("ｉＰｈｏｎｅ 15 Ｐｒｏ", "iphone15pro"),
        ("「小米」手机-64G", "小米手机64g"),
        ("_—…！", ""),
        ("Straße", "strasse"),
    ],
)
def test_width_case_and_punctuation_do_not_matter(text: str, is_flat: str) -> None:
    assert flat(text) == is_flat


def test_a_token_is_a_pair_and_the_last_character_stands_alone() -> None:
    assert tokens("大米") == "0592707c73 07c73"
    assert tokens(searchable(["大米", None, "米"])) == "0592707c73 07c73"


def test_fields_do_not_run_into_each_other() -> None:
    pair_across = wanted("米小")[0][0]
    assert pair_across not in tokens(searchable(["大米", "小店"]))


def test_a_search_is_its_words_and_not_too_many() -> None:
    assert terms(" 电饭煲　电饭煲 (长春) ？ ") == ["电饭煲", "长春"]
    assert len(terms(" ".join(map(str, range(20))))) == MAX_TERMS


@given(st.text(max_size=40), st.data())
def test_whatever_is_part_of_a_text_asks_only_for_tokens_of_it(text: str, data: st.DataObject) -> None:
    whole = searchable([text])
    if not whole:
        return
    begin = data.draw(st.integers(0, len(whole) - 1))
    term = whole[begin : data.draw(st.integers(begin + 1, len(whole)))]
    held = tokens(whole).split()
    for token, begins in wanted(term):
        assert any(one.startswith(token) if begins else one == token for one in held)
