"""Everything held of one person, in clear for them, others masked (个人信息保护法 第四十五条)."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.attachments.model import Attachment
from desk.callbacks.forgetting import held_of
from desk.cases import views
from desk.cases.content import Complainant, Representative
from desk.cases.model import Case, CaseChange
from desk.cases.sealing import Mandate
from desk.cases.states import Role
from desk.cases.timeline import timeline
from desk.conversations.erasure import FILE_COMPLAINT
from desk.conversations.explanations import explanation_of
from desk.conversations.messages import unseal
from desk.conversations.model import Conversation, Message, Turn
from desk.handoff.model import ServiceSession
from desk.handoff.notes import labels_of, notes_of
from desk.handoff.stepping import sessions_of
from desk.outbox.model import OutboxItem
from desk.outbox.service import DEAD, PENDING
from desk.privacy.masking import mask_name, mask_phone, mask_text
from desk.privacy.people import Holdings, Part
from desk.privacy.schemas import (
    AssistantMemory,
    CallbackExport,
    CaseExport,
    ChangeOut,
    ConversationExport,
    FileOut,
    KeptFiling,
    Mention,
    MessageExport,
    NoteExport,
    PersonExport,
    ServiceExport,
)
from desk.privacy.trackers import Trackers
from desk.privacy.vault import Vault
from desk.privacy.words import words_of

ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "application/pdf": ".pdf"}


async def export(
    session: AsyncSession,
    vault: Vault,
    trackers: Trackers,
    found: Holdings,
    *,
    phone: str | None = None,
    request_id: str,
    now: dt.datetime,
) -> PersonExport:
    """phone: E.164, when the person was asked for by it. Raises SealBroken."""
    return PersonExport(
        request_id=request_id,
        at=now,
        conversations=[await _conversation(session, vault, trackers, one) for one in found.conversations],
        shared_conversations=list(found.shared),
        cases=[await _case(session, vault, case) for case in found.cases],
        mentions=[_mention(part) for part in found.parts],
        files=await _files(session, vault, found),
        callbacks=await _callbacks(session, vault, found, phone),
    )


async def _conversation(
    session: AsyncSession, vault: Vault, trackers: Trackers, conversation_id: str
) -> ConversationExport:
    conversation = await session.get_one(Conversation, conversation_id)
    said = await session.scalars(
        select(Message).where(Message.conversation_id == conversation_id).order_by(Message.position)
    )
    turns = await session.scalars(
        select(Turn).where(Turn.conversation_id == conversation_id).order_by(Turn.position)
    )
    kept = await session.scalars(
        select(OutboxItem).where(
            OutboxItem.conversation_id == conversation_id,
            OutboxItem.kind == FILE_COMPLAINT,
            OutboxItem.state.in_((PENDING, DEAD)),
        )
    )
    held = await trackers.holds(conversation.brain_id)
    return ConversationExport(
        id=conversation.id,
        channel=conversation.channel,
        created_at=conversation.created_at,
        last_activity_at=conversation.last_activity_at,
        erased_at=conversation.erased_at,
        messages=[
            MessageExport(sender=one.sender, at=one.created_at, content=content)
            for one in said
            if (content := unseal(vault, one).model_dump(mode="json", exclude_defaults=True))
        ],
        explanations=[why for turn in turns if (why := explanation_of(vault, turn)) is not None],
        services=[_service(vault, one) for one in await sessions_of(session, conversation_id)],
        notes=[
            NoteExport(at=one.created_at, text=mask_text(vault.open(one.text_sealed)))
            for one in await notes_of(session, conversation_id)
        ],
        labels=await labels_of(session, conversation_id),
        kept_filings=[
            KeptFiling(state=one.state, at=one.created_at, content=json.loads(vault.open(one.sealed_body)))
            for one in kept
        ],
        assistant_memory=AssistantMemory(id=conversation.brain_id, held=held),
    )


def _service(vault: Vault, service: ServiceSession) -> ServiceExport:
    sealed = service.callback_phone_sealed
    return ServiceExport(
        reason=service.reason.value,
        state=service.state.value,
        requested_at=service.requested_at,
        ended_at=service.ended_at,
        close_reason=None if service.close_reason is None else service.close_reason.value,
        satisfaction=service.satisfaction,
        callback_phone=None if sealed is None else vault.open(sealed),
    )


async def _case(session: AsyncSession, vault: Vault, case: Case) -> CaseExport:
    shown = views.show(case, vault, linked=[], personal=True)
    contact, phone = shown.respondent.contact, shown.respondent.phone
    respondent = shown.respondent.model_copy(
        update={"contact": contact and mask_name(contact), "phone": phone and mask_phone(phone)}
    )
    others = views.show(case, vault, linked=[], personal=False) if case.parties_sealed is not None else shown
    return CaseExport(
        case=shown.model_copy(
            update={
                "respondent": respondent,
                "representative": others.representative,
                "joint": others.joint,
            }
        ),
        timeline=[_change(vault, change) for change in await timeline(session, case.id)],
        said=await words_of(session, vault, case.id),
        restricted_at=case.restricted_at,
        erased_at=case.erased_at,
    )


def _change(vault: Vault, change: CaseChange) -> ChangeOut:
    reason = None if change.reason_sealed is None else vault.open(change.reason_sealed)
    theirs = change.actor.partition(":")[0] == Role.CONSUMER
    return ChangeOut(
        what=change.what,
        at=change.at,
        actor=change.actor,
        event=change.event,
        from_state=change.from_state,
        to_state=change.to_state,
        grounds=change.grounds,
        reason=reason if reason is None or theirs else mask_text(reason),
        detail=change.detail,
    )


def _mention(part: Part) -> Mention:
    entry = part.entry
    if isinstance(entry, Mandate):
        return Mention(
            case_no=part.case.case_no,
            role="representative",
            entry=Representative.model_construct(**asdict(entry)),
        )
    return Mention(
        case_no=part.case.case_no, role="joint", entry=Complainant.model_construct(**asdict(entry))
    )


async def _files(session: AsyncSession, vault: Vault, found: Holdings) -> list[FileOut]:
    numbers = {case.id: case.case_no for case in found.cases}
    rows: Sequence[Attachment] = (
        await session.scalars(
            select(Attachment)
            .where(
                or_(
                    Attachment.conversation_id.in_(found.conversations),
                    Attachment.case_id.in_(numbers),
                )
            )
            .order_by(Attachment.id)
        )
    ).all()
    return [
        FileOut(
            id=one.id,
            name=vault.open(one.sealed_name),
            media_type=one.media_type,
            size=one.size,
            sha256=one.sha256,
            created_at=one.created_at,
            case_no=numbers.get(one.case_id or ""),
            path=f"files/{one.id}{ENDINGS.get(one.media_type, '')}",
        )
        for one in rows
    ]


async def _callbacks(
    session: AsyncSession, vault: Vault, found: Holdings, phone: str | None
) -> list[CallbackExport]:
    case_ids = [case.id for case in found.cases]
    asked_for = await held_of(session, vault, conversations=found.conversations, cases=case_ids, phone=phone)
    return [
        CallbackExport(
            ticket=one.ticket,
            state=one.state.value,
            start=one.start_at,
            phone=vault.open(one.phone_sealed or ""),
            channel=one.channel,
            created_at=one.created_at,
        )
        for one in asked_for
    ]


def counts(told: PersonExport) -> dict[str, Any]:
    """What is kept of an export: how much it was, nothing of what it said."""
    return {
        "conversations": len(told.conversations),
        "cases": len(told.cases),
        "mentions": len(told.mentions),
        "files": len(told.files),
        "callbacks": len(told.callbacks),
    }
