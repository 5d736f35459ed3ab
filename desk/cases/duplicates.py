"""Looking for the same dispute before it is filed, and merging two cases after."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases.changes import Actor, ChangeKind
from desk.cases.changing import CaseDesk, record
from desk.cases.disputes import Dispute, dispute_digest, person_digest, respondent_key
from desk.cases.errors import DuplicateNotFitting
from desk.cases.listing import SHOWN
from desk.cases.model import Case
from desk.cases.requests import DuplicateQuery
from desk.cases.sealing import open_statement
from desk.cases.states import CaseKind, CaseState
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
    """Raises DuplicateNotFitting: not into itself, not into one that was merged, not across kinds, and not when
    others were merged into this one already, since mergers never chain."""
    if first.id == case.id or first.duplicate_of is not None or first.kind is not case.kind:
        raise DuplicateNotFitting


async def check_none_merged_into(session: AsyncSession, case: Case) -> None:
    """Raises DuplicateNotFitting when other cases stand under this one."""
    merged = select(Case.id).where(Case.duplicate_of == case.id).limit(1)
    if await session.scalar(merged) is not None:
        raise DuplicateNotFitting("已有别的编号并入这一件，请反过来并")
