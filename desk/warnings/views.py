"""Warnings as the API shows them."""

from collections.abc import Mapping

from desk.cases.schemas import Service
from desk.places.divisions import official_name
from desk.privacy.vault import Vault
from desk.warnings.looking import SEPARATOR
from desk.warnings.model import SeriesKind, Warning
from desk.warnings.schemas import WarningOut


def label_of(warning: Warning, services: Mapping[str, Service]) -> str:
    """The series for people: business, category and place by name; the key where there is no name."""
    business = warning.evidence["name"] or warning.key.partition(SEPARATOR)[0]
    category = warning.key.rpartition(SEPARATOR)[2]
    match warning.series:
        case SeriesKind.BUSINESS:
            return str(business)
        case SeriesKind.PREFECTURE:
            return official_name(warning.key.ljust(6, "0")) or warning.key
        case SeriesKind.CATEGORY:
            return services[category].name if category in services else category
        case SeriesKind.BUSINESS_CATEGORY:
            named = services[category].name if category in services else category
            return f"{business} · {named}"


def show(warning: Warning, vault: Vault, services: Mapping[str, Service]) -> WarningOut:
    """The whole warning. Raises SealBroken."""
    evidence = warning.evidence
    return WarningOut(
        id=warning.id,
        series=warning.series,
        key=warning.key,
        label=label_of(warning, services),
        first_on=warning.first_on,
        last_on=warning.last_on,
        observed=warning.observed,
        expected=warning.expected,
        p_value=warning.p_value,
        threshold=warning.threshold,
        weeks=evidence["weeks"],
        spread=evidence["spread"],
        season=evidence["season"],
        series_looked_at=evidence["series_looked_at"],
        case_ids=evidence["case_ids"],
        state=warning.state,
        acted_by=warning.acted_by,
        acted_at=warning.acted_at,
        note=None if warning.note_sealed is None else vault.open(warning.note_sealed),
        created_at=warning.created_at,
    )
