"""Hours, waiting, what is due, triggers, variables, numbers: the pure rules."""

import datetime as dt
from dataclasses import replace

import pytest

from desk.calendar import WorkingCalendar
from desk.handoff.callback_talk import read_phone
from desk.handoff.due import Due, Standing, what_is_due
from desk.handoff.errors import UnknownVariable, VariableUnfilled
from desk.handoff.filling import Variable, fill, variables_of
from desk.handoff.limits import USUAL_LIMITS
from desk.handoff.office import NEVER_CLOSED, USUAL, is_open, next_opening
from desk.handoff.staff_rules import WantedRule
from desk.handoff.states import ServiceState
from desk.handoff.triggers import Effect, Facts, applies, first_applying
from desk.handoff.waiting import estimated_wait, worth_telling
from tests.desk.builders import NOW

CALENDAR = WorkingCalendar()
MINUTE = dt.timedelta(minutes=1)


def china(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        (china(20, 9), True),  # Friday
        (china(20, 8, 59), False),
        (china(20, 11, 59), True),
        (china(20, 12), False),
        (china(20, 13, 30), True),
        (china(20, 17), False),
        (china(21, 10), False),  # Saturday
    ],
)
def test_the_office_is_open_in_its_hours_on_working_days(moment: dt.datetime, open_: bool) -> None:
    assert is_open(USUAL, CALENDAR, now=moment) is open_
    assert is_open(NEVER_CLOSED, CALENDAR, now=moment)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        (china(20, 12, 10), china(20, 13, 30)),
        (china(20, 17, 30), china(23, 9)),
        (china(20, 7), china(20, 9)),
    ],
)
def test_the_next_opening_skips_noon_nights_and_weekends(moment: dt.datetime, opens: dt.datetime) -> None:
    assert next_opening(USUAL, CALENDAR, now=moment) == opens


def test_a_wait_is_estimated_from_what_was_measured() -> None:
    served = [6 * MINUTE] * 5
    assert estimated_wait(0, served, 1) == 10 * MINUTE
    assert estimated_wait(2, served, 2) == 10 * MINUTE
    assert estimated_wait(4, served, 1) == 30 * MINUTE


def test_a_wait_is_not_guessed_without_people_or_measures() -> None:
    assert estimated_wait(0, [6 * MINUTE] * 4, 1) is None
    assert estimated_wait(0, [6 * MINUTE] * 5, 0) is None


@pytest.mark.parametrize(
    ("told", "ahead", "worth"),
    [
        (6, 5, False),
        (6, 4, False),
        (6, 3, True),
        (1, 0, True),
        (2, 2, False),
        (0, 1, False),
        (None, 0, False),
    ],
)
def test_a_place_is_told_when_it_halved_or_is_next(told: int | None, ahead: int, worth: bool) -> None:
    assert worth_telling(told, ahead, told_at=NOW - 5 * MINUTE, now=NOW) is worth
    assert not worth_telling(told, ahead, told_at=NOW, now=NOW)


QUEUED = Standing(ServiceState.QUEUED, queued_at=NOW)
SERVING = Standing(ServiceState.SERVING, claimed_at=NOW, holder_seen_at=NOW)


