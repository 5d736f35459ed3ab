import pytest

from actions.knowledge.render import answer_card, answer_text, region_of
from actions.numerals import chinese_number
from tests.actions.builders import shipped_knowledge

KNOWLEDGE = shipped_knowledge()


@pytest.mark.parametrize(
    ("number", "written"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (55, "五十五"), (100, "一百"), (105, "一百零五"), (110, "一百一十"),
     (1001, "一千零一"), (1198, "一千一百九十八"), (1207, "一千二百零七")],
)  # fmt: skip
def test_article_numbers_are_written_as_statutes_write_them(number: int, written: str) -> None:
    assert chinese_number(number) == written


def test_an_answer_of_confidence_b_says_that_the_official_text_prevails() -> None:
    unsure = next(entry for entry in KNOWLEDGE.entries.values() if entry.confidence == "B")
    sure = next(entry for entry in KNOWLEDGE.entries.values() if entry.confidence == "A")
    assert "以官方公布为准" in answer_text(unsure, KNOWLEDGE.authority_of(unsure))
    assert "以官方公布为准" not in answer_text(sure, KNOWLEDGE.authority_of(sure)).splitlines()[0]


def test_a_redirection_names_the_authority_and_its_number() -> None:
    entry = KNOWLEDGE.entries["redirect_telecom"]
    assert "12300" in answer_text(entry, KNOWLEDGE.authority_of(entry))


def test_a_card_carries_law_article_and_date() -> None:
    card = answer_card(KNOWLEDGE.entries["return_online_seven_days"], 0.9)
    assert {"law": "消费者权益保护法", "article": "第二十五条"} in card["sources"]
    assert card["as_of"] == "2026-11-21"


def test_changchun_tourists_get_the_six_channels_of_changchun() -> None:
    text = answer_text(KNOWLEDGE.entries["tourism_changchun"], KNOWLEDGE.authorities["culture_tourism"])
    for channel in (
        "互联网+督查",
        "领导留言板",
        "网上举报投诉处理平台",
        "0431-12345",
        "局长信箱",
        "长春文旅",
    ):
        assert channel in text


def test_a_place_is_recognised_in_any_usual_writing() -> None:
    entry = next(
        entry for entry in KNOWLEDGE.entries.values() if any(r.name == "长春市" for r in entry.regions)
    )
    for place in ("长春", "长春市", "吉林省长春市朝阳区", "我在长春旅游被坑了"):
        assert region_of(entry, place) is not None
    assert region_of(entry, "沈阳市") is None


def test_a_local_answer_names_its_own_document_and_keeps_the_laws_date() -> None:
    for entry in KNOWLEDGE.entries.values():
        for region in entry.regions:
            card = answer_card(entry, 1.0, region.name)
            assert card["sources"][0] == {"law": region.source, "article": ""}
            assert card["as_of"] == entry.as_of.isoformat()
