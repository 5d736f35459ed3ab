"""What the law and good sense ask of a case; pure, with the time passed in."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from desk.cases.content import Filing
from desk.cases.fields import date_span
from desk.cases.schemas import CaseIn
from desk.cases.states import CaseKind
from desk.cases.wording import FIELD_ERRORS, WARNINGS
from desk.clock import legal_day
from desk.clocks.kinds import PERIODS, REPORT_PERIODS, ClockKind
from desk.errors import FieldError

CLOCK_SKEW = dt.timedelta(minutes=5)  # callers' clocks may run ahead by as much
LIMITATION_YEARS = 3  # 市场监督管理投诉举报处理办法 第十六条第四项

# Working days to decide: on accepting a complaint, on opening an investigation of a report.
DECISION_WORKING_DAYS = {
    CaseKind.COMPLAINT: PERIODS[ClockKind.DECIDE].days,
    CaseKind.REPORT: REPORT_PERIODS[ClockKind.DECIDE].days,
}


Findings = Mapping[tuple[str, str], bool]  # pointer and code to whether it is wrong


def field_errors(case: CaseIn, *, now: dt.datetime) -> tuple[FieldError, ...]:
    """What is wrong with a filing beyond its shape: who must be named, who may speak for others, and times that
    have not come yet.

    A purchase today in China is not in the future, whatever the day is elsewhere.
    """
    found = {**_people(case), **_agent(case, now=now), **_times(case, now=now)}
    return tuple(
        FieldError(pointer, code, FIELD_ERRORS[code]) for (pointer, code), wrong in found.items() if wrong
    )


def _people(case: CaseIn) -> Findings:
    joint, consent_at = case.joint, case.consent.personal_data_at
    present = 0 if joint is None else len(joint.members)
    return {
        ("/purchase", "purchase_required"): case.purchase is None and case.kind is not Filing.REPORT,
        ("/complainant", "complainant_required"): case.complainant is None and case.kind is not Filing.REPORT,
        ("/consent/personal_data_at", "consent_required"): case.complainant is not None
        and consent_at is None,
        ("/joint", "joint_report"): joint is not None and case.kind is Filing.REPORT,
        ("/joint/speakers", "speaker_unknown"): joint is not None
        and any(place > present for place in joint.speakers),
    }


def _agent(case: CaseIn, *, now: dt.datetime) -> Findings:
    agent = case.representative
    if agent is None:
        return {}
    return {
        ("/representative", "nobody_represented"): case.complainant is None,
        ("/representative/valid_until", "mandate_over"): agent.valid_until < legal_day(now).isoformat(),
        ("/representative/valid_until", "mandate_backwards"): agent.valid_until < agent.valid_from,
        ("/representative/letter", "letter_not_attached"): agent.letter is not None
        and agent.letter not in case.attachments,
    }


def _times(case: CaseIn, *, now: dt.datetime) -> Findings:
    consent_at = case.consent.personal_data_at
    days = {
        "/purchase/purchased_on": None if case.purchase is None else case.purchase.purchased_on,
        "/known_on": case.known_on,
        "/happened_on": case.happened_on,
    }
    return {
        ("/submitted_at", "in_the_future"): case.submitted_at > now + CLOCK_SKEW,
        ("/consent/personal_data_at", "in_the_future"): consent_at is not None
        and consent_at > now + CLOCK_SKEW,
        **{
            (pointer, "in_the_future"): day is not None and date_span(day)[0] > legal_day(now)
            for pointer, day in days.items()
        },
    }


def years_before(day: dt.date, years: int) -> dt.date:
    """The same day `years` earlier; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def older_than_limitation(day: str | None, *, now: dt.datetime) -> bool:
    """Whether it is known to lie more than three years back: "2023" on 2026-11-21 is not known to."""
    if day is None:
        return False
    return date_span(day)[1] < years_before(legal_day(now), LIMITATION_YEARS)


@dataclass(frozen=True)
class Told:
    """What of a case the warnings look at."""

    purchased_on: str | None
    known_on: str | None
    respondent_address: str | None
    platform: str | None
    handled_before: bool
    letter_missing: bool


def warning_codes(told: Told, *, now: dt.datetime) -> tuple[str, ...]:
    """What the filer should know although the case is taken; keys of wording.WARNINGS.

    The three years count from when the wrong was known (第十六条第四项); the purchase stands in for a day not told.
    """
    bought_long_ago = told.known_on is None and older_than_limitation(told.purchased_on, now=now)
    found = {
        "known_over_three_years": older_than_limitation(told.known_on, now=now),
        "purchase_over_three_years": bought_long_ago,
        "respondent_address_missing": told.respondent_address is None and told.platform is None,
        "handled_before": told.handled_before,
        "letter_missing": told.letter_missing,
    }
    return tuple(code for code in WARNINGS if found[code])
