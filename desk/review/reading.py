"""The queue, and one item as a reviewer sees it. Nothing here decides; personal data is starred."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from desk.conversations.explanations import Explanation, explanation_of
from desk.conversations.messages import Body, unseal
from desk.conversations.model import DESK, Message, Turn
from desk.privacy.vault import SealBroken, Vault
from desk.review.anonymising import proposed_wording, starred
from desk.review.model import ReviewItem, ReviewView
from desk.review.rules import Correction
from desk.review.service import correction_of, find_item, views_of
from desk.review.states import WAITING, ReviewState

CONTEXT = 6  # messages shown before it
PREVIEW = 60  # characters of the text in the queue
PAGE = 30


class Pile(StrEnum):
    """The queues a reviewer may open."""

    ALL = "all"
    DISLIKED = "disliked"
    MISUNDERSTOOD = "misunderstood"
    HANDED_OVER = "handed_over"
    UNSURE = "unsure"
    SECOND = "second"
    FLAGGED = "flagged"
    LATER = "later"
    REVIEWED = "reviewed"


def _waiting(of: ColumnElement[bool] | InstrumentedAttribute[bool] | None = None) -> ColumnElement[bool]:
    waits = ReviewItem.state.in_(WAITING)
    return waits if of is None else and_(waits, of)


PILES: dict[Pile, ColumnElement[bool]] = {
    Pile.ALL: _waiting(),
    Pile.DISLIKED: _waiting(ReviewItem.disliked),
    Pile.MISUNDERSTOOD: _waiting(ReviewItem.misunderstood),
    Pile.HANDED_OVER: _waiting(ReviewItem.handed_over),
    Pile.UNSURE: _waiting(ReviewItem.unsure),
    Pile.SECOND: ReviewItem.state == ReviewState.SECOND,
    Pile.FLAGGED: ReviewItem.state == ReviewState.FLAGGED,
    Pile.LATER: ReviewItem.state == ReviewState.LATER,
    Pile.REVIEWED: ReviewItem.state == ReviewState.REVIEWED,
}


@dataclass(frozen=True)
class Row:
    """One line of the queue. text: starred and cut; None when it is gone or cannot be opened."""

    item: ReviewItem
    text: str | None


@dataclass(frozen=True)
class Said:
    """One message of the context."""

    sender: str
    text: str
    is_asked: bool = False  # the one under review
    is_answer: bool = False  # what was answered to it


@dataclass(frozen=True)
class ItemSheet:
    """Everything a reviewer needs. proposal: what the form begins with; earlier: views of rounds before and of this
    one, the newest first; first: the view that waits for a second person, if one does."""

    item: ReviewItem
    text: str
    said: tuple[Said, ...]
    explanation: Explanation | None
    proposal: Correction
    earlier: tuple[tuple[ReviewView, Correction], ...]
    first: ReviewView | None


def _in_order(wanted: Select[ReviewItem], pile: Pile) -> Select[ReviewItem]:
    if pile is Pile.REVIEWED:
        return wanted.order_by(ReviewItem.changed_at.desc(), ReviewItem.id.desc())
    return wanted.order_by(ReviewItem.disliked.desc(), ReviewItem.confidence, ReviewItem.id)


async def queue(
    session: AsyncSession, vault: Vault, pile: Pile, *, page: int = 0, size: int = PAGE
) -> tuple[list[Row], bool]:
    """One page, dislikes first, then the least sure, and whether there is another one."""
    wanted = _in_order(select(ReviewItem).where(PILES[pile]), pile)
    items = list(await session.scalars(wanted.offset(page * size).limit(size + 1)))
    texts = await _texts(session, vault, items[:size])
    return [Row(item, texts.get(item.id)) for item in items[:size]], len(items) > size


async def counts(session: AsyncSession) -> dict[Pile, int]:
    """How many lie in each pile."""
    wanted = select(*(func.count().filter(of).label(pile.value) for pile, of in PILES.items()))
    row = (await session.execute(wanted.select_from(ReviewItem))).one()
    return {pile: getattr(row, pile.value) for pile in PILES}


async def next_in(session: AsyncSession, pile: Pile, *, after: ReviewItem | None = None) -> str | None:
    """The id of the first item of the pile that is not `after`."""
    wanted = _in_order(select(ReviewItem).where(PILES[pile]), pile).limit(2)
    found = [item.id for item in await session.scalars(wanted) if after is None or item.id != after.id]
    return found[0] if found else None


async def _texts(session: AsyncSession, vault: Vault, items: Sequence[ReviewItem]) -> dict[str, str]:
    turns = {item.turn_id: item.id for item in items if item.turn_id}
    found = await session.execute(
        select(Turn.id, Message).join(Message, Message.id == Turn.message_id).where(Turn.id.in_(turns))
    )
    texts = {}
    for turn_id, message in found:
        text = " ".join((_opened(vault, message).text or "").split())
        if text:
            texts[turns[turn_id]] = starred(text[: 4 * PREVIEW])[:PREVIEW]
    return texts


def _opened(vault: Vault, message: Message) -> Body:
    """One that cannot be opened costs the list nothing more."""
    try:
        return unseal(vault, message)
    except SealBroken:
        return Body()


async def sheet(session: AsyncSession, vault: Vault, item_id: str) -> ItemSheet:
    """Raises ItemNotFound, SealBroken."""
    item = await find_item(session, item_id)
    turn = await session.get(Turn, item.turn_id) if item.turn_id else None
    message = await session.get_one(Message, turn.message_id) if turn else None
    text = (_opened(vault, message).text or "") if message else ""
    views = await views_of(session, item.id)
    earlier = tuple((view, correction_of(vault, view)) for view in views)
    first = next((view for view in views[::-1] if view.round == item.round), None)
    return ItemSheet(
        item=item,
        text=text,
        said=tuple(await _said(session, vault, message)) if message else (),
        explanation=explanation_of(vault, turn) if turn else None,
        proposal=_proposal(item, text, earlier),
        earlier=earlier,
        first=first if item.state is ReviewState.SECOND else None,
    )


def _proposal(item: ReviewItem, text: str, earlier: Sequence[tuple[ReviewView, Correction]]) -> Correction:
    """The last view's words, or the person's without what could tell who they are."""
    if earlier:
        return earlier[0][1].model_copy(update={"anonymous": False, "note": ""})
    return Correction(label=item.understood, wording=proposed_wording(text))


async def _said(session: AsyncSession, vault: Vault, asked: Message) -> list[Said]:
    """What was said before, the message itself, and what was answered."""
    of_conversation = select(Message).where(
        Message.conversation_id == asked.conversation_id, Message.sender != DESK
    )
    before = await session.scalars(
        of_conversation.where(Message.position < asked.position)
        .order_by(Message.position.desc())
        .limit(CONTEXT)
    )
    replies = await session.scalars(
        of_conversation.where(Message.turn_id == asked.turn_id, Message.position > asked.position).order_by(
            Message.position
        )
    )
    said = [_shown(vault, message) for message in [*before][::-1]]
    said.append(_shown(vault, asked, is_asked=True))
    said += [_shown(vault, message, is_answer=True) for message in replies if message.sender != "user"]
    return [one for one in said if one.text]


def _shown(vault: Vault, message: Message, *, is_asked: bool = False, is_answer: bool = False) -> Said:
    body = _opened(vault, message)
    choices = "　".join(f"〔{choice.title}〕" for choice in body.quick_replies)
    text = "\n".join(part for part in (body.text or "", choices) if part)
    return Said(message.sender, starred(text), is_asked, is_answer)


async def oldest_waiting(session: AsyncSession) -> dt.datetime | None:
    """Since when the oldest waits; None when nothing does."""
    return await session.scalar(select(func.min(ReviewItem.heard_at)).where(_waiting()))
