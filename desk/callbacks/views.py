"""Call-backs as the API shows them, and which ones a client may see."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, false, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.callbacks.errors import CallbackNotFound, NumberGone
from desk.callbacks.model import Callback
from desk.callbacks.schemas import AttemptOut, CallbackOut, CallbackQuery, SlotOut
from desk.callbacks.service import FreeSlot, attempts_of
from desk.cases.model import Case
from desk.clients.reach import OfAgency, reach_of
from desk.ids import is_uuid
from desk.privacy.masking import mask_phone
from desk.privacy.vault import Vault


async def find(session: AsyncSession, client: OfAgency, callback_id: str, *, lock: bool = False) -> Callback:
    """Within the client's reach. Raises CallbackNotFound."""
    if not is_uuid(callback_id):
        raise CallbackNotFound
    wanted = select(Callback).where(Callback.id == callback_id.lower(), *await _seen_by(session, client))
    found = await session.scalar(wanted.with_for_update() if lock else wanted)
    if found is None:
        raise CallbackNotFound
    return found


async def _seen_by(session: AsyncSession, client: OfAgency) -> list[ColumnElement[bool]]:
    """The hotline is the operator's: a client of an agency sees those about its cases alone."""
    own = await reach_of(session, client)
    if own is None:
        return []
    theirs = select(Case.id).where(Case.agency_id.in_(own)) if own else None
    return [false() if theirs is None else Callback.case_id.in_(theirs)]


async def page(
    session: AsyncSession, client: OfAgency, query: CallbackQuery
) -> tuple[Sequence[Callback], str | None]:
    """One page in the order of booking, and the cursor of the next one."""
    wanted = select(Callback).where(*await _seen_by(session, client)).order_by(Callback.id)
    if query.cursor is not None:
        wanted = wanted.where(Callback.id > query.cursor.lower())
    if query.state is not None:
        wanted = wanted.where(Callback.state == query.state)
    if query.since is not None:
        wanted = wanted.where(Callback.start_at >= query.since)
    if query.until is not None:
        wanted = wanted.where(Callback.start_at < query.until)
    if query.conversation_id is not None:
        wanted = wanted.where(Callback.conversation_id == query.conversation_id)
    found = (await session.scalars(wanted.limit(query.limit + 1))).all()
    shown = found[: query.limit]
    return shown, shown[-1].id if len(found) > query.limit else None


async def show(session: AsyncSession, vault: Vault, callbacks: Sequence[Callback]) -> list[CallbackOut]:
    """With the calls made, in one more query."""
    made = await attempts_of(session, [one.id for one in callbacks])
    return [
        CallbackOut(
            id=one.id,
            ticket=one.ticket,
            state=one.state,
            start=one.start_at,
            end=one.end_at,
            phone=None if one.phone_sealed is None else mask_phone(vault.open(one.phone_sealed)),
            channel=one.channel,
            reason=one.reason,
            conversation_id=one.conversation_id,
            case_id=one.case_id,
            attempts=[
                AttemptOut(number=call.number, outcome=call.outcome, actor=call.actor, at=call.at)
                for call in made[one.id]
            ],
            created_at=one.created_at,
            ended_at=one.ended_at,
        )
        for one in callbacks
    ]


def number_of(vault: Vault, callback: Callback) -> str:
    """E.164, in clear. Raises NumberGone."""
    if callback.phone_sealed is None:
        raise NumberGone
    return vault.open(callback.phone_sealed)


def show_slot(free: FreeSlot) -> SlotOut:
    return SlotOut(
        start=free.slot.start, end=free.slot.end, capacity=free.capacity, booked=free.booked, left=free.left
    )
