"""What is published: every citation exists, nothing repealed is cited, every topic is answered."""

import pytest

from actions.knowledge.articles import load_articles
from actions.knowledge.checking import problems_of
from actions.knowledge.schema import Entry
from tests.actions.builders import shipped_knowledge
from tests.shared_material import rows

ENTRIES = tuple(shipped_knowledge().entries.values())
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
ARTICLES = load_articles()


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
def test_every_entry_keeps_the_rules(entry: Entry) -> None:
    assert problems_of(entry, shipped_knowledge(), ARTICLES) == ()


def test_the_list_of_articles_is_that_of_the_material_without_what_is_repealed(
    articles: set[tuple[str, int]],
) -> None:
    listed = {(law, number) for law, numbers in ARTICLES.items() for number in numbers}
    assert listed == {(law, number) for law, number in articles if "已废止" not in law}


def test_nothing_of_the_repealed_measure_is_cited_by_its_own_articles(articles: set[tuple[str, int]]) -> None:
    laws = {law for law, _ in articles}
    repealed = {law for law in laws if "已废止" in law}
    assert repealed, "the material holds the repealed text for comparison"
    assert [e.topic for e in ENTRIES for s in e.sources if s.law in repealed] == []


def test_a_law_at_hand_is_cited_by_article() -> None:
    """A law whose articles are in the material is never cited without one."""
    laws = {row["law"] for row in rows("law/articles.jsonl")}
    assert [(e.topic, s.law) for e in ENTRIES for s in e.sources if s.law in laws and not s.articles] == []
