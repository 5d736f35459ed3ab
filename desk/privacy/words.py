"""What was said around a case besides its timeline: notices, and words with the enterprise. For an export."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases.states import Role
from desk.notices.model import ConsumerNotice
from desk.privacy.masking import mask_text
from desk.privacy.schemas import SaidOut
from desk.privacy.vault import Vault
from desk.reconciliation.model import Reconciliation, ReconciliationMessage


async def words_of(session: AsyncSession, vault: Vault, case_id: str) -> list[SaidOut]:
    """Oldest first. The person's own words in clear, numbers starred in the enterprise's. Raises SealBroken."""
    notices = await session.scalars(select(ConsumerNotice).where(ConsumerNotice.case_id == case_id))
    said = [
        SaidOut(by=Role.SYSTEM, at=one.created_at, what=one.key, text=vault.open(one.text_sealed))
        for one in notices
    ]
    messages = await session.scalars(
        select(ReconciliationMessage)
        .join(Reconciliation, Reconciliation.id == ReconciliationMessage.reconciliation_id)
        .where(Reconciliation.case_id == case_id, ReconciliationMessage.text_sealed.is_not(None))
    )
    for one in messages:
        text = vault.open(one.text_sealed or "")
        said.append(
            SaidOut(
                by=one.author,
                at=one.at,
                what=one.kind,
                text=text if one.author is Role.CONSUMER else mask_text(text),
            )
        )
    return sorted(said, key=lambda one: one.at)
