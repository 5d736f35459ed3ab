"""Lines of the work list as pages and files show them: masked, with days in words."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from desk.agencies.register import present_tree
from desk.cases import sealing
from desk.cases.model import Case
from desk.cases.states import CaseKind
from desk.cases.wording import STATE_LABELS
from desk.clock import legal_day
from desk.clocks.wording import label
from desk.console.cases import wording
from desk.console.cases.people import names_of
from desk.privacy.masking import mask_name
from desk.privacy.vault import Vault
from desk.publication.rules import may_be_a_person
from desk.worklist.schemas import WorkItem


@dataclass(frozen=True)
class Row:
    """One line. tone: how pressing, a chip's colour; due: what has to be done by the day."""

    case_no: str
    kind: CaseKind
    kind_label: str
    person: str | None
    business: str
    product: str | None
    amount_fen: int | None
    state: str
    due: str | None
    due_on: dt.date | None
    days: str | None
    tone: str
    agency: str | None
    assignee: str | None
    channel: str
    received_at: dt.datetime
    labels: tuple[str, ...]


async def rows_of(
    session: AsyncSession, vault: Vault, items: Sequence[WorkItem], *, now: dt.datetime
) -> list[Row]:
    """Raises SealBroken."""
    tree = await present_tree(session)
    names = await names_of(session, (item.case.assignee_id for item in items))
    today = legal_day(now)
    return [
        _row(
            vault,
            item,
            agency=None if (node := tree.by_id.get(item.case.agency_id or "")) is None else node.name,
            assignee=names.get(item.case.assignee_id or ""),
            today=today,
        )
        for item in items
    ]


def masked_person(vault: Vault, case: Case) -> str | None:
    """欧** of who complains; None for an anonymous report and an erased case."""
    if case.complainant_sealed is None:
        return None
    return mask_name(sealing.open_person(vault, case.complainant_sealed).name)


def business_of(case: Case) -> str:
    """Its name; starred when it may be somebody's own."""
    return mask_name(case.respondent_name) if may_be_a_person(case.respondent_name) else case.respondent_name


def _row(vault: Vault, item: WorkItem, *, agency: str | None, assignee: str | None, today: dt.date) -> Row:
    case, clock = item.case, item.clock
    left = None if clock is None else (clock.due_on - today).days
    return Row(
        case_no=case.case_no,
        kind=case.kind,
        kind_label=wording.KINDS[case.kind],
        person=masked_person(vault, case),
        business=business_of(case),
        product=case.product,
        amount_fen=case.amount_fen,
        state=STATE_LABELS[case.state],
        due=None if clock is None else label(clock.kind, is_report=case.kind is CaseKind.REPORT),
        due_on=None if clock is None else clock.due_on,
        days=None if left is None else wording.days_words(left),
        tone=tone_of(left),
        agency=agency,
        assignee=assignee,
        channel=wording.channel_name(case.channel),
        received_at=case.created_at,
        labels=item.labels,
    )


SOON = 2  # days


def tone_of(days_left: int | None) -> str:
    """Of a chip: bad when the day is over, warn today and the two days before."""
    if days_left is None:
        return ""
    if days_left < 0:
        return "bad"
    return "warn" if days_left <= SOON else "info"
