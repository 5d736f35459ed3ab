"""The shape of a filing: what is trimmed, what is refused and where."""

import datetime as dt
from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from desk.cases import rules
from desk.cases.fields import date_span
from desk.cases.wording import FIELD_ERRORS
from desk.web.problems import field_errors
from tests.desk.builders import NOW, case_in, file_case, filing, on_sqlite

UUID = "0192f3a0-5b1c-7d6e-8f70-1a2b3c4d5e6f"

REFUSED: list[tuple[str, Any, str]] = [
    ("kind", "lawsuit", "enum"),
    ("channel", "Web Chat", "string_pattern_mismatch"),
    ("conversation_id", "c 1", "string_pattern_mismatch"),
    ("submitted_at", "2026-11-20 10:29", "timestamp_format"),
    ("submitted_at", "2026-11-20T10:29:00", "timestamp_format"),
    ("submitted_at", 1_763_605_740, "timestamp_format"),
    ("submitted_at", "1763605740", "timestamp_format"),
    ("submitted_at", "2026-13-20T10:29:00Z", "datetime_from_date_parsing"),
    ("complainant__name", "王", "string_too_short"),
    ("complainant__name", "   王   ", "string_too_short"),
    ("complainant__name", 7, "string_type"),
    ("complainant__name", "王\x07明", "control_character"),
    ("complainant__phone", "13912345678", "phone_format"),
    ("complainant__phone", "+86 139 1234 5678", "phone_format"),
    ("complainant__phone", "+864008123123", "phone_unknown"),
    ("complainant__phone", "12315", "phone_format"),
    ("complainant__phone", "+8612345", "phone_unknown"),
    ("complainant__phone", "+8613912345678901234567", "string_too_long"),
    ("complainant__address", "", "string_too_short"),
    ("consent__personal_data_at", "yes", "timestamp_format"),
    ("consent__mediation", "true", "bool_type"),
    ("consent__publication", 1, "bool_type"),
    ("respondent__name", "", "string_too_short"),
    ("respondent__name", "x" * 201, "string_too_long"),
    ("purchase__purchased_on", "2026-02-30", "date_format"),
    ("purchase__purchased_on", "2026/02/03", "date_format"),
    ("purchase__purchased_on", "26-02-03", "date_format"),
    ("purchase__purchased_on", "去年", "date_format"),
    ("purchase__purchased_on", 2026, "string_type"),
    ("purchase__amount_fen", 0, "greater_than_equal"),
    ("purchase__amount_fen", -5, "greater_than_equal"),
    ("purchase__amount_fen", 10**12 + 1, "less_than_equal"),
    ("purchase__amount_fen", 399.0, "int_type"),
    ("purchase__amount_fen", "39900", "int_type"),
    ("purchase__amount_fen", True, "int_type"),
    ("purchase__amount_fen", float("inf"), "int_type"),
    ("problem", "", "string_too_short"),
    ("problem", " \n\t ", "string_too_short"),
    ("problem", "x" * 5001, "string_too_long"),
    ("problem", "坏\x00了", "control_character"),
    ("problem", "坏\x1b[31m了", "control_character"),
    ("problem", "坏\ud800了", "control_character"),
    ("problem", None, "string_type"),
    ("demands", [], "too_short"),
    ("demands", ["money"], "enum"),
    ("demands", "refund", "list_type"),
    ("attachments", ["../../etc/passwd"], "identifier_format"),
    ("attachments", [f"{UUID[:-2]}{n:02d}" for n in range(10)], "too_long"),
    ("topic", "<script>", "string_pattern_mismatch"),
    ("extra", 1, "extra_forbidden"),
]


