import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.conversations.errors import EmptyMessage, MessageTooLong
from desk.conversations.incoming import MAX_TEXT, clean_text


@pytest.mark.parametrize("text", ["", " \n\t ", "\u200b\ufeff", "\x00\x01", "\ud800"])
def test_a_message_without_text_is_refused(text: str) -> None:
    with pytest.raises(EmptyMessage):
        clean_text(text)


def test_five_thousand_characters_are_kept_whole() -> None:
    assert clean_text("退" * MAX_TEXT) == "退" * MAX_TEXT


def test_one_more_is_refused() -> None:
    with pytest.raises(MessageTooLong):
        clean_text("退" * (MAX_TEXT + 1))


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "'; DROP TABLE cases; --", "😡😡", "退貨", "ＡＢＣ"]
)
def test_what_people_type_is_kept_as_typed(text: str) -> None:
    assert clean_text(text) == text


@given(st.text(max_size=200))
def test_cleaned_text_can_always_be_encoded_and_holds_no_control_characters(text: str) -> None:
    try:
        cleaned = clean_text(text)
    except EmptyMessage:
        return
    cleaned.encode("utf-8")
    assert "\x00" not in cleaned
    assert clean_text(cleaned) == cleaned
