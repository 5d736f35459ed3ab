"""What is published: every citation exists, nothing repealed is cited, every topic is answered."""

import re

import pytest

from actions.knowledge.schema import Entry, Region
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
# What the project was asked to answer beyond the catalogue.
RAISED = (
    "pickup_point_fee",
    "lost_receipt",
    "wrong_or_missing_items",
    "product_recall",
    "tourism_operator_duties",
    "expired_food_penalty",
)
# A count, a sum or a share, as the regions publish them; telephone numbers and clock words are none.
FIGURE = re.compile(r"\d[\d.]*(?:万余?|余)?(?:件|元|家|个|户|台|起|人|批次|条|项|只|吨|%)")
PROMISES = re.compile(r"一定能(?:退|赔|赢)|保证(?:退|赔)|肯定(?:退|赔|能)|包(?:退|赔)成功")


@pytest.fixture(scope="module")
def articles() -> set[tuple[str, int]]:
    return {(row["law"], row["n"]) for row in rows("law/articles.jsonl")}


def test_every_topic_of_the_catalogue_is_answered() -> None:
    topics = {row["topic"]: row["group"] for row in rows("eval/topics.jsonl")}
    known = {entry.topic: entry.group for entry in ENTRIES}
    assert set(topics) - set(known) == ACTS
    assert {topic: group for topic, group in known.items() if topics.get(topic) not in (None, group)} == {}


def test_a_topic_beyond_the_catalogue_names_its_nearest_one_and_no_other_does() -> None:
    topics = {row["topic"]: row["group"] for row in rows("eval/topics.jsonl")}
    own = {entry.topic: entry.catalogue for entry in ENTRIES if entry.topic not in topics}
    assert {topic for topic, nearest in own.items() if nearest not in topics} == set()
    assert [e.topic for e in ENTRIES if e.topic in topics and e.catalogue is not None] == []
    assert {e.topic for e in ENTRIES if e.group not in topics.values()} == set()


@pytest.mark.parametrize("topic", RAISED)
def test_what_real_consumers_raise_beyond_the_catalogue_is_answered(topic: str) -> None:
    assert topic in {entry.topic for entry in ENTRIES if entry.catalogue}


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


REGIONAL = [(entry.topic, region) for entry in ENTRIES for region in entry.regions]


@pytest.mark.parametrize(("topic", "region"), REGIONAL, ids=lambda value: getattr(value, "name", value))
def test_figures_of_a_place_name_the_place_and_the_year(topic: str, region: Region) -> None:
    said = "\n".join((region.answer, *region.steps))
    assert region.name.rstrip("省市") in region.answer
    if FIGURE.search(said):
        assert re.search(r"20\d\d年", said)
    assert re.search(r"20\d\d年", region.source)


def test_a_place_is_told_once_an_entry() -> None:
    for entry in ENTRIES:
        names = [region.name for region in entry.regions]
        assert len(names) == len(set(names)), entry.topic


def test_nothing_of_the_repealed_measure_is_cited_by_its_own_articles(articles: set[tuple[str, int]]) -> None:
    laws = {law for law, _ in articles}
    repealed = {law for law in laws if "已废止" in law}
    assert repealed, "the material holds the repealed text for comparison"
    assert [e.topic for e in ENTRIES for s in e.sources if s.law in repealed] == []


def test_a_law_at_hand_is_cited_by_article() -> None:
    """A law whose articles are in the material is never cited without one."""
    laws = {row["law"] for row in rows("law/articles.jsonl")}
    assert [(e.topic, s.law) for e in ENTRIES for s in e.sources if s.law in laws and not s.articles] == []
