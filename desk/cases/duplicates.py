"""Looking for the same dispute before it is filed, and merging two cases after."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from desk.attachments.model import Attachment
from desk.cases.changes import Actor, ChangeKind
from desk.cases.changing import CaseDesk, record
from desk.cases.disputes import Dispute, dispute_digest, person_digest, respondent_key
from desk.cases.errors import DuplicateEnded, DuplicateNotFitting, DuplicateOtherPerson
from desk.cases.listing import SHOWN
from desk.cases.model import Case
from desk.cases.requests import DuplicateQuery
from desk.cases.sealing import open_statement
from desk.cases.states import ENDED, CaseKind, CaseState, Role
from desk.cases.timeline import new_change
from desk.clocks.kinds import ClockKind, ClockMove
from desk.clocks.service import move_clocks
from desk.privacy.vault import Vault

LOOK_BACK = dt.timedelta(days=365)  # an older complaint against the same business is another story
MOST = 10


@dataclass(frozen=True)
class Possible:
    """A case that may be about the same; `same` names what agrees beside person and business."""

    case: Case
    same: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """certain: the open case that a filing of this dispute would be merged into."""

    certain: Case | None
    possible: tuple[Possible, ...]


async def find_duplicates(
    session: AsyncSession, vault: Vault, asked: DuplicateQuery, *, now: dt.datetime
) -> Found:
    """The open case of certainly this dispute, and the person's other cases against the same business within a
    year, newest first."""
    digest = dispute_digest(
        vault,
        Dispute(
            kind=asked.kind.value,
            phone=asked.phone,
            respondent=asked.respondent,
            order_no=asked.order_no,
            product=asked.product,
            amount_fen=asked.amount_fen,
            purchased_on=asked.purchased_on,
        ),
    )
    certain = (
        None if digest is None else await session.scalar(select(Case).where(Case.dispute_digest == digest))
    )
    rows = await session.scalars(
        select(Case)
        .where(
            Case.person_digest == person_digest(vault, asked.phone),
            Case.respondent_key == respondent_key(asked.respondent),
            Case.kind == asked.kind,
            Case.created_at >= now - LOOK_BACK,
            Case.duplicate_of.is_(None),
            SHOWN,
        )
        .order_by(Case.id.desc())
        .limit(MOST)
    )
    others = [case for case in rows if certain is None or case.id != certain.id]
    return Found(certain, tuple(Possible(case, _agreeing(asked, case)) for case in others))


async def near(session: AsyncSession, case: Case) -> list[Case]:
    """The person's other cases against the same business within a year of this one, newest first, merged ones left out:
    what an officer looks at before merging. An anonymous report has none."""
    if case.person_digest is None:
        return []
    rows = await session.scalars(
        select(Case)
        .where(
            Case.person_digest == case.person_digest,
            Case.respondent_key == case.respondent_key,
            Case.id != case.id,
            Case.created_at.between(case.created_at - LOOK_BACK, case.created_at + LOOK_BACK),
            Case.duplicate_of.is_(None),
            SHOWN,
        )
        .order_by(Case.id.desc())
        .limit(MOST)
    )
    return list(rows)


async def merged_into(session: AsyncSession, case: Case) -> list[Case]:
    """The cases that stand under this one, oldest first."""
    rows = await session.scalars(select(Case).where(Case.duplicate_of == case.id, SHOWN).order_by(Case.id))
    return list(rows)


def _agreeing(asked: DuplicateQuery, case: Case) -> tuple[str, ...]:
    pairs = {
        "product": (asked.product, case.product),
        "amount_fen": (asked.amount_fen, case.amount_fen),
        "purchased_on": (asked.purchased_on, case.purchased_on),
    }
    return tuple(name for name, (one, other) in pairs.items() if one is not None and one == other)


async def receive_again(
    session: AsyncSession, desk: CaseDesk, first: Case, case: Case, actor: Actor, *, now: dt.datetime
) -> None:
    """Add to `first`, whose row the caller holds, what `case` tells: its story and files under its channel.

    A report's period begins anew with the last one received (第三十五条).
    """
    if first.kind is CaseKind.REPORT and first.state is CaseState.SUBMITTED:
        await move_clocks(session, desk.calendar, first, [(ClockMove.START, ClockKind.DECIDE)], now=now)
    first.attachments = list(dict.fromkeys([*first.attachments, *case.attachments]))
    line = new_change(
        desk.vault,
        first,
        ChangeKind.RECEIVED_AGAIN,
        actor,
        reason=open_statement(desk.vault, case.statement_sealed).problem,
        detail={"channel": case.channel, "case_no": case.case_no, "attachments": list(case.attachments)},
        now=now,
    )
    await record(session, desk, first, line, now=now)


def check_mergeable(case: Case, first: Case) -> None:
    """Raises DuplicateNotFitting: not into itself, not into one that was merged, not across kinds, since mergers
    never chain; and what _check_survivor refuses."""
    if first.id == case.id or first.duplicate_of is not None or first.kind is not case.kind:
        raise DuplicateNotFitting
    _check_survivor(case, first)


def _check_survivor(case: Case, first: Case) -> None:
    """A merger must not drop a complaint: somebody still decides on it, not later than before.

    The one received first stays (第十四条), and its period is the shorter one. What was accepted is not taken back
    into one that was not: mediation's days run from the acceptance (第二十三条). A complaint is not merged into one
    that has ended, where nobody decides any more; the same report again is (第三十五条: 不再另行处理).
    Raises DuplicateNotFitting, DuplicateEnded.
    """
    if (case.created_at, case.id) < (first.created_at, first.id):
        raise DuplicateNotFitting("先登记的那一件留下，请反过来并")
    if case.accepted_at is not None and first.accepted_at is None:
        raise DuplicateNotFitting("这一件已经受理，那一件还没有，请先受理那一件")
    if case.kind is CaseKind.COMPLAINT and first.state in ENDED:
        raise DuplicateEnded(
            "那一件已经办结。同一争议处理过的，请对这一件作不予受理（第十六条第二项）并告知；处理得不对的，请主管重新处理那一件"
        )


def check_same_person(case: Case, first: Case, actor: Actor, reason: str | None) -> None:
    """Raises DuplicateOtherPerson, unless both were left with one phone, or a supervisor says why they are one dispute.

    An anonymous report has nobody who waits for an answer: whoever knows the facts to be the same may merge it.
    """
    if case.person_digest is None or case.person_digest == first.person_digest:
        return
    if actor.role is not Role.SUPERVISOR or reason is None:
        raise DuplicateOtherPerson


async def let_go(
    session: AsyncSession, desk: CaseDesk, first: Case, case: Case, actor: Actor, *, now: dt.datetime
) -> None:
    """Tell the timeline of `first`, whose row the caller holds, that `case` goes its own way again. What it brought
    stays told there; files that came from its own conversation go with it, those sent in both cases' stay with both."""
    if case.attachments and case.conversation_id not in (None, first.conversation_id):
        its_own = Attachment.id.in_(case.attachments), Attachment.conversation_id == case.conversation_id
        await session.execute(
            update(Attachment).where(*its_own, Attachment.case_id == first.id).values(case_id=case.id)
        )
        gone = set(await session.scalars(select(Attachment.id).where(*its_own)))
        first.attachments = [one for one in first.attachments if one not in gone]
    line = new_change(desk.vault, first, ChangeKind.SPLIT, actor, detail={"case_no": case.case_no}, now=now)
    await record(session, desk, first, line, now=now)


async def check_none_merged_into(session: AsyncSession, case: Case) -> None:
    """Raises DuplicateNotFitting when other cases stand under this one."""
    merged = select(Case.id).where(Case.duplicate_of == case.id).limit(1)
    if await session.scalar(merged) is not None:
        raise DuplicateNotFitting("已有别的编号并入这一件，请反过来并")
