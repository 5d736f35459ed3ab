"""The reaction of the notices room: a line of a timeline becomes notices on their way."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases.changes import ChangeKind
from desk.cases.changing import CaseDesk, Reaction
from desk.cases.listing import SHOWN
from desk.cases.model import Case, CaseChange
from desk.cases.states import CaseEvent
from desk.channels.traits import FLEETING
from desk.conversations.model import Conversation
from desk.ids import is_uuid, new_id
from desk.notices.composers import COMPOSERS, Composers
from desk.notices.model import ConsumerNotice, NoticeState
from desk.outbox.service import enqueue

NOTICE = "notice"  # the kind of outbox item
CONVERSATION = "conversation"  # the channel of people who chat with this desk


@dataclass(frozen=True)
class Recipient:
    """Who is told. id: a conversation, or the case by which a gateway finds the person."""

    id: str
    channel: str
    same_person: bool

    @property
    def conversation_id(self) -> str | None:
        return self.id if self.channel == CONVERSATION else None


def tell_consumer(composers: Composers = COMPOSERS) -> Reaction:
    """A reaction that queues a notice for each recipient of each line that `composers` find words for.

    Not told: a filing (whoever filed it was answered with the number), and what a consumer did through the assistant
    (it answers in the same turn); the timeline records both. That a notice was delivered is a line too, and no
    notice tells of it, whatever the composers say: it would tell of itself for ever.
    """

    async def react(
        session: AsyncSession, desk: CaseDesk, case: Case, change: CaseChange, *, now: dt.datetime
    ) -> None:
        composer = composers.get(change.what)
        if composer is None or change.what is ChangeKind.TOLD:
            return
        telling = await composer(session, desk, case, change)
        if telling is None:
            return
        for recipient in await recipients(session, case, change):
            text = telling.words(recipient.same_person)
            if text is not None:
                await _queue(session, desk, case, change, recipient, telling.key, text, now=now)

    return react


async def recipients(session: AsyncSession, case: Case, change: CaseChange) -> list[Recipient]:
    """Everybody who brought this case, once each: its own channel and those of the cases merged into it.

    Of a merged case only the merger itself is told, to whoever brought it; from then on the first one speaks.
    """
    if case.duplicate_of is not None:
        return await _reached(session, [case], case) if change.event is CaseEvent.MERGE else []
    merged = select(Case).where(Case.duplicate_of == case.id, SHOWN).order_by(Case.id)
    return await _reached(session, [case, *await session.scalars(merged)], case)


async def _reached(session: AsyncSession, cases: list[Case], first: Case) -> list[Recipient]:
    told_in = {case.conversation_id for case in cases if is_uuid(case.conversation_id or "")}
    known = set(
        await session.scalars(
            select(Conversation.id).where(Conversation.id.in_(told_in), Conversation.channel.not_in(FLEETING))
        )
    )
    found: dict[str, Recipient] = {}
    for case in cases:
        same = case is first or (case.person_digest is not None and case.person_digest == first.person_digest)
        if case.conversation_id is not None and case.conversation_id in known:
            recipient = Recipient(case.conversation_id, CONVERSATION, same)
        else:
            recipient = Recipient(case.id, case.channel, same)
        found.setdefault(recipient.id, recipient)
    return list(found.values())


async def _queue(
    session: AsyncSession,
    desk: CaseDesk,
    case: Case,
    change: CaseChange,
    recipient: Recipient,
    key: str,
    text: str,
    *,
    now: dt.datetime,
) -> None:
    notice = ConsumerNotice(
        id=new_id(),
        change_id=change.id,
        case_id=case.id,
        recipient=recipient.id,
        channel=recipient.channel,
        key=key,
        state=NoticeState.QUEUED,
        text_sealed=desk.vault.seal(text),
        created_at=now,
    )
    session.add(notice)
    await session.flush()
    await enqueue(
        session,
        desk.vault,
        kind=NOTICE,
        key=notice.id,
        body={"notice_id": notice.id},
        case_id=case.id,
        conversation_id=recipient.conversation_id,
        # One line a recipient: a gateway that is away must not keep from a chat what was told there.
        ordering_key=f"case:{case.id}:{recipient.id}",
        now=now,
    )
