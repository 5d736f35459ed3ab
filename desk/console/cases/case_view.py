"""Everything a case page shows, read in one go; masked. Nothing here writes."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.agencies.service import agency_name
from desk.attachments import case_files
from desk.attachments.schemas import AttachmentOut
from desk.callbacks.model import Callback
from desk.callbacks.schemas import CallbackOut
from desk.callbacks.views import show as show_callbacks
from desk.cases import reading, views
from desk.cases.corrections import Correction, corrections
from desk.cases.duplicates import merged_into, near
from desk.cases.model import Case
from desk.cases.schemas import CaseOut, Service, Timeline
from desk.cases.states import CaseEvent, CaseKind, CaseState, Role, possible
from desk.cases.timeline import timeline
from desk.cases.wording import EVENT_LABELS, STATE_LABELS
from desk.clients.reach import reaches
from desk.clock import legal_day
from desk.clocks.kinds import ClockState
from desk.clocks.reading import clocks_of
from desk.clocks.schemas import ClockOut
from desk.clocks.views import show as show_clock
from desk.console.cases.people import names_by_sign_in, names_of, officer_of
from desk.context import Desk
from desk.documents.kinds import DocumentKind
from desk.documents.model import IssuedDocument
from desk.documents.register import entries_of
from desk.documents.service import documents_of
from desk.documents.wording import TITLES
from desk.handoff.reach import is_readable
from desk.labels.service import labels_of
from desk.places.divisions import official_name
from desk.revisits.model import CaseRevisit
from desk.revisits.rules import FOLLOWED_UP
from desk.revisits.service import calls_of, was_settled
from desk.staff.roles import Permission
from desk.staff.signed_in import SignedIn

# Steps with a page of their own, or taken by what staff do elsewhere.
ELSEWHERE = frozenset({CaseEvent.REVISIT, CaseEvent.PUBLISH, CaseEvent.SUPPLEMENT})

# What moves a case forward, of several the first one.
MAIN = (
    CaseEvent.ACCEPT,
    CaseEvent.OPEN,
    CaseEvent.MEDIATE,
    CaseEvent.RESUME,
    CaseEvent.END_TEST,
    CaseEvent.SETTLE,
    CaseEvent.DECIDE,
    CaseEvent.TELL_BOTH,
)


@dataclass(frozen=True)
class Other:
    """Another case of the same matter."""

    case_no: str
    kind: CaseKind
    state: str
    created_at: dt.datetime
    opens: bool  # whether it lies within reach


@dataclass(frozen=True)
class CaseView:
    """What the page shows. shown: masked, or in clear after a disclosure."""

    case: Case
    shown: CaseOut
    clocks: list[ClockOut]
    stopped: list[ClockOut]
    lines: Timeline
    names: dict[str, str]
    steps: tuple[CaseEvent, ...]
    agency: str | None
    region: str | None
    service: str | None
    assignee: str | None
    labels: tuple[str, ...]
    files: list[AttachmentOut]
    documents: dict[DocumentKind, dt.datetime]
    entries: Sequence[IssuedDocument]
    corrections: list[Correction]
    linked: list[Other]
    merged: list[Other]
    possible: list[Other]
    callbacks: list[CallbackOut]
    revisits: Sequence[CaseRevisit]
    may_revisit: bool
    agreed: bool
    conversation_id: str | None  # where it was told, for those who may read that in the inbox
    first_no: str | None = None
    last_change: str = field(default="")

    @property
    def case_no(self) -> str:
        return self.case.case_no

    @property
    def main_step(self) -> CaseEvent | None:
        """What is most often done next, drawn stronger."""
        return next((event for event in MAIN if event in self.steps), None)

    @property
    def state_labels(self) -> dict[CaseState, str]:
        return STATE_LABELS

    @property
    def event_labels(self) -> dict[CaseEvent, str]:
        return EVENT_LABELS

    @property
    def document_choices(self) -> list[tuple[str, str]]:
        """What may be entered in the register."""
        return [(kind.value, TITLES[kind]) for kind in self.documents]


async def view_of(
    session: AsyncSession,
    desk: Desk,
    staff: SignedIn,
    case: Case,
    *,
    services: dict[str, Service],
    now: dt.datetime,
    shown: CaseOut | None = None,
) -> CaseView:
    """shown: the case in clear, when it was disclosed; None: masked. Raises SealBroken."""
    vault, personal = desk.vault, shown is not None
    changes = await timeline(session, case.id)
    firsts = await reading.numbers_of(session, [case.duplicate_of])
    first_no = firsts.get(case.duplicate_of or "")
    if shown is None:
        linked = await reading.linked_numbers(session, [case])
        shown = views.show(case, vault, linked=linked[case.id], personal=False, duplicate_of=first_no)
    is_report, today = case.kind is CaseKind.REPORT, legal_day(now)
    clocks = [show_clock(one, is_report=is_report, today=today) for one in await clocks_of(session, case.id)]
    names = await names_of(session, [case.assignee_id])
    found = await session.scalars(
        select(Callback).where(Callback.case_id == case.id).order_by(Callback.id.desc())
    )
    service = services.get(case.category or "")
    return CaseView(
        case=case,
        shown=shown,
        clocks=sorted(
            (one for one in clocks if one.state is not ClockState.STOPPED), key=lambda one: one.due_on
        ),
        stopped=[one for one in clocks if one.state is ClockState.STOPPED],
        lines=views.show_timeline(vault, case, changes),
        names=await names_by_sign_in(session, (change.actor for change in changes)),
        steps=steps_for(staff, case),
        agency=await agency_name(session, case.agency_id),
        region=case.region or (official_name(case.region_code) if case.region_code else None),
        service=None if service is None else service.name,
        assignee=names.get(case.assignee_id or ""),
        labels=(await labels_of(session, [case.id])).get(case.id, ()),
        files=[
            case_files.show(one, vault, personal=personal) for one in await case_files.files_of(session, case)
        ],
        documents={kind: change.at for kind, change in (await documents_of(session, case)).items()},
        entries=await entries_of(session, case.id),
        corrections=corrections(desk.cases, case, changes, personal=personal),
        linked=await _others(session, staff, await _of_story(session, case)),
        merged=await _others(session, staff, await merged_into(session, case)),
        possible=await _others(session, staff, await near(session, case)),
        callbacks=await show_callbacks(session, vault, list(found)),
        revisits=await calls_of(session, case.id),
        may_revisit=may_revisit(staff, case),
        agreed=await was_settled(session, case),
        conversation_id=await _readable(session, staff, case),
        first_no=first_no,
        last_change=changes[-1].id if changes else "",
    )


async def _readable(session: AsyncSession, staff: SignedIn, case: Case) -> str | None:
    if case.conversation_id is None or not staff.may(Permission.CONVERSATIONS_READ):
        return None
    return case.conversation_id if await is_readable(session, staff, case.conversation_id) else None


def steps_for(staff: SignedIn, case: Case) -> tuple[CaseEvent, ...]:
    """What they may do next, in the order of the state table; nothing for who only reads."""
    if not staff.may(Permission.CASES_WORK) or case.erased_at is not None:
        return ()
    role: Role = officer_of(staff).role
    return tuple(event for event in possible(case.kind, case.state, role) if event not in ELSEWHERE)


def may_revisit(staff: SignedIn, case: Case) -> bool:
    return (
        staff.may(Permission.CASES_WORK)
        and case.kind is CaseKind.COMPLAINT
        and case.state in FOLLOWED_UP
        and case.erased_at is None
    )


async def _of_story(session: AsyncSession, case: Case) -> list[Case]:
    rows = await session.scalars(
        select(Case)
        .where(Case.story_id == case.story_id, Case.id != case.id, Case.restricted_at.is_(None))
        .order_by(Case.id)
    )
    return list(rows)


async def _others(session: AsyncSession, staff: SignedIn, cases: Sequence[Case]) -> list[Other]:
    return [
        Other(
            one.case_no, one.kind, STATE_LABELS[one.state], one.created_at, await reaches(session, staff, one)
        )
        for one in cases
    ]
