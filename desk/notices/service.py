"""Use cases of a notice: deliver it, or record that it could not be. Adds and flushes, never commits."""

import datetime as dt

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases.changes import DESK, ChangeKind
from desk.cases.changing import CaseDesk, record
from desk.cases.model import Case, CaseChange
from desk.cases.reading import find_case
from desk.cases.timeline import new_change
from desk.cases.wording import STATE_LABELS
from desk.conversations.messages import Body
from desk.conversations.model import Conversation
from desk.conversations.service import add_message, lock_conversation
from desk.notices import choices
from desk.notices.model import ConsumerNotice, NoticeState
from desk.privacy.vault import Vault

ERASED = "conversation_erased"  # the person had everything said there erased: nothing new is said there of it
CASE_ERASED = "case_erased"  # its personal data is gone, or kept by law alone


async def tell_in_conversation(
    session: AsyncSession, desk: CaseDesk, notice_id: str, *, now: dt.datetime
) -> None:
    """Say it in the conversation, as the desk, with the card of the case.

    Once: the notice is delivered in the transaction that adds the message, and the message bears the notice's id under
    a unique constraint. Nothing is said in a conversation whose content was erased after this person's case was
    told there, be it on their wish or after its retention.
    """
    notice, case = await _lock(session, notice_id)
    if notice.state is NoticeState.DELIVERED:
        return
    conversation = await lock_conversation(session, notice.recipient)
    code = withheld(case) or (ERASED if await _erased_since(session, conversation, case) else None)
    if code is not None:
        await _settle(session, desk, case, notice, code, now=now)
        return
    change = await session.get_one(CaseChange, notice.change_id)
    about = choices.subject(notice.key, case.case_no, change.detail or {})
    body = Body(
        text=desk.vault.open(notice.text_sealed),
        case={"case_no": case.case_no, "status": STATE_LABELS[case.state]},
        quick_replies=choices.choices_of(about),
        notice=about,
    )
    message = await add_message(
        session,
        desk.vault,
        conversation,
        sender="system",
        body=body,
        now=now,
        channel_message_id=f"notice:{notice.id}",
    )
    notice.message_id = message.id
    await _settle(session, desk, case, notice, None, now=now)


async def record_outcome(
    session: AsyncSession, desk: CaseDesk, notice_id: str, code: str | None, *, now: dt.datetime
) -> None:
    """Record what became of a notice. code: why nobody was told; None: a gateway took it."""
    notice, case = await _lock(session, notice_id)
    if notice.state is not NoticeState.DELIVERED:
        await _settle(session, desk, case, notice, code, now=now)


def withheld(case: Case) -> str | None:
    """Why nobody is told of this case any more; None: they are."""
    return CASE_ERASED if case.erased_at is not None or case.restricted_at is not None else None


async def blank_notices(session: AsyncSession, vault: Vault, case_id: str) -> None:
    """Empty the words of a case's notices, when the personal data of the case is erased. The fact of having told
    stays, and what is still under way is told to nobody: see withheld."""
    await session.execute(
        update(ConsumerNotice).where(ConsumerNotice.case_id == case_id).values(text_sealed=vault.seal(""))
    )


async def _lock(session: AsyncSession, notice_id: str) -> tuple[ConsumerNotice, Case]:
    """The notice and its case, locked: the case first, as whoever changes it does."""
    case_id = select(ConsumerNotice.case_id).where(ConsumerNotice.id == notice_id)
    case = await find_case(session, (await session.execute(case_id)).scalar_one(), lock=True)
    notice = await session.get_one(ConsumerNotice, notice_id, with_for_update=True)
    return notice, case


async def _erased_since(session: AsyncSession, conversation: Conversation, case: Case) -> bool:
    if conversation.erased_at is None:
        return False
    told_at = await session.scalar(
        select(Case.created_at)
        .where(Case.conversation_id == conversation.id, (Case.id == case.id) | (Case.duplicate_of == case.id))
        .order_by(Case.id.desc())
        .limit(1)
    )
    return told_at is None or told_at <= conversation.erased_at


async def _settle(
    session: AsyncSession,
    desk: CaseDesk,
    case: Case,
    notice: ConsumerNotice,
    code: str | None,
    *,
    now: dt.datetime,
) -> None:
    notice.state = NoticeState.DELIVERED if code is None else NoticeState.UNDELIVERABLE
    notice.code, notice.delivered_at = code, now if code is None else None
    detail = {"notice": notice.key, "channel": notice.channel, "outcome": notice.state.value}
    if code is not None:
        detail["code"] = code
    change = new_change(desk.vault, case, ChangeKind.TOLD, DESK, detail=detail, now=now)
    await record(session, desk, case, change, now=now, changes_case=False)