@pytest.mark.parametrize(("path", "value", "code"), REFUSED)
def test_wrong_field_is_refused_by_pointer_and_code(path: str, value: Any, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        case_in(**{path: value})
    first = field_errors(refused.value)[0]
    pointer = "/" + path.replace("__", "/")
    assert first.pointer.startswith(pointer)
    assert first.code == code
    assert first.detail


@pytest.mark.parametrize("code", ["phone_format", "date_format", "control_character"])
def test_our_own_errors_speak_chinese(code: str) -> None:
    path, value, _ = next(row for row in REFUSED if row[2] == code)
    with pytest.raises(ValidationError) as refused:
        case_in(**{path: value})
    assert field_errors(refused.value)[0].detail == FIELD_ERRORS[code]


def test_unknown_member_names_are_escaped_in_pointers() -> None:
    with pytest.raises(ValidationError) as refused:
        case_in(**{"a/b~c": 1})
    assert field_errors(refused.value)[0].pointer == "/a~1b~0c"


@pytest.mark.parametrize(
    ("path", "given", "kept"),
    [
        ("complainant__name", "  欧阳明 ", "欧阳明"),
        ("complainant__name", "阿不都热合曼·买买提", "阿不都热合曼·买买提"),
        ("complainant__phone", " +8613912345678 ", "+8613912345678"),
        ("complainant__name", "王\n\t明", "王 明"),
        ("complainant__phone", "\u202d+8613912345678\u202c", "+8613912345678"),
        ("complainant__phone", "+8643188315588", "+8643188315588"),
        ("complainant__phone", "+85291234567", "+85291234567"),
        ("complainant__phone", "+8619912345678", "+8619912345678"),
        ("complainant__phone", "+8617012345678", "+8617012345678"),
        ("problem", "第一行\r\n第二行\t😀", "第一行\n第二行\t😀"),
        ("problem", "一\u2028二\u202e三", "一\n二三"),
        ("problem", "e\u0301" * 5000, "é" * 5000),
        ("problem", "<b>'; DROP TABLE cases; --", "<b>'; DROP TABLE cases; --"),
        ("problem", "退貨，商家不處理", "退貨，商家不處理"),
        ("purchase__amount_fen", 1, 1),
        ("purchase__amount_fen", 10**12, 10**12),
        ("purchase__amount_fen", None, None),
        ("purchase__purchased_on", "2024-02-29", "2024-02-29"),
        ("purchase__purchased_on", "2026-10", "2026-10"),
        ("demand_text", None, None),
        ("demands", ["refund", "other", "refund"], ["refund", "other"]),
        ("attachments", [UUID, UUID], [UUID]),
    ],
)
def test_right_field_is_taken(path: str, given: Any, kept: Any) -> None:
    value: Any = case_in(**{path: given})
    for name in path.split("__"):
        value = getattr(value, name)
    assert value == kept


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-02-14", "2026-02-14", "2026-02-14"),
        ("2026-02", "2026-02-01", "2026-02-28"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-12", "2026-12-01", "2026-12-31"),
        ("2025", "2025-01-01", "2025-12-31"),
    ],
)
def test_partial_date_spans_its_days(text: str, first: str, last: str) -> None:
    assert date_span(text) == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize(
    ("path", "value", "refused"),
    [
        ("purchase__purchased_on", "2026-11-21", False),  # NOW is 17:00 UTC below: the 21st in China
        ("purchase__purchased_on", "2026-11-22", True),
        ("purchase__purchased_on", "2026-11", False),
        ("purchase__purchased_on", "2026-12", True),
        ("purchase__purchased_on", "2026", False),
        ("purchase__purchased_on", "2027", True),
        ("submitted_at", "2026-11-21T01:04:00+08:00", False),
        ("submitted_at", "2026-11-21T01:06:00+08:00", True),
        ("consent__personal_data_at", "2026-11-21T02:00:00+08:00", True),
    ],
)
def test_times_to_come_are_refused(path: str, value: str, refused: bool) -> None:
    now = dt.datetime(2026, 11, 20, 17, 0, tzinfo=dt.UTC)
    errors = rules.field_errors(case_in(**{path: value}), now=now)
    assert [error.pointer for error in errors] == (["/" + path.replace("__", "/")] if refused else [])


def test_named_person_needs_consent() -> None:
    (error,) = rules.field_errors(case_in(consent__personal_data_at=None), now=NOW)
    assert (error.pointer, error.code) == ("/consent/personal_data_at", "consent_required")


