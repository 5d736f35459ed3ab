"""Knowledge files that contradict each other are refused by name."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.knowledge.store import KnowledgeError, load_knowledge

AUTHORITY = {
    "id": "market_regulation", "name": "市场监督管理部门", "matters": "消费纠纷", "channels": ["12315"],
    "confidence": "A", "as_of": "2026-11-21",
}  # fmt: skip


def entry(topic: str, **changes: Any) -> dict[str, Any]:
    return {
        "topic": topic, "group": "促销活动", "question": "能退差价吗？", "short": "退差价",
        "answer": "商家答应过保价的，就要退差价给您。",
        "sources": [{"law": "中华人民共和国消费者权益保护法", "articles": [16]}],
        "as_of": "2026-11-21", "confidence": "A", "authority": "market_regulation", "offer_filing": True,
        **changes,
    }  # fmt: skip


def loaded(folder: Path, *entries: dict[str, Any]) -> set[str]:
    (folder / "authorities.yml").write_text(yaml.safe_dump([AUTHORITY]), "utf-8")
    (folder / "entries.yml").write_text(yaml.safe_dump(list(entries)), "utf-8")
    return set(load_knowledge(folder).entries)


def test_entries_that_fit_together_are_loaded(tmp_path: Path) -> None:
    assert loaded(tmp_path, entry("one"), entry("two", catalogue="one", related=["one"])) == {"one", "two"}


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"authority": "nobody"}, "nobody"),
        ({"related": ["nothing"]}, "nothing"),
        ({"catalogue": "nothing"}, "nothing"),
        ({"catalogue": "two"}, "two"),  # its nearest topic must be one of the catalogue, not another own one
    ],
)
def test_a_reference_that_leads_nowhere_is_refused_by_name(
    tmp_path: Path, changes: dict[str, Any], named: str
) -> None:
    with pytest.raises(KnowledgeError, match=named):
        loaded(tmp_path, entry("one", **changes), entry("two", catalogue="one"))


@pytest.mark.parametrize("text", ["- [", "- !!python/object/apply:os.system [true]", "- 0000-01-01", "\0"])
def test_a_file_that_cannot_be_read_is_refused_by_name(tmp_path: Path, text: str) -> None:
    loaded(tmp_path, entry("one"))
    (tmp_path / "bent.yml").write_text(text, "utf-8")
    with pytest.raises(KnowledgeError, match=r"bent\.yml"):
        load_knowledge(tmp_path)


def test_a_topic_written_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="twice"):
        loaded(tmp_path, entry("one"), entry("one"))


@pytest.mark.parametrize(
    "changes",
    [
        {"answer": "长" * 121},
        {"steps": ["一步"] * 7},
        {"confidence": "C"},
        {"sources": [{"law": "中华人民共和国消费者权益保护法"}]},
        {"url": "example"},
    ],
    ids=["answer too long", "too many steps", "not to be published", "no article", "unknown key"],
)
def test_an_entry_against_the_schema_is_refused(tmp_path: Path, changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        loaded(tmp_path, entry("one", **changes))
