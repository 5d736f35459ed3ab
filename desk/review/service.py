"""Looking at a turn: decided, checked by a second person, flagged, put off, opened again.

The caller opens the transaction. `by` is whoever acts, as the audit log names them: staff:zhang.wei.
"""

import datetime as dt
import json
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.audit.actions import AuditAction, subject_of
from desk.audit.service import audit_at_end
from desk.ids import is_uuid, new_id
from desk.privacy.vault import Vault
from desk.review.errors import AlreadyExported, CorrectionRefused, ItemNotFound, SecondMustBeAnother
from desk.review.model import ReviewItem, ReviewView
from desk.review.rules import Correction, agree, body_of, problems_of
from desk.review.states import ReviewEvent, ReviewState, step

WRITTEN_DOWN = {
    ReviewEvent.DECIDE: AuditAction.REVIEW_DECIDE,
    ReviewEvent.DECIDE_FIRST: AuditAction.REVIEW_DECIDE,
    ReviewEvent.AGREE: AuditAction.REVIEW_DECIDE,
    ReviewEvent.DISAGREE: AuditAction.REVIEW_DECIDE,
    ReviewEvent.FLAG: AuditAction.REVIEW_FLAG,
    ReviewEvent.LATER: AuditAction.REVIEW_PUT_OFF,
    ReviewEvent.REOPEN: AuditAction.REVIEW_REOPEN,
}


async def find_item(session: AsyncSession, item_id: str, *, lock: bool = False) -> ReviewItem:
    """Raises ItemNotFound."""
    wanted = select(ReviewItem).where(ReviewItem.id == item_id.lower())
    found = await session.scalar(wanted.with_for_update() if lock else wanted) if is_uuid(item_id) else None
    if found is None:
        raise ItemNotFound
    return found


def correction_of(vault: Vault, view: ReviewView) -> Correction:
    """What somebody made of it. Raises SealBroken."""
    return Correction.model_validate({**json.loads(vault.open(view.body_sealed)), "label": view.label})


async def views_of(session: AsyncSession, item_id: str) -> list[ReviewView]:
    """All views of an item, the newest first."""
    found = await session.scalars(
        select(ReviewView)
        .where(ReviewView.item_id == item_id)
        .order_by(ReviewView.round.desc(), ReviewView.id.desc())
    )
    return list(found)


async def decide(
    session: AsyncSession,
    vault: Vault,
    item_id: str,
    told: Correction,
    *,
    labels: Collection[str],
    two_people: bool,
    by: str,
    now: dt.datetime,
) -> ReviewItem:
    """Say what the turn was. With `two_people` the first word waits for a second person's: the same settles it,
    another one opens it again with both to be seen.

    labels: what may be said. Raises ItemNotFound, ItemMoved, CorrectionRefused, SecondMustBeAnother."""
    if errors := problems_of(told, labels):
        raise CorrectionRefused(errors=errors)
    item = await find_item(session, item_id, lock=True)
    first = None
    if item.state is ReviewState.SECOND:
        first = await _view_of_round(session, item)
        if first is not None and first.reviewer == by:
            raise SecondMustBeAnother
    event = _event(vault, first, told, two_people=two_people)
    item.state = step(item.state, event)
    view = _add_view(session, vault, item, told, by=by, now=now)
    if item.state is ReviewState.REVIEWED:
        item.label, item.settled_by = told.label, view.id
    if event is ReviewEvent.DISAGREE:
        item.round += 1
    await _changed(session, vault, item, event, label=told.label, by=by, now=now)
    return item


def _event(vault: Vault, first: ReviewView | None, told: Correction, *, two_people: bool) -> ReviewEvent:
    if first is not None:
        agreed = agree(correction_of(vault, first), told)
        return ReviewEvent.AGREE if agreed else ReviewEvent.DISAGREE
    return ReviewEvent.DECIDE_FIRST if two_people else ReviewEvent.DECIDE


async def _view_of_round(session: AsyncSession, item: ReviewItem) -> ReviewView | None:
    found = await session.scalars(
        select(ReviewView).filter_by(item_id=item.id, round=item.round).order_by(ReviewView.id)
    )
    return found.first()


def _add_view(
    session: AsyncSession, vault: Vault, item: ReviewItem, told: Correction, *, by: str, now: dt.datetime
) -> ReviewView:
    view = ReviewView(
        id=new_id(),
        item_id=item.id,
        round=item.round,
        reviewer=by,
        label=told.label,
        body_sealed=vault.seal(json.dumps(body_of(told), ensure_ascii=False)),
        created_at=now,
    )
    session.add(view)
    return view


async def flag(session: AsyncSession, vault: Vault, item_id: str, *, by: str, now: dt.datetime) -> ReviewItem:
    """Something to talk about. Raises ItemNotFound, ItemMoved, AlreadyExported."""
    return await _move(session, vault, item_id, ReviewEvent.FLAG, by=by, now=now)


async def put_off(
    session: AsyncSession, vault: Vault, item_id: str, *, by: str, now: dt.datetime
) -> ReviewItem:
    """Not now. Raises ItemNotFound, ItemMoved, AlreadyExported."""
    return await _move(session, vault, item_id, ReviewEvent.LATER, by=by, now=now)


async def reopen(
    session: AsyncSession, vault: Vault, item_id: str, *, by: str, now: dt.datetime
) -> ReviewItem:
    """Look again, from the beginning. Raises ItemNotFound, ItemMoved, AlreadyExported."""
    return await _move(session, vault, item_id, ReviewEvent.REOPEN, by=by, now=now)


async def _move(
    session: AsyncSession, vault: Vault, item_id: str, event: ReviewEvent, *, by: str, now: dt.datetime
) -> ReviewItem:
    item = await find_item(session, item_id, lock=True)
    if item.batch_id is not None:
        raise AlreadyExported
    before, item.state = item.state, step(item.state, event)
    if event is not ReviewEvent.LATER and before is not item.state:
        item.round += 1  # whoever looks next begins afresh
    item.label = item.settled_by = None
    await _changed(session, vault, item, event, label=None, by=by, now=now)
    return item


async def _changed(
    session: AsyncSession,
    vault: Vault,
    item: ReviewItem,
    event: ReviewEvent,
    *,
    label: str | None,
    by: str,
    now: dt.datetime,
) -> None:
    item.changed_at = now
    await session.flush()
    facts = {"event": event.value, "state": item.state.value, "label": label, "round": item.round}
    audit_at_end(
        session,
        vault,
        action=WRITTEN_DOWN[event],
        actor=by,
        subject=subject_of("review", item.id),
        detail={name: value for name, value in facts.items() if value is not None},
        now=now,
    )
