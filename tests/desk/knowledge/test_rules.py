"""When a draft may be published: the rules of the project's own files."""

from typing import Any

import pytest

from desk.knowledge.rules import findings, sentence_findings, sentences_of
from desk.knowledge.shipped import articles, shipped
from tests.desk.knowledge.drafting import entry, new_entry


def codes(raw: dict[str, Any], *, is_new: bool = False) -> list[tuple[str, str]]:
    return [(e.pointer, e.code) for e in findings(raw, shipped(), articles(), is_new=is_new)]


def test_every_shipped_entry_might_be_published_as_it_is() -> None:
    wrong = {
        topic: found
        for topic, known in shipped().entries.items()
        if (found := codes(known.model_dump(mode="json", exclude_defaults=True)))
    }
    assert wrong == {}


def test_an_edited_entry_and_a_new_one_may() -> None:
    assert codes(entry(answer="商家没按说好的做，可以要求退余款。")) == []
    assert codes(new_entry(), is_new=True) == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"confidence": "C"}, ("/confidence", "unverified")),
        ({"answer": "短"}, ("/answer", "string_too_short")),
        ({"sources": []}, ("/sources", "too_short")),
        (
            {"sources": [{"law": "某部门办法"}]},
            ("/sources", "article_needed"),
        ),
        (
            {"sources": [{"law": "中华人民共和国消费者权益保护法", "articles": [64]}]},
            ("/sources/0/articles", "no_such_article"),
        ),
        ({"url": "x"}, ("/url", "extra_forbidden")),
    ],
)
def test_each_thing_wrong_is_named_in_chinese_with_its_place(
    changes: dict[str, Any], found: tuple[str, str]
) -> None:
    assert found in codes(entry(**changes))
    assert all(e.detail for e in findings(entry(**changes), shipped(), articles(), is_new=False))


def test_a_new_topic_names_its_nearest_one() -> None:
    told = new_entry()
    del told["catalogue"]
    assert codes(told, is_new=True) == [("/catalogue", "nearest_needed")]


@pytest.mark.parametrize(
    ("text", "code"),
    [("退", "length"), ("[年卡](product)能退吗", "marks"), ("打13912345678能退吗", "personal")],
)
def test_a_way_of_asking_that_may_not_stand_in_a_file_is_named(text: str, code: str) -> None:
    assert [found.code for found in sentence_findings([text])] == [code]


def test_the_same_way_of_asking_twice_is_named_and_others_are_not() -> None:
    assert [found.pointer for found in sentence_findings(["年卡能退吗", "季卡能退吗", "年卡能退吗"])] == [
        "/sentences/2"
    ]


def test_sentences_stand_one_a_line() -> None:
    assert sentences_of(" 年卡 \n\n季卡  能退吗\n") == ["年卡", "季卡 能退吗"]
