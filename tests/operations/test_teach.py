"""What a training may do, the working copy, and the model files; the training itself is in tests/end_to_end/test_teaching.py."""

from pathlib import Path

import pytest

from operations.teach import models, working_copy
from operations.teach.report import Asked, Limits, Report, measured, refusals, table

RIGHT = Asked("退卡", "ask/card", "ask/card", "ask/card")
FIXED = Asked("卡退不退", "ask/card", "thanks", "ask/card")
WRONG = Asked("小本本", "ask/card", "thanks", "greet")
BROKEN = Asked("谢谢", "thanks", "thanks", "greet")


def test_each_sentence_is_counted_once_by_what_became_of_it() -> None:
    found = measured([RIGHT, FIXED, WRONG, BROKEN])
    assert (found.asked, found.right_before, found.right_after) == (4, 2, 2)
    assert (found.fixed, found.still_wrong, found.broken) == (1, 1, 1)
    assert found.broken_sentences == (BROKEN,)


@pytest.mark.parametrize(
    ("regression", "held_out", "limits", "refused"),
    [
        ([RIGHT, FIXED], [RIGHT] * 100, Limits(), 0),
        ([RIGHT, BROKEN], [RIGHT] * 100, Limits(), 1),
        ([RIGHT, BROKEN], [RIGHT] * 100, Limits(may_break=1), 0),
        ([RIGHT], [RIGHT] * 99 + [BROKEN], Limits(), 1),  # one in a hundred fewer
        ([RIGHT], [RIGHT] * 99 + [BROKEN], Limits(may_fall=0.01), 0),
        ([RIGHT], [FIXED, BROKEN], Limits(), 0),  # as many as before
        ([BROKEN], [BROKEN], Limits(), 2),
        ([], [], Limits(), 0),
    ],
)
def test_what_breaks_more_than_is_allowed_is_refused(
    regression: list[Asked], held_out: list[Asked], limits: Limits, refused: int
) -> None:
    assert len(list(refusals(measured(regression), measured(held_out), limits))) == refused


def test_the_table_names_what_broke_and_says_what_was_left_out() -> None:
    lines = "\n".join(table(Report(1, measured([RIGHT, BROKEN]), None)))
    assert "谢谢  [thanks]  thanks → greet" in lines
    assert "left out" in lines
    assert "50.0%" in lines


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "data" / "nlu").mkdir(parents=True)
    (tmp_path / "domain.yml").write_text("intents: []\n", "utf-8")
    (tmp_path / "data" / "nlu" / "a.yml").write_text("nlu:\n- one\n", "utf-8")
    return tmp_path


DIFF = """\
diff --git a/data/nlu/a.yml b/data/nlu/a.yml
--- a/data/nlu/a.yml
+++ b/data/nlu/a.yml
@@ -1,2 +1,3 @@
 nlu:
 - one
+- two
"""


def test_a_diff_changes_the_copy_and_not_the_project(project: Path, tmp_path: Path) -> None:
    copied = tmp_path / "copy"
    copied.mkdir()
    working_copy.copy(project, copied)
    working_copy.apply(DIFF, copied)
    assert (copied / "data" / "nlu" / "a.yml").read_text("utf-8") == "nlu:\n- one\n- two\n"
    assert (project / "data" / "nlu" / "a.yml").read_text("utf-8") == "nlu:\n- one\n"
    working_copy.apply(DIFF, copied, back=True)
    assert (copied / "data" / "nlu" / "a.yml").read_text("utf-8") == "nlu:\n- one\n"


def test_a_diff_applies_inside_somebody_elses_repository(project: Path) -> None:
    (project / ".git").mkdir()  # git would take its paths from here
    inner = project / "var" / "work"
    inner.mkdir(parents=True)
    (inner / "data" / "nlu").mkdir(parents=True)
    (inner / "data" / "nlu" / "a.yml").write_text("nlu:\n- one\n", "utf-8")
    working_copy.apply(DIFF, inner)
    assert "two" in (inner / "data" / "nlu" / "a.yml").read_text("utf-8")


def test_a_diff_that_does_not_fit_changes_nothing(project: Path) -> None:
    (project / "data" / "nlu" / "a.yml").write_text("other\n", "utf-8")
    with pytest.raises(working_copy.DiffRefused):
        working_copy.apply(DIFF, project)
    assert (project / "data" / "nlu" / "a.yml").read_text("utf-8") == "other\n"


def test_the_model_before_is_kept_and_comes_back(tmp_path: Path) -> None:
    model, candidate = tmp_path / "brain.tar.gz", tmp_path / "new" / "candidate.tar.gz"
    candidate.parent.mkdir()
    model.write_text("old")
    candidate.write_text("new")
    models.swap_in(candidate, model)
    assert (model.read_text(), models.previous_of(model).read_text()) == ("new", "old")
    models.swap_back(model)
    assert model.read_text() == "old"
    with pytest.raises(FileNotFoundError):
        models.swap_back(model)
    assert [path.name for path in tmp_path.glob("*.*")] == ["brain.tar.gz"]


def test_a_brain_that_is_not_there_is_said_plainly() -> None:
    assert "no brain is running" in models.tell_brain("http://127.0.0.1:9", "token")