@pytest.mark.parametrize(
    ("standing", "after", "office_open", "due"),
    [
        (Standing(ServiceState.MESSAGE_LEFT), 0, False, None),
        (Standing(ServiceState.MESSAGE_LEFT), 0, True, Due.OPEN),
        (QUEUED, 9, True, None),
        (QUEUED, 10, True, Due.TELL_DELAY),
        (replace(QUEUED, delay_told=True), 30, True, None),
        (QUEUED, 0, False, Due.SHUT),
        (replace(QUEUED, better_place=True), 1, True, Due.TELL_PLACE),
        (replace(QUEUED, better_place=True, lasting=False), 1, True, None),
        (replace(SERVING, heard_at=NOW), 4, True, None),
        (replace(SERVING, heard_at=NOW), 5, True, Due.FLAG_UNANSWERED),
        (replace(SERVING, heard_at=NOW, unanswered_flagged=True), 6, True, None),
        (replace(SERVING, heard_at=NOW, unanswered_flagged=True), 10, True, Due.PUT_BACK),
        (replace(SERVING, heard_at=NOW, unanswered_flagged=True), 10, False, None),
        (
            replace(SERVING, heard_at=NOW, holder_seen_at=NOW + 8 * MINUTE, unanswered_flagged=True),
            10,
            True,
            None,
        ),
        (SERVING, 60, True, None),
        (replace(SERVING, staff_said_at=NOW), 14, True, None),
        (replace(SERVING, staff_said_at=NOW), 15, True, Due.REMIND),
        (replace(SERVING, staff_said_at=NOW, lasting=False), 60, True, None),
        (replace(SERVING, staff_said_at=NOW, reminded=True), 29, True, None),
        (replace(SERVING, staff_said_at=NOW, reminded=True), 30, True, Due.CLOSE_SILENT),
        (Standing(ServiceState.SNOOZED, snoozed_until=NOW + MINUTE), 0, True, None),
        (Standing(ServiceState.SNOOZED, snoozed_until=NOW + MINUTE), 1, True, Due.WAKE),
        (Standing(ServiceState.CLOSED), 99, True, None),
    ],
)
def test_what_is_due_and_when(standing: Standing, after: int, office_open: bool, due: Due | None) -> None:
    now = NOW + after * MINUTE
    assert what_is_due(standing, USUAL_LIMITS, office_open=office_open, now=now) is due


def rule(effect: Effect = Effect.OFFER, **conditions: object) -> WantedRule:
    return WantedRule(name="规则", effect=effect, **conditions)  # type: ignore[arg-type]


FACTS = Facts(
    "wechat", "我要找律师起诉", frozenset({"refund"}), amount_fen=600_000, places=("吉林省长春市", "220100")
)


@pytest.mark.parametrize(
    "conditions",
    [
        {"topic": "refund"},
        {"keyword": "律师"},
        {"amount_from_fen": 600_000},
        {"region": "2201"},
        {"region": "吉林"},
        {"channel": "wechat"},
        {"channel": "wechat", "keyword": "起诉"},
    ],
)
def test_a_rule_applies_when_all_it_names_holds(conditions: dict[str, object]) -> None:
    assert applies(rule(**conditions), FACTS)


@pytest.mark.parametrize(
    "conditions",
    [
        {},
        {"topic": "prepaid"},
        {"keyword": "记者"},
        {"amount_from_fen": 600_001},
        {"region": "2202"},
        {"channel": "webchat"},
        {"channel": "wechat", "keyword": "记者"},
    ],
)
def test_a_rule_does_not_apply_when_one_thing_fails_or_it_names_nothing(
    conditions: dict[str, object],
) -> None:
    assert not applies(rule(**conditions), FACTS)


def test_an_amount_rule_needs_an_amount() -> None:
    assert not applies(rule(amount_from_fen=1), replace(FACTS, amount_fen=None))


def test_handing_over_comes_before_offering() -> None:
    offers, hands_over = rule(channel="wechat"), rule(Effect.HAND_OVER, keyword="律师")
    assert first_applying([offers, hands_over], FACTS) is hands_over
    assert first_applying([offers], FACTS) is offers
    assert first_applying([rule(topic="prepaid")], FACTS) is None


def test_variables_are_filled_and_their_braces_stay() -> None:
    values = {Variable.CASE_NO: "T7K2M9", Variable.NAME: "{{staff}}", Variable.STAFF: "小周"}
    assert fill("{{name}}您好，编号{{ case_no }}。", values) == "{{staff}}您好，编号T7K2M9。"
    assert fill("您好", {}) == "您好"


@pytest.mark.parametrize("text", ["{{phone}}", "{{}}", "{{name", "name}}", "{{name.x}}"])
def test_an_unknown_variable_is_refused(text: str) -> None:
    with pytest.raises(UnknownVariable):
        variables_of(text)


def test_a_variable_without_a_value_is_not_sent_as_a_hole() -> None:
    with pytest.raises(VariableUnfilled) as refused:
        fill("编号{{case_no}}", {Variable.CASE_NO: None})
    assert "投诉编号" in refused.value.detail


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("13912345678", "+8613912345678"),
        ("我电话是139 1234 5678，下午打", "+8613912345678"),
        ("0431-88990011", "+8643188990011"),
        ("你们什么时候上班", None),
        ("1391234567", None),
        ("13912345678或者13812345678", None),
    ],
)
def test_one_number_is_read_and_nothing_is_guessed(text: str, phone: str | None) -> None:
    assert read_phone(text) == phone
