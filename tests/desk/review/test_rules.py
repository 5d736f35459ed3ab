"""When a correction may be kept, and when two people mean the same."""

from typing import Any

import pytest

from desk.review.rules import Correction, Mark, agree, annotated, problems_of
from tests.desk.review.reviewing import LABELS, correction


def codes(**changes: Any) -> list[str]:
    return [problem.code for problem in problems_of(correction(**changes), LABELS)]


def test_a_whole_correction_is_kept() -> None:
    assert codes() == []


def test_what_is_nothing_to_teach_needs_no_wording() -> None:
    assert problems_of(Correction(label=None, wording="13912345678"), LABELS) == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"label": "ask/nothing"}, "label_unknown"),
        ({"wording": "", "marks": []}, "wording_length"),
        ({"wording": "长" * 301, "marks": []}, "wording_length"),
        ({"wording": "两行\n的话", "marks": []}, "wording_length"),
        ({"wording": "打13912345678", "marks": []}, "wording_personal"),
        ({"wording": "[鞋](product)想退", "marks": []}, "wording_syntax"),
        ({"wording": "/restart", "marks": []}, "wording_syntax"),
        ({"anonymous": False}, "not_confirmed"),
        ({"note": "长" * 501}, "note_long"),
        ({"marks": [{"start": 4, "end": 5, "type": "phone"}]}, "mark_type"),
        ({"marks": [{"start": 4, "end": 9, "type": "product"}]}, "mark_place"),
        ({"marks": [{"start": 5, "end": 5, "type": "product"}]}, "mark_place"),
        ({"marks": [{"start": -1, "end": 2, "type": "product"}]}, "mark_place"),
        (
            {"wording": "买 鞋 退", "marks": [{"start": 1, "end": 3, "type": "product"}]},
            "mark_place",
        ),
        (
            {"wording": "买(鞋)退", "marks": [{"start": 1, "end": 4, "type": "product"}]},
            "mark_syntax",
        ),
        (
            {
                "marks": [
                    {"start": 0, "end": 3, "type": "platform"},
                    {"start": 2, "end": 5, "type": "product"},
                ]
            },
            "mark_overlap",
        ),
        ({"marks": [{"start": n, "end": n + 1, "type": "product"} for n in range(21)]}, "marks_many"),
    ],
)
def test_each_thing_wrong_is_named(changes: dict[str, Any], code: str) -> None:
    assert code in codes(**changes)


def test_two_agree_by_label_and_marks_however_they_worded_it() -> None:
    other = correction(wording="在网上买的鞋想退", marks=[{"start": 5, "end": 6, "type": "product"}])
    assert agree(correction(), other)
    assert agree(correction(note="看过"), correction(note="也看过"))


@pytest.mark.parametrize(
    "changes",
    [
        {"label": "thanks"},
        {"label": None},
        {"marks": []},
        {"marks": [{"start": 4, "end": 5, "type": "merchant"}]},
    ],
)
def test_another_label_or_other_marks_are_another_view(changes: dict[str, Any]) -> None:
    assert not agree(correction(), correction(**changes))


def test_entities_are_written_as_rasa_marks_them() -> None:
    marks = [Mark(start=6, end=8, type="product"), Mark(start=0, end=4, type="merchant")]
    assert annotated("晨光健身办的年卡想退", marks) == "[晨光健身](merchant)办的[年卡](product)想退"
