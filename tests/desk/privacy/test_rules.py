"""What becomes of a case when its person asks, or when its time is over: one sentence a row."""

import datetime as dt

import pytest

from desk.cases.states import CaseState
from desk.privacy.periods import Periods
from desk.privacy.rules import CaseTimes, Outcome, keep_until, names_a_person, outcome_for
from desk.privacy.wording import LAWS, told
from desk.settings import SettingsError, read_settings
from tests.desk.builders import NOW
from tests.desk.privacy.test_vault import key

DAY = dt.timedelta(days=1)
PERIODS = Periods(case=1095 * DAY, withdrawn=180 * DAY)


def case(state: CaseState, closed: float | None, *, accepted: bool = True, erased: bool = False) -> CaseTimes:
    return CaseTimes(
        state,
        NOW - 2000 * DAY if accepted else None,
        None if closed is None else NOW - closed * DAY,
        NOW if erased else None,
    )


@pytest.mark.parametrize(
    ("times", "outcome"),
    [
        (case(CaseState.SUBMITTED, None), Outcome.RESTRICTED_WHEN_CLOSED),
        (case(CaseState.MEDIATING, None), Outcome.RESTRICTED_WHEN_CLOSED),
        (case(CaseState.SETTLED, 0), Outcome.RESTRICTED),
        (case(CaseState.SETTLED, 1094), Outcome.RESTRICTED),
        (case(CaseState.SETTLED, 1095), Outcome.ERASED),
        (case(CaseState.WITHDRAWN, 179, accepted=False), Outcome.RESTRICTED),
        (case(CaseState.WITHDRAWN, 180, accepted=False), Outcome.ERASED),
        (case(CaseState.WITHDRAWN, 180, accepted=True), Outcome.RESTRICTED),
        (case(CaseState.REJECTED, 180, accepted=False), Outcome.RESTRICTED),
        (case(CaseState.SETTLED, 5, erased=True), Outcome.ERASED_BEFORE),
    ],
)
def test_a_wish_to_be_erased(times: CaseTimes, outcome: Outcome) -> None:
    assert outcome_for(times, PERIODS, now=NOW) is outcome


def test_a_withdrawn_case_is_never_kept_longer_than_the_others() -> None:
    short = Periods(case=10 * DAY, withdrawn=180 * DAY)
    assert keep_until(case(CaseState.WITHDRAWN, 0, accepted=False), short) == NOW + 10 * DAY


@pytest.mark.parametrize("outcome", list(Outcome))
def test_each_outcome_names_its_article_and_has_a_sentence(outcome: Outcome) -> None:
    assert "个人信息保护法" in LAWS[outcome]
    assert told(outcome, None).endswith("。")
    assert "2026-11-20" in told(Outcome.RESTRICTED, NOW)


@pytest.mark.parametrize("name", ["张三", "王小丽", "欧阳明", "欧阳娜娜", "李强先生", " 张 三 ", "刘老板"])
def test_a_business_called_by_somebodys_name_is_that_person(name: str) -> None:
    assert names_a_person(name)


@pytest.mark.parametrize(
    "name",
    [
        "好运电器行",
        "张记面馆",
        "张三烟酒店",
        "长春市好运商贸有限公司",
        "肯德基",
        "ABC",
        "王府井百货",
        "京东",
        "",
    ],
)
def test_the_name_of_a_business_is_not(name: str) -> None:
    assert not names_a_person(name)


def environ(**given: str) -> dict[str, str]:
    return {"XIAOBAO_KEY": key(), "BRAIN_TOKEN": "t", "CASE_API_TOKEN": "t", **given}


def test_the_operator_sets_the_periods() -> None:
    usual = read_settings(environ()).retention
    assert (usual.conversation.days, usual.case.days, usual.answers.days) == (180, 1095, 30)
    own = read_settings(
        environ(
            XIAOBAO_RETAIN_CONVERSATION_DAYS="90",
            XIAOBAO_RETAIN_CASE_DAYS="3650",
            XIAOBAO_RETAIN_WITHDRAWN_DAYS="60",
            XIAOBAO_RETAIN_IDEMPOTENCY_DAYS="7",
        )
    ).retention
    assert [period.days for period in (own.conversation, own.case, own.withdrawn, own.answers)] == [
        90, 3650, 60, 7,
    ]  # fmt: skip


@pytest.mark.parametrize("wrong", ["0", "-1", "x", "1.5", "999999", "²"])
def test_a_period_that_is_no_number_of_days_stops_the_process(wrong: str) -> None:
    with pytest.raises(SettingsError, match="XIAOBAO_RETAIN_CASE_DAYS"):
        read_settings(environ(XIAOBAO_RETAIN_CASE_DAYS=wrong))
