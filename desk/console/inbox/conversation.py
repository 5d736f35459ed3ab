"""One conversation as the middle and the right pane show it. Reads only."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.agencies.service import subtree_ids
from desk.cases.listing import SHOWN
from desk.cases.model import Case
from desk.cases.views import etag
from desk.cases.wording import STATE_LABELS
from desk.clock import legal_day
from desk.clocks.kinds import ClockState
from desk.clocks.reading import clocks_of
from desk.clocks.wording import label
from desk.console.inbox.knowing import entries
from desk.console.inbox.people import explained, names_of, topic_title, visitor
from desk.console.inbox.wording import days_left
from desk.context import Desk
from desk.conversations.model import Message, Turn
from desk.handoff.detail import conversation_detail, message_page
from desk.handoff.schemas import ConversationDetail, MessageOut, NoteOut
from desk.handoff.states import HELD, OPEN
from desk.staff.actors import display_names
from desk.staff.roles import Permission
from desk.staff.signed_in import SignedIn

FIRST_PAGE = 40  # messages
HISTORY = 20  # cases and conversations of one person that are shown


@dataclass(frozen=True)
class Due:
    """A running legal period. tone: of its chip."""

    label: str
    day: dt.date
    left: str
    tone: str
    provisional: bool


@dataclass(frozen=True)
class CaseLine:
    """A case beside a conversation. conversation_id: where it was told, None for elsewhere; version: its ETag."""

    case_no: str
    kind: str
    state: str
    respondent: str
    filed_at: dt.datetime
    ended: bool
    due: Due | None
    conversation_id: str | None
    version: str


@dataclass(frozen=True)
class Opened:
    """What the panes need. whose: "mine", "theirs", "nobody" or "ended"; earlier: position that the page before ends at."""

    one: ConversationDetail
    who: str
    topic: str | None
    messages: Sequence[MessageOut]
    earlier: int | None
    explained: frozenset[str]
    whose: str
    cases: Sequence[CaseLine]
    history: Sequence[CaseLine]
    actors: dict[str, str]

    @property
    def notes(self) -> list[NoteOut]:
        """Those that stand among the messages that are shown."""
        return notes_between(self.one.notes, self.messages, newest=True, oldest=self.earlier is None)

    @property
    def may_take(self) -> bool:
        return self.whose in ("nobody", "ended")


def whose(one: ConversationDetail, staff_id: str) -> str:
    """In whose hands it is, seen from this staff member."""
    if one.state not in OPEN:
        return "ended"
    if one.state not in HELD or one.claimed_by is None:
        return "nobody"
    return "mine" if one.claimed_by.id == staff_id else "theirs"


async def opened(
    session: AsyncSession, desk: Desk, staff: SignedIn, conversation_id: str, *, now: dt.datetime
) -> Opened:
    """Raises ConversationNotFound, also where staff never were wanted."""
    one = await conversation_detail(
        session, desk.handoff, desk.presence, conversation_id, staff_id=staff.id, now=now
    )
    page = await message_page(session, desk.handoff, one.id, limit=FIRST_PAGE)
    names = await names_of(session, desk.vault, [one.id])
    turns = await explained(session, desk.vault, [one.id])
    here, elsewhere = await cases_of(session, staff, one.id, now=now)
    return Opened(
        one,
        names.get(one.id) or visitor(one.id),
        topic_title(turns.get(one.id), await entries(session)),
        page.messages,
        page.before,
        await answered_by_brain(session, page.messages),
        whose(one, staff.id),
        here,
        elsewhere,
        await names_of_actors(session, one),
    )


async def answered_by_brain(session: AsyncSession, messages: Sequence[MessageOut]) -> frozenset[str]:
    """Ids of those messages that a turn of the assistant explains: the last one of each turn has the link."""
    ids = [message.id for message in messages if message.from_ == "bot"]
    found = await session.execute(
        select(Message.turn_id, Message.id, Message.position)
        .join(Turn, Turn.id == Message.turn_id)
        .where(Message.id.in_(ids), Turn.sealed_explanation.is_not(None))
        .order_by(Message.position)
    )
    return frozenset({turn: message for turn, message, _position in found}.values())


def notes_between(
    notes: Sequence[NoteOut], messages: Sequence[MessageOut], *, newest: bool, oldest: bool
) -> list[NoteOut]:
    """Notes that stand among these messages. newest, oldest: nothing comes behind, or before, the messages."""
    if not messages:
        return list(notes) if newest else []
    first, last = messages[0].created_at, messages[-1].created_at
    return [
        note for note in notes if (oldest or note.created_at >= first) and (newest or note.created_at < last)
    ]


async def names_of_actors(session: AsyncSession, one: ConversationDetail) -> dict[str, str]:
    """Actor as steps name them to what staff read."""
    return await display_names(session, {step.actor for step in one.events})


async def cases_of(
    session: AsyncSession, staff: SignedIn, conversation_id: str, *, now: dt.datetime
) -> tuple[list[CaseLine], list[CaseLine]]:
    """Cases told in this conversation, and the other ones of the same person. None for who may not see cases; of an
    agency's staff those of that agency and below."""
    if not staff.may(Permission.CASES_READ):
        return [], []
    within: list[ColumnElement[bool]] = [SHOWN]
    if staff.agency_id is not None:
        within.append(Case.agency_id.in_(await subtree_ids(session, staff.agency_id)))
    told_here = select(Case).where(Case.conversation_id == conversation_id, *within)
    here = (await session.scalars(told_here.order_by(Case.id.desc()).limit(HISTORY))).all()
    people = {case.person_digest for case in here if case.person_digest is not None}
    same_person = select(Case).where(
        Case.person_digest.in_(people),
        or_(Case.conversation_id.is_(None), Case.conversation_id != conversation_id),
        *within,
    )
    others = (await session.scalars(same_person.order_by(Case.id.desc()).limit(HISTORY))).all()
    return (
        [await _line(session, case, now=now) for case in here],
        [await _line(session, case, now=now) for case in others],
    )


async def _line(session: AsyncSession, case: Case, *, now: dt.datetime) -> CaseLine:
    running = [clock for clock in await clocks_of(session, case.id) if clock.state is ClockState.RUNNING]
    first = min(running, key=lambda clock: clock.due_on, default=None)
    due = None
    if first is not None:
        left, tone = days_left(first.due_on, today=legal_day(now))
        named = label(first.kind, is_report=case.kind.value == "report")
        due = Due(named, first.due_on, left, tone, first.provisional)
    return CaseLine(
        case.case_no,
        case.kind.value,
        STATE_LABELS[case.state],
        case.respondent_name,
        case.created_at,
        case.closed_at is not None,
        due,
        case.conversation_id,
        etag(case),
    )
