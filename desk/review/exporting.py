"""Reviewed corrections and the sentences of new knowledge, exported in batches; nothing twice.

The caller opens the transaction and hands in the training data as text.
"""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.audit.actions import AuditAction, subject_of
from desk.audit.service import audit_at_end
from desk.ids import new_id
from desk.knowledge.model import KnowledgeVersion
from desk.knowledge.states import DraftState
from desk.privacy.vault import Vault
from desk.review.composing import Sentence, sort_out, taught, unified
from desk.review.errors import BatchNotFound, BatchSettled, NothingToExport
from desk.review.model import ReviewItem, ReviewView, TeachBatch, TeachSentence
from desk.review.rules import annotated
from desk.review.service import correction_of
from desk.review.states import ReviewEvent, ReviewState, step
from desk.review.teaching import BatchState, Source
from desk.review.training import ASK, Files

KEY_DIGEST = 16  # hex digits: tells the sentences of one topic apart


@dataclass(frozen=True)
class Exported:
    """A batch, None where everything contradicts the data, and what did not come into it: known stand in the data
    already, conflicting contradict it."""

    batch: TeachBatch | None
    sentences: tuple[TeachSentence, ...]
    known: int
    conflicting: int


async def waiting(session: AsyncSession, vault: Vault) -> list[Sentence]:
    """What may be exported now. Raises SealBroken."""
    return [
        *[sentence for sentence, _item in await _reviewed(session, vault)],
        *await _of_knowledge(session),
    ]


async def export(session: AsyncSession, vault: Vault, files: Files, *, by: str, now: dt.datetime) -> Exported:
    """Make a batch of everything reviewed and not exported. What contradicts the data is flagged, to be talked about.

    Raises NothingToExport."""
    reviewed = await _reviewed(session, vault, lock=True)
    items = {sentence.key: item for sentence, item in reviewed}
    sentences = [sentence for sentence, _item in reviewed] + await _of_knowledge(session)
    pending = await sentences_of(session, BatchState.PENDING)
    before = taught(files, _not_in(files, pending))
    found = sort_out(before, sentences)
    for sentence in found.conflicting:
        if (item := items.get(sentence.key)) is not None:
            item.state = step(item.state, ReviewEvent.FLAG)
            item.round, item.label, item.settled_by, item.changed_at = item.round + 1, None, None, now
    if not sentences:
        raise NothingToExport
    if not found.new and not found.known:
        return Exported(None, (), 0, len(found.conflicting))
    batch = await _batch(session, unified(before, taught(before, found.new)), by=by, now=now)
    kept = [_row(batch, sentence) for sentence in (*found.new, *found.known)]
    session.add_all(kept)
    for sentence in (*found.new, *found.known):
        if (item := items.get(sentence.key)) is not None:
            item.batch_id, item.changed_at = batch.id, now
    await session.flush()
    facts = {"number": batch.number, "sentences": len(found.new), "known": len(found.known)}
    audit_at_end(
        session,
        vault,
        action=AuditAction.TEACH_EXPORT,
        actor=by,
        subject=subject_of("teach_batch", batch.id),
        detail=facts,
        now=now,
    )
    return Exported(batch, tuple(kept[: len(found.new)]), len(found.known), len(found.conflicting))


async def _batch(session: AsyncSession, diff: str, *, by: str, now: dt.datetime) -> TeachBatch:
    """Two exports at once: one number is given once, and the second transaction fails."""
    last = await session.scalar(select(func.max(TeachBatch.number)))
    batch = TeachBatch(
        id=new_id(), number=(last or 0) + 1, state=BatchState.PENDING, diff=diff, made_by=by, made_at=now
    )
    session.add(batch)
    await session.flush()
    return batch


def _row(batch: TeachBatch, sentence: Sentence) -> TeachSentence:
    return TeachSentence(
        id=new_id(),
        batch_id=batch.id,
        source=sentence.source,
        source_key=sentence.key,
        label=sentence.label,
        text=sentence.text,
    )


async def _reviewed(
    session: AsyncSession, vault: Vault, *, lock: bool = False
) -> list[tuple[Sentence, ReviewItem]]:
    wanted = (
        select(ReviewItem, ReviewView)
        .join(ReviewView, ReviewView.id == ReviewItem.settled_by)
        .where(
            ReviewItem.state == ReviewState.REVIEWED,
            ReviewItem.batch_id.is_(None),
            ReviewItem.label.is_not(None),
        )
        .order_by(ReviewItem.id)
    )
    found = await session.execute(wanted.with_for_update(of=ReviewItem) if lock else wanted)
    return [(_sentence(vault, item, view), item) for item, view in found.all()]


def _sentence(vault: Vault, item: ReviewItem, view: ReviewView) -> Sentence:
    told = correction_of(vault, view)
    return Sentence(Source.REVIEW, f"review:{item.id}", item.label or "", annotated(told.wording, told.marks))


async def _of_knowledge(session: AsyncSession) -> list[Sentence]:
    """The sentences of published entries that no batch has."""
    versions = await session.scalars(
        select(KnowledgeVersion).where(KnowledgeVersion.state == DraftState.PUBLISHED)
    )
    made = [
        Sentence(Source.KNOWLEDGE, knowledge_key(version.topic, text), ASK + version.topic, text)
        for version in versions
        for text in version.sentences
    ]
    keys = select(TeachSentence.source_key).where(TeachSentence.source == Source.KNOWLEDGE)
    exported = set(await session.scalars(keys))
    return [sentence for sentence in made if sentence.key not in exported]


def knowledge_key(topic: str, text: str) -> str:
    """The same sentence of the same topic is one, whichever version it stands in."""
    return f"knowledge:{topic}:{hashlib.sha256(text.encode()).hexdigest()[:KEY_DIGEST]}"


async def sentences_of(session: AsyncSession, state: BatchState) -> list[Sentence]:
    """The sentences of the batches in this state."""
    found = await session.scalars(
        select(TeachSentence)
        .join(TeachBatch, TeachBatch.id == TeachSentence.batch_id)
        .where(TeachBatch.state == state)
        .order_by(TeachBatch.number, TeachSentence.id)
    )
    return [Sentence(row.source, row.source_key, row.label, row.text) for row in found]


def _not_in(files: Files, sentences: Sequence[Sentence]) -> list[Sentence]:
    return list(sort_out(files, sentences).new)


async def find_batch(session: AsyncSession, number: int, *, lock: bool = False) -> TeachBatch:
    """Raises BatchNotFound."""
    wanted = select(TeachBatch).where(TeachBatch.number == number)
    found = await session.scalar(wanted.with_for_update() if lock else wanted)
    if found is None:
        raise BatchNotFound
    return found


async def drop(session: AsyncSession, vault: Vault, number: int, *, by: str, now: dt.datetime) -> TeachBatch:
    """Do not teach it: the next training leaves its sentences out. Raises BatchNotFound, BatchSettled."""
    batch = await find_batch(session, number, lock=True)
    if batch.state is BatchState.DROPPED:
        return batch
    if batch.state is not BatchState.PENDING:
        raise BatchSettled
    batch.state = BatchState.DROPPED
    await session.flush()
    audit_at_end(
        session,
        vault,
        action=AuditAction.TEACH_DROP,
        actor=by,
        subject=subject_of("teach_batch", batch.id),
        detail={"number": batch.number},
        now=now,
    )
    return batch
