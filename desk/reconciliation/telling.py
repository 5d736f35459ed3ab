"""What other rooms need of a reconciliation: words for the consumer, and erasing its words.

For the room of notices, in its own reaction and transaction: `notice_for` gives the text of a timeline line, None for
lines that are not ours or that the consumer made. Ask it first and fall back to desk.cases.wording.NOTICES.
"""

from collections.abc import Collection

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases.changes import ChangeKind
from desk.cases.model import Case, CaseChange
from desk.cases.states import CaseEvent, Role
from desk.cases.wording import PROVISIONAL, day_text
from desk.privacy.vault import Vault
from desk.reconciliation import views, wording
from desk.reconciliation.model import Reconciliation, ReconciliationMessage
from desk.reconciliation.offering import role_of
from desk.reconciliation.reading import Dossier, newest_of_case
from desk.reconciliation.schemas import SaidOut


async def notice_for(session: AsyncSession, vault: Vault, case: Case, change: CaseChange) -> str | None:
    """What the consumer is told of this line, whole and ready to send; None if nothing by us.

    Offered: with the enterprise's name. Said by the enterprise: its words, marked as its own. Raises SealBroken.
    """
    if change.event is CaseEvent.OFFER_RECONCILIATION:
        told = await newest_of_case(session, case.id)
        return wording.OFFERED.format(no=case.case_no, enterprise=told.enterprise.name, by=_by(told))
    if change.what is not ChangeKind.MESSAGE or role_of(change) is not Role.ENTERPRISE:
        return None
    message = await session.get_one(ReconciliationMessage, (change.detail or {})["message_id"])
    if message.text_sealed is None:
        return None
    told = await newest_of_case(session, case.id)
    return wording.SAID[message.kind].format(
        no=case.case_no,
        enterprise=told.enterprise.name,
        text=vault.open(message.text_sealed),
        refund=wording.yuan(message.refund_fen),
        by=_by(told),
    )


def _by(told: Dossier) -> str:
    day = told.clock.due_on
    return day_text(day) + (PROVISIONAL.format(year=day.year) if told.clock.provisional else "")


async def said_about(session: AsyncSession, vault: Vault, case_id: str) -> list[SaidOut]:
    """What both sides wrote about a case, oldest first, in clear: for the consumer's own copy. Raises SealBroken."""
    found = await session.scalars(
        select(ReconciliationMessage)
        .join(Reconciliation, Reconciliation.id == ReconciliationMessage.reconciliation_id)
        .where(Reconciliation.case_id == case_id)
        .order_by(ReconciliationMessage.id)
    )
    return [views.said(vault, one) for one in found]


async def erase_words(session: AsyncSession, case_ids: Collection[str]) -> None:
    """Remove what both sides wrote about these cases, and the permission to show the phone; figures stay."""
    ours = select(Reconciliation.id).where(Reconciliation.case_id.in_(case_ids))
    await session.execute(
        update(ReconciliationMessage)
        .where(ReconciliationMessage.reconciliation_id.in_(ours))
        .values(text_sealed=None)
        .execution_options(synchronize_session=False)
    )
    await session.execute(
        update(Reconciliation)
        .where(Reconciliation.case_id.in_(case_ids))
        .values(share_contact=False)
        .execution_options(synchronize_session=False)
    )
