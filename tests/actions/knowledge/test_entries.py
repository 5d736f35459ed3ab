"""What is published: every citation exists, nothing repealed is cited, every topic is answered."""

import re

import pytest

from actions.knowledge.schema import Entry
from tests.actions.builders import shipped_knowledge
from tests.shared_material import rows

ENTRIES = tuple(shipped_knowledge().entries.values())
REPEALED = (
    "市场监督管理投诉举报处理暂行办法",
    "国家旅游局令第32号",
    "国家旅游局令32号",
    "工商行政管理部门处理消费者投诉办法",
)
# Topics that are dialogue acts, not entries.
ACTS = {"file_complaint", "out_of_scope_legal", "out_of_scope_chat"}
PROMISES = re.compile(r"一定能(?:退|赔|赢)|保证(?:退|赔)|肯定(?:退|赔|能)|包(?:退|赔)成功")


@pytest.fixture(scope="module")
def articles() -> set[tuple[str, int]]:
    return {(row["law"], row["n"]) for row in rows("law/articles.jsonl")}


def test_every_topic_of_the_catalogue_is_answered() -> None:
    topics = {row["topic"]: row["group"] for row in rows("eval/topics.jsonl")}
    known = {entry.topic: entry.group for entry in ENTRIES}
    assert set(topics) - set(known) == ACTS
    assert {topic: group for topic, group in known.items() if topics.get(topic) not in (None, group)} == {}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.topic)
def test_every_cited_article_exists(entry: Entry, articles: set[tuple[str, int]]) -> None:
    cited = {(source.law, number) for source in entry.sources for number in source.articles}
    assert cited <= articles


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.topic)
def test_nothing_repealed_is_cited_and_nothing_is_promised(entry: Entry) -> None:
    said = entry.model_dump_json()
    assert not any(law in said for law in REPEALED)
    assert not PROMISES.search(entry.answer)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.topic)
def test_an_answer_names_its_law_in_the_sources_and_not_in_the_text(entry: Entry) -> None:
    assert "《" not in entry.answer
    assert not re.search(r"第[一二三四五六七八九十百零\d]+条", entry.answer)
    assert "以官方公布为准" not in entry.answer  # the renderer adds it for confidence B


def test_a_redirection_names_an_authority_other_than_market_regulation() -> None:
    assert [e.topic for e in ENTRIES if e.kind == "redirect" and e.authority == "market_regulation"] == []