@pytest.mark.parametrize(
    ("purchased_on", "old"),
    [
        ("2023-11-19", True),
        ("2023-11-20", False),
        ("2023-10", True),
        ("2023-11", False),
        ("2022", True),
        (None, False),
    ],
)
def test_three_years_back_must_be_certain(purchased_on: str | None, old: bool) -> None:
    assert rules.older_than_limitation(purchased_on, now=NOW) is old


def test_three_years_before_a_leap_day() -> None:
    assert rules.years_before(dt.date(2028, 2, 29), 3) == dt.date(2025, 2, 28)


def test_builder_makes_a_filing_without_findings() -> None:
    assert rules.field_errors(case_in(), now=NOW) == ()
    assert filing() == filing()


def test_complaint_needs_a_purchase_and_a_report_does_not() -> None:
    (error,) = rules.field_errors(case_in(purchase=None), now=NOW)
    assert (error.pointer, error.code) == ("/purchase", "purchase_required")
    assert rules.field_errors(case_in(purchase=None, kind="report"), now=NOW) == ()


AGENT = {
    "name": "赵律师",
    "phone": "+8613700001111",
    "matters": "投诉和参加调解",
    "authority": "可以接受退款方案",
    "valid_from": "2026-11-01",
    "valid_until": "2027-01-31",
    "letter": None,
}
MEMBER = {"name": "钱小二", "phone": "+8613600002222", "address": "长春市宽城区站前街1号"}


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        (
            {"representative": AGENT | {"valid_until": "2026-11-19"}},
            "/representative/valid_until",
            "mandate_over",
        ),
        (
            {"representative": AGENT | {"valid_from": "2027-02-01"}},
            "/representative/valid_until",
            "mandate_backwards",
        ),
        (
            {"representative": AGENT | {"letter": "0192f3a0-0000-7000-8000-000000000009"}},
            "/representative/letter",
            "letter_not_attached",
        ),
        ({"joint": {"members": [MEMBER], "speakers": [2]}}, "/joint/speakers", "speaker_unknown"),
        ({"joint": {"members": [MEMBER], "speakers": [0]}, "kind": "report"}, "/joint", "joint_report"),
        ({"known_on": "2026-11-21"}, "/known_on", "in_the_future"),
    ],
)
def test_agents_and_joint_complaints_are_checked(changes: dict[str, Any], pointer: str, code: str) -> None:
    found = rules.field_errors(case_in(**changes), now=NOW)
    assert [(error.pointer, error.code) for error in found] == [(pointer, code)]


def test_three_members_cannot_all_speak() -> None:
    with pytest.raises(ValidationError):
        case_in(joint={"members": [MEMBER] * 3, "speakers": [0, 1, 2]})


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"known_on": "2022-01"}, ["known_over_three_years"]),
        ({"known_on": "2026-10", "purchase__purchased_on": "2020"}, []),  # found out only now
        ({"prior_handling": "court"}, ["handled_before"]),
        ({"prior_handling": "none"}, []),
        ({"representative": AGENT}, ["letter_missing"]),
    ],
)
@on_sqlite
async def test_filer_is_warned_of_what_may_stop_the_case(
    api: httpx.AsyncClient, changes: dict[str, Any], codes: list[str]
) -> None:
    case = (await file_case(api, **changes)).json()
    assert [warning["code"] for warning in case["warnings"]] == codes


@on_sqlite
async def test_agents_and_members_are_masked(api: httpx.AsyncClient) -> None:
    response = await file_case(api, representative=AGENT, joint={"members": [MEMBER], "speakers": [0, 1]})
    case = response.json()
    assert (case["representative"]["name"], case["representative"]["phone"]) == ("赵**", "137****1111")
    assert case["joint"] == {
        "members": [{"name": "钱**", "phone": "136****2222", "address": "长春市宽城区****"}],
        "speakers": [0, 1],
    }
    for personal in ("赵律师", "13700001111", "钱小二", "13600002222"):
        assert personal not in response.text
