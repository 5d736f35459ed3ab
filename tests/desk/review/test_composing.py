"""Corrections as a change of the training data: on text like the project's own, and on the project's own."""

import json
import subprocess
from pathlib import Path

import pytest
import yaml

from desk.review.composing import Sentence, sort_out, taught, unified
from desk.review.teaching import Source
from desk.review.training import NEW_TOPICS, REGRESSION, Files, blocks_of, known_sentences, labels_of, read
from operations.environment import ROOT

CARDS = 'version: "3.1"\n\nnlu:\n- intent: ask/card\n  examples: |\n    - 退卡\n    - 卡怎么退\n    - 办卡想退\n- intent: ask/shoes\n  examples: |\n    - 鞋坏了'
PLACES = 'version: "3.1"\n\nnlu:\n  # By place.\n  - intent: ask/card\n    examples: |\n      - 长春退卡\n\n  - intent: affirm\n    examples: |\n      - 好\n'
FILES: Files = {"data/nlu/topics/cards.yml": CARDS, "data/nlu/topics/places.yml": PLACES}


def sentence(text: str, label: str = "ask/card", source: Source = Source.REVIEW) -> Sentence:
    return Sentence(source, f"{source}:{label}:{text}", label, text)


def added(files: Files, *sentences: Sentence) -> list[str]:
    diff = unified(files, taught(files, sort_out(files, sentences).new))
    return [line for line in diff.splitlines() if line.startswith("+") and not line.startswith("+++")]


def test_the_projects_own_files_are_read_whole() -> None:
    files = read(ROOT)
    wanted = {
        (block["intent"], line.strip().removeprefix("- ").strip())
        for file, text in files.items()
        if file.endswith(".yml")
        for block in yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))["nlu"]
        if "intent" in block
        for line in block["examples"].splitlines()
        if line.strip()
    }
    assert {(block.label, text) for block in blocks_of(files) for text in block.texts} == wanted
    assert len(labels_of(files)) > 190


def test_a_sentence_goes_to_the_end_of_its_label_where_most_of_it_is() -> None:
    changed = taught(FILES, [sentence("年卡能退吗")])
    assert changed["data/nlu/topics/cards.yml"].splitlines()[7:9] == ["    - 办卡想退", "    - 年卡能退吗"]
    assert changed["data/nlu/topics/places.yml"] == PLACES


def test_a_file_without_an_end_of_line_gets_one_and_loses_nothing() -> None:
    changed = taught(FILES, [sentence("鞋底掉了", "ask/shoes")])
    assert changed["data/nlu/topics/cards.yml"].endswith("    - 鞋坏了\n    - 鞋底掉了\n")


def test_a_label_that_no_file_has_gets_a_block_in_a_file_of_its_own() -> None:
    changed = taught(FILES, [sentence("猫粮发霉", "ask/pets"), sentence("狗粮发霉", "ask/dogs")])
    found = yaml.safe_load(changed[NEW_TOPICS])
    assert [(block["intent"], block["examples"]) for block in found["nlu"]] == [
        ("ask/dogs", "- 狗粮发霉\n"),
        ("ask/pets", "- 猫粮发霉\n"),
    ]


def test_what_consumers_said_is_asked_again_and_what_was_thought_up_is_not() -> None:
    changed = taught(FILES, [sentence("[年卡](product)能退吗"), sentence("想退卡", source=Source.KNOWLEDGE)])
    assert [json.loads(line) for line in changed[REGRESSION].splitlines()] == [
        {"text": "年卡能退吗", "label": "ask/card"}
    ]


def test_what_is_known_is_not_added_and_what_contradicts_is_told() -> None:
    found = sort_out(
        FILES,
        [
            sentence("退卡"),
            sentence("[退](demand)卡"),
            sentence("鞋坏了"),
            sentence("年卡"),
            sentence("年卡"),
        ],
    )
    assert [one.text for one in found.new] == ["年卡"]
    assert [one.text for one in found.known] == ["年卡", "[退](demand)卡", "退卡"]
    assert [one.text for one in found.conflicting] == ["鞋坏了"]


def test_the_order_in_which_they_come_does_not_matter() -> None:
    several = [sentence("年卡能退吗"), sentence("季卡能退吗"), sentence("好吧", "affirm")]
    one, other = taught(FILES, several), taught(FILES, several[::-1])
    assert unified(FILES, one) == unified(FILES, other) != ""


@pytest.mark.parametrize(
    "sentences",
    [
        [sentence("[晨光健身](merchant)的卡退不掉", "ask/prepaid_card_refund")],
        [sentence("好呀好呀行", "affirm"), sentence("猫粮发霉", "ask/pets")],
    ],
    ids=["a topic", "an act and a new topic"],
)
def test_the_diff_applies_to_the_projects_own_data_and_back(
    sentences: list[Sentence], tmp_path: Path
) -> None:
    files = read(ROOT)
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    after = taught(files, sort_out(files, sentences).new)
    patch = unified(files, after).encode()
    subprocess.run(["git", "apply", "-"], input=patch, cwd=tmp_path, check=True)
    assert read(tmp_path) == after
    assert set(known_sentences(after)) - set(known_sentences(files))
    subprocess.run(["git", "apply", "-R", "-"], input=patch, cwd=tmp_path, check=True)
    assert read(tmp_path) == files
