"""Review and erasure: what was not exported goes with its conversation; what was is nobody's already."""

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from desk.review.model import ReviewItem, ReviewView


async def forget_conversation(session: AsyncSession, conversation_id: str) -> None:
    """Drop its items and all views of them; exported ones lose the way back to whose they were, and the views,
    whose notes may tell of people. Their sentence stays in its batch: it was made anonymous before it got there."""
    theirs = select(ReviewItem.id).where(ReviewItem.conversation_id == conversation_id)
    await session.execute(delete(ReviewView).where(ReviewView.item_id.in_(theirs)))
    of_it = ReviewItem.conversation_id == conversation_id
    await session.execute(delete(ReviewItem).where(of_it, ReviewItem.batch_id.is_(None)))
    await session.execute(
        update(ReviewItem).where(of_it).values(conversation_id=None, turn_id=None, settled_by=None)
    )
