"""What the catalogue says of topics, held against the published knowledge."""

from pathlib import Path

import pytest
import yaml

from desk.agencies.kinds import AgencyKind
from desk.cases.services import CatalogueError, load_matters, load_services

KNOWLEDGE = Path(__file__).parents[3] / "data" / "knowledge"
# Authorities of data/knowledge that are market regulation, or whose consumer disputes it takes as well.
OURS = frozenset(
    {
        "market_regulation",
        "consumer_association",
        "drugs",
        "court",
        "intellectual_property",
        "commerce",
        "cyberspace",
    }
)
KINDS = {
    "postal": AgencyKind.POSTAL,
    "culture_tourism": AgencyKind.CULTURE_TOURISM,
    "telecom": AgencyKind.TELECOM,
    "spam_reporting": AgencyKind.TELECOM,
}


def published() -> dict[str, str]:
    """Topic to its authority."""
    return {
        entry["topic"]: entry["authority"]
        for path in sorted(KNOWLEDGE.glob("*.yml"))
        for entry in yaml.safe_load(path.read_text("utf-8"))
        if "topic" in entry
    }


def test_every_published_topic_has_one_category_or_none_on_purpose() -> None:
    matters = load_matters()
    assert set(matters.category_of) | matters.no_category == set(published())
    assert not set(matters.category_of) & matters.no_category
    assert set(matters.category_of.values()) <= set(load_services())


def test_topics_go_to_the_kind_of_authority_that_the_answers_name() -> None:
    matters = load_matters()
    for topic, authority in published().items():
        category = matters.category_of.get(topic)
        if category is None:
            continue
        expected = (
            AgencyKind.MARKET_REGULATION if authority in OURS else KINDS.get(authority, AgencyKind.OTHER)
        )
        assert matters.decided_by(category, topic) is expected, topic


def test_category_that_was_told_beats_a_topic_from_elsewhere() -> None:
    matters = load_matters()
    assert matters.decided_by("training", "training_refund") is AgencyKind.OTHER
    assert matters.decided_by("training", None) is AgencyKind.MARKET_REGULATION
    assert matters.decided_by("fitness", "training_refund") is AgencyKind.MARKET_REGULATION
    assert matters.decided_by(None, None) is AgencyKind.MARKET_REGULATION


def test_topic_that_stands_twice_stops_the_start(tmp_path: Path) -> None:
    entry = "{code: food, name: 食品, description: 食品, authority: 部门, topics: [a], elsewhere: [a]}"
    file = tmp_path / "services.yml"
    file.write_text(f"labels: {{}}\nneeds: []\nwelcomes: []\nservices: [{entry}]\n", "utf-8")
    with pytest.raises(CatalogueError, match="a topic stands twice: a"):
        load_matters(file)
