"""What the law and good sense ask of a case; pure, with the time passed in."""

import datetime as dt

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


def field_errors(case: CaseIn, *, now: dt.datetime) -> tuple[FieldError, ...]:
    """What is wrong with a filing beyond its shape: who must be named, and times that have not come yet.

    A purchase today in China is not in the future, whatever the day is elsewhere.
    """
    consent_at = case.consent.personal_data_at
    purchased_on = None if case.purchase is None else case.purchase.purchased_on
    found = {
        ("/purchase", "purchase_required"): case.purchase is None and case.kind is not Filing.REPORT,
        ("/complainant", "complainant_required"): case.complainant is None and case.kind is not Filing.REPORT,
        ("/consent/personal_data_at", "consent_required"): case.complainant is not None
        and consent_at is None,
        ("/purchase/purchased_on", "in_the_future"): purchased_on is not None
        and date_span(purchased_on)[0] > legal_day(now),
        ("/submitted_at", "in_the_future"): case.submitted_at > now + CLOCK_SKEW,
        ("/consent/personal_data_at", "in_the_future"): consent_at is not None
        and consent_at > now + CLOCK_SKEW,
    }
    return tuple(
        FieldError(pointer, code, FIELD_ERRORS[code]) for (pointer, code), wrong in found.items() if wrong
    )


def years_before(day: dt.date, years: int) -> dt.date:
    """The same day `years` earlier; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def older_than_limitation(purchased_on: str | None, *, now: dt.datetime) -> bool:
    """Whether it is known to lie more than three years back: "2023" on 2026-11-21 is not known to."""
    if purchased_on is None:
        return False
    return date_span(purchased_on)[1] < years_before(legal_day(now), LIMITATION_YEARS)


def warning_codes(
    *, purchased_on: str | None, respondent_address: str | None, platform: str | None, now: dt.datetime
) -> tuple[str, ...]:
    """What the filer should know although the case is taken; keys of wording.WARNINGS."""
    found = {
        "purchase_over_three_years": older_than_limitation(purchased_on, now=now),
        "respondent_address_missing": respondent_address is None and platform is None,
    }
    return tuple(code for code in WARNINGS if found[code])
