"""The words of notices: whole, in place, and never more than the table tells."""

import datetime as dt

import pytest

from desk.cases.changes import Actor
from desk.cases.states import TRANSITIONS, CaseEvent, CaseKind, CaseState, Ground, Need, Notice, Role, Row
from desk.cases.wording import GROUNDS, NOTICES
from desk.clocks.kinds import ClockMove
from desk.notices import rules
from desk.notices.rules import Facts, compose

FULL = Facts(
    no="XB12345678",
    reason="缺购物小票",
    grounds=(Ground.NOT_COMPETENT, Ground.OLDER_THAN_THREE_YEARS),
    by=dt.date(2027, 1, 4),
    provisional=True,
    agency="长春市南关区市场监督管理局",
    first="XB87654321",
)
LEAST = Facts(no="XB12345678", grounds=(Ground.OTHER_BAR,))  # a rejection without a ground is refused before
ROWS = [
    (kind, state, event, row) for kind, rows in TRANSITIONS.items() for (state, event), row in rows.items()
]
TELLING = [one for one in ROWS if one[3].tells is not None]


@pytest.mark.parametrize("notice", Notice)
@pytest.mark.parametrize("facts", [FULL, LEAST], ids=["full", "least"])
def test_no_notice_has_a_gap(notice: Notice, facts: Facts) -> None:
    text = compose(notice, facts)
    assert facts.no in text
    assert not set("{}") & set(text)
    assert "None" not in text
    for twice in ("。。", "：。", "，。", "（）", "：，"):
        assert twice not in text
    assert text[-1] in "。）"


@pytest.mark.parametrize("notice", Notice)
def test_each_place_of_a_notice_is_filled(notice: Notice) -> None:
    text, template = compose(notice, FULL), NOTICES[notice]
    assert ("缺购物小票。" in text) is ("{reason}" in template)
    assert ("2027年1月4日" in text) is ("{by}" in template)
    assert ("2027年放假安排" in text) is ("{by}" in template)
    assert ("长春市南关区" in text) is ("{agency}" in template)
    assert ("XB87654321" in text) is ("{first}" in template)
    assert all((GROUNDS[ground] in text) is ("{grounds}" in template) for ground in FULL.grounds)


@pytest.mark.parametrize(("kind", "state", "event", "row"), TELLING, ids=lambda value: str(value)[:20])
def test_a_day_is_named_only_where_the_row_sets_its_clock_going(
    kind: CaseKind, state: CaseState, event: CaseEvent, row: Row
) -> None:
    assert row.tells is not None
    assert ("{by}" in NOTICES[row.tells]) is (row.tells in rules.DAYS)
    if row.tells in rules.DAYS:
        assert (ClockMove.START, rules.DAYS[row.tells]) in row.clocks


@pytest.mark.parametrize(("kind", "state", "event", "row"), ROWS, ids=lambda value: str(value)[:20])
def test_what_the_table_tells_is_told_whoever_acts_but_for_the_assistant(
    kind: CaseKind, state: CaseState, event: CaseEvent, row: Row
) -> None:
    for role in Role:
        assert rules.notice_of(kind, state, event, str(Actor(role, "li"))) is row.tells
    assert rules.notice_of(kind, state, event, str(Actor(Role.CONSUMER, "assistant"))) is None


def test_a_line_that_is_no_move_is_not_told() -> None:
    assert rules.notice_of(CaseKind.COMPLAINT, None, None, "officer:li") is None


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("缺购物小票", "缺购物小票。"),
        ("缺购物小票。", "缺购物小票。"),
        (" 缺小票\n\n和合同 ", "缺小票 和合同。"),
        ("真的吗？", "真的吗？"),
        ("", ""),
        ("  ", ""),
        (None, ""),
        ("价格{no}", "价格{no}。"),
    ],
)
def test_a_reason_ends_with_a_stop(reason: str | None, sentence: str) -> None:
    assert rules.sentence(reason) == sentence


def test_a_reason_that_is_kept_back_leaves_no_gap_where_one_is_needed() -> None:
    assert {row.tells for *_, row in TELLING if Need.REASON in row.needs} == rules.REASONED
    for notice in rules.REASONED:
        assert "向办理部门了解。" in compose(notice, LEAST)


def test_braces_in_a_reason_are_words() -> None:
    assert "{first}。" in compose(Notice.SUSPENDED, Facts(no="XB1", reason="{first}"))


@pytest.mark.parametrize("notice", Notice)
def test_a_report_gets_reasons_only_where_they_are_written_for_the_reporter(notice: Notice) -> None:
    """第三十六条: whether it led to anything is told by the department, where the law says so."""
    given = rules.reason_for(notice, CaseKind.REPORT, "原不予立案决定有误", same_person=True)
    assert (given is not None) is (notice in {Notice.INFO_ASKED, Notice.REFERRED})


def test_somebody_elses_merged_complaint_does_not_get_the_officers_words() -> None:
    assert rules.reason_for(Notice.SETTLED, CaseKind.COMPLAINT, "退款给欧阳明", same_person=False) is None
    assert rules.reason_for(Notice.SETTLED, CaseKind.COMPLAINT, "退款", same_person=True) == "退款"


OUTCOMES = ("立案", "核查结果", "处罚", "办结")


@pytest.mark.parametrize(
    ("kind", "state", "event", "row"),
    [one for one in TELLING if one[0] is CaseKind.REPORT],
    ids=lambda value: str(value)[:20],
)
def test_what_a_reporter_is_told_reveals_no_outcome(
    kind: CaseKind, state: CaseState, event: CaseEvent, row: Row
) -> None:
    assert row.tells is not None
    text = compose(row.tells, Facts(no="XB1", by=dt.date(2026, 12, 1)))
    assert not any(outcome in text for outcome in OUTCOMES)
    assert "已受理" not in text
    assert event not in {CaseEvent.OPEN, CaseEvent.NOT_OPEN, CaseEvent.DECIDE, CaseEvent.EXTEND}
