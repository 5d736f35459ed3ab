"""Labels of all conversations at once: how many carry one, another name for it. Never commits."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.handoff.desk import HandoffDesk
from desk.handoff.model import ConversationLabel
from desk.handoff.notes import labels_of, set_labels
from desk.handoff.staff import StaffMember


async def label_counts(session: AsyncSession) -> Sequence[tuple[str, int]]:
    """Each label with the number of conversations that carry it, by name."""
    wanted = select(ConversationLabel.label, func.count()).group_by(ConversationLabel.label)
    found = await session.execute(wanted.order_by(ConversationLabel.label))
    return [(label, count) for label, count in found]


async def rename_label(
    session: AsyncSession,
    desk: HandoffDesk,
    label: str,
    to: str | None,
    *,
    staff: StaffMember,
    now: dt.datetime,
) -> int:
    """Call it `to` wherever it stands, None: take it away; on how many conversations. Their locks are taken in the
    order of their ids, so that two who rename at once do not wait for each other in a circle."""
    carrying = select(ConversationLabel.conversation_id).filter_by(label=label)
    ids = (await session.scalars(carrying.order_by(ConversationLabel.conversation_id))).all()
    for conversation_id in ids:
        others = [one for one in await labels_of(session, conversation_id) if one != label]
        wanted = others if to is None else [*others, to]
        await set_labels(session, desk, conversation_id, staff=staff, labels=wanted, now=now)
    return len(ids)
