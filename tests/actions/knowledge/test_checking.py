"""Each rule an entry keeps to, broken once."""

from typing import Any

import pytest

from actions.knowledge.articles import load_articles
from actions.knowledge.checking import Fault, problems_of
from actions.knowledge.schema import Entry
from tests.actions.builders import shipped_knowledge

ARTICLES = load_articles()
REFUND = shipped_knowledge().entries["prepaid_card_refund"]
LAW = "中华人民共和国消费者权益保护法"


def changed(**changes: Any) -> Entry:
    return Entry.model_validate(REFUND.model_dump() | changes)


def faults(**changes: Any) -> list[tuple[str, Fault]]:
    found = problems_of(changed(**changes), shipped_knowledge(), ARTICLES)
    return [(problem.pointer, problem.fault) for problem in found]


def place(**changes: Any) -> list[dict[str, Any]]:
    told = {
        "name": "长春市", "answer": "长春市2026年受理预付卡投诉300件，先找商家协商。",
        "as_of": "2026-11-21", "source": "长春市通报，2026年1月",
    }  # fmt: skip
    return [told | changes]


def test_a_shipped_entry_has_no_fault() -> None:
    assert faults() == []
    assert faults(regions=place()) == []


@pytest.mark.parametrize(
    ("changes", "pointer", "fault"),
    [
        ({"authority": "nobody"}, "/authority", Fault.NO_SUCH_AUTHORITY),
        ({"kind": "redirect"}, "/authority", Fault.REDIRECTS_TO_US),
        ({"related": ["nothing"]}, "/related/0", Fault.NO_SUCH_TOPIC),
        ({"related": ["prepaid_card_refund"]}, "/related/0", Fault.RELATED_TO_ITSELF),
        ({"catalogue": "nothing"}, "/catalogue", Fault.NO_SUCH_CATALOGUE),
        ({"catalogue": "prepaid_card_refund"}, "/catalogue", Fault.NO_SUCH_CATALOGUE),
        ({"group": "没有这一组"}, "/group", Fault.NO_SUCH_GROUP),
        ({"sources": [{"law": LAW, "articles": [64]}]}, "/sources/0/articles", Fault.NO_SUCH_ARTICLE),
        ({"sources": [{"law": "不存在的法", "articles": [1]}]}, "/sources/0/articles", Fault.NO_SUCH_ARTICLE),
        ({"sources": [{"law": LAW, "note": "见公报"}]}, "/sources/0/articles", Fault.ARTICLE_MISSING),
        (
            {"sources": [{"law": "市场监督管理投诉举报处理暂行办法", "note": "2019年"}]},
            "/sources/0/law",
            Fault.REPEALED_LAW,
        ),
        ({"answer": "商家没按说好的做，保证退款，一分不少。"}, "/answer", Fault.PROMISE),
        ({"answer": "按照《消费者权益保护法》可以要求退款。"}, "/answer", Fault.LAW_IN_ANSWER),
        ({"answer": "按照第五十三条，可以要求商家退款。"}, "/answer", Fault.LAW_IN_ANSWER),
        ({"answer": "可以要求商家退款，以官方公布为准。"}, "/answer", Fault.OFFICIAL_IN_ANSWER),
        ({"regions": place() + place()}, "/regions/1/name", Fault.PLACE_TWICE),
        (
            {"regions": place(answer="这里2026年受理了300件投诉。")},
            "/regions/0/answer",
            Fault.PLACE_NOT_NAMED,
        ),
        (
            {"regions": place(answer="长春市去年受理预付卡投诉300件。")},
            "/regions/0/answer",
            Fault.YEAR_MISSING,
        ),
        ({"regions": place(source="长春市通报")}, "/regions/0/source", Fault.YEAR_MISSING),
    ],
)
def test_each_rule_broken_is_named_with_its_place(
    changes: dict[str, Any], pointer: str, fault: Fault
) -> None:
    assert (pointer, fault) in faults(**changes)
