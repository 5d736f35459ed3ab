"""Knowledge drafted, approved by another person, published, withdrawn. The caller opens the transaction.

`by` is whoever acts, as the audit log names them: staff:zhang.wei.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from actions.knowledge.store import Knowledge, KnowledgeError
from desk.audit.actions import AuditAction, subject_of
from desk.audit.service import audit_at_end
from desk.ids import is_uuid, new_id
from desk.knowledge.errors import (
    DraftChanged,
    EntryNotPublishable,
    OwnWork,
    StillNeeded,
    TopicBeingEdited,
    TopicTaken,
    TopicUnknown,
    VersionNotFound,
)
from desk.knowledge.model import KnowledgeVersion
from desk.knowledge.rules import findings, sentence_findings
from desk.knowledge.shipped import articles, shipped, with_published
from desk.knowledge.states import DraftEvent, DraftState, step
from desk.privacy.vault import Vault

OPEN = (DraftState.DRAFT, DraftState.SUBMITTED)
SHORT_TAG = 32  # hex digits of the set's digest


async def find_version(session: AsyncSession, version_id: str, *, lock: bool = False) -> KnowledgeVersion:
    """Raises VersionNotFound."""
    wanted = select(KnowledgeVersion).where(KnowledgeVersion.id == version_id.lower())
    found = (
        await session.scalar(wanted.with_for_update() if lock else wanted) if is_uuid(version_id) else None
    )
    if found is None:
        raise VersionNotFound
    return found


async def published(session: AsyncSession) -> Sequence[KnowledgeVersion]:
    """What is published, by topic."""
    found = await session.scalars(
        select(KnowledgeVersion)
        .where(KnowledgeVersion.state == DraftState.PUBLISHED)
        .order_by(KnowledgeVersion.topic)
    )
    return found.all()


def tag_of(versions: Sequence[KnowledgeVersion]) -> str:
    """The entity tag of a published set: the same content has the same tag on every desk."""
    content = json.dumps([version.entry for version in versions], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:SHORT_TAG]


async def in_force(session: AsyncSession, *, without: str | None = None) -> Knowledge:
    """The shipped entries under the published ones; without: of this topic the shipped one.

    Raises KnowledgeError when that leaves a reference without its end."""
    rows = [version.entry for version in await published(session) if version.topic != without]
    return with_published(rows)


async def begin(
    session: AsyncSession,
    vault: Vault,
    topic: str,
    *,
    new: bool = False,
    entry: dict[str, Any] | None = None,
    by: str,
    now: dt.datetime,
) -> KnowledgeVersion:
    """A draft of a topic, from what is in force; with `new`, of a topic that there is not yet, from `entry`.

    Raises TopicUnknown, TopicTaken, TopicBeingEdited."""
    known = (await in_force(session)).entries
    if new and topic in known:
        raise TopicTaken
    if not new and topic not in known:
        raise TopicUnknown
    start = entry if new else known[topic].model_dump(mode="json", exclude_defaults=True)
    last = await session.scalar(
        select(func.max(KnowledgeVersion.version)).where(KnowledgeVersion.topic == topic)
    )
    version = KnowledgeVersion(
        id=new_id(),
        topic=topic,
        version=(last or 0) + 1,
        state=DraftState.DRAFT,
        entry={**(start or {}), "topic": topic},
        sentences=[],
        authors=[by],
        seen=0,
        created_at=now,
        changed_at=now,
    )
    try:  # two at once: the constraints let one through
        async with session.begin_nested():
            session.add(version)
            await session.flush()
    except IntegrityError as error:
        raise TopicBeingEdited from error
    _write_down(session, vault, AuditAction.KNOWLEDGE_DRAFT, version, by=by, now=now)
    return version


async def edit(
    session: AsyncSession,
    version_id: str,
    *,
    entry: dict[str, Any],
    sentences: list[str],
    by: str,
    seen: int,
    now: dt.datetime,
) -> KnowledgeVersion:
    """Replace what the draft says; its topic stays. It may be unfinished. seen: the change that the writer had before
    their eyes. Raises VersionNotFound, VersionMoved, DraftChanged."""
    version = await find_version(session, version_id, lock=True)
    if version.seen != seen:
        raise DraftChanged
    version.state = step(version.state, DraftEvent.EDIT)
    version.entry = {**entry, "topic": version.topic}
    version.sentences = sentences
    if by not in version.authors:
        version.authors = [*version.authors, by]
    version.seen, version.changed_at = seen + 1, now
    await session.flush()
    return version


async def check(session: AsyncSession, version: KnowledgeVersion) -> None:
    """Raises EntryNotPublishable with everything that is wrong with it."""
    errors = (
        *findings(
            version.entry,
            await in_force(session, without=version.topic),
            articles(),
            is_new=version.topic not in shipped().entries,
        ),
        *sentence_findings(version.sentences),
    )
    if errors:
        raise EntryNotPublishable(errors=errors)


async def submit(
    session: AsyncSession, vault: Vault, version_id: str, *, by: str, now: dt.datetime
) -> KnowledgeVersion:
    """Hand it to another person. Raises VersionNotFound, VersionMoved, EntryNotPublishable."""
    version = await find_version(session, version_id, lock=True)
    after = step(version.state, DraftEvent.SUBMIT)
    await check(session, version)
    version.state, version.changed_at, version.note = after, now, None
    await session.flush()
    _write_down(session, vault, AuditAction.KNOWLEDGE_SUBMIT, version, by=by, now=now)
    return version


async def approve(
    session: AsyncSession, vault: Vault, version_id: str, *, by: str, now: dt.datetime
) -> KnowledgeVersion:
    """Publish it in place of the version before. Raises VersionNotFound, VersionMoved, OwnWork,
    EntryNotPublishable: what it refers to may have changed since it was submitted."""
    version = await find_version(session, version_id, lock=True)
    before = version.state
    after = step(before, DraftEvent.APPROVE)
    if before is after:
        return version
    if by in version.authors:
        raise OwnWork
    await check(session, version)
    former = await session.scalar(
        select(KnowledgeVersion)
        .where(KnowledgeVersion.topic == version.topic, KnowledgeVersion.state == DraftState.PUBLISHED)
        .with_for_update()
    )
    if former is not None:
        former.state = step(former.state, DraftEvent.SUPERSEDE)
        await session.flush()  # before the other: of one topic one is published
    _decide(version, after, by=by, now=now)
    await session.flush()
    _write_down(session, vault, AuditAction.KNOWLEDGE_PUBLISH, version, by=by, now=now)
    return version


async def give_back(
    session: AsyncSession, vault: Vault, version_id: str, *, note: str, by: str, now: dt.datetime
) -> KnowledgeVersion:
    """Back to its authors, with what is to be mended. Raises VersionNotFound, VersionMoved."""
    version = await find_version(session, version_id, lock=True)
    _decide(version, step(version.state, DraftEvent.RETURN), by=by, now=now, note=note)
    await session.flush()
    _write_down(session, vault, AuditAction.KNOWLEDGE_RETURN, version, by=by, now=now)
    return version


async def withdraw(
    session: AsyncSession, vault: Vault, version_id: str, *, note: str, by: str, now: dt.datetime
) -> KnowledgeVersion:
    """Answer it no longer; the shipped entry of the topic is in force again, if there is one.

    Raises VersionNotFound, VersionMoved, StillNeeded."""
    version = await find_version(session, version_id, lock=True)
    after = step(version.state, DraftEvent.WITHDRAW)
    if version.state is after:
        return version
    try:
        await in_force(session, without=version.topic)
    except KnowledgeError as error:
        raise StillNeeded(extra={"problem": str(error)}) from error
    _decide(version, after, by=by, now=now, note=note)
    await session.flush()
    _write_down(session, vault, AuditAction.KNOWLEDGE_WITHDRAW, version, by=by, now=now)
    return version


async def discard(
    session: AsyncSession, vault: Vault, version_id: str, *, by: str, now: dt.datetime
) -> KnowledgeVersion:
    """Give up a draft. Raises VersionNotFound, VersionMoved."""
    version = await find_version(session, version_id, lock=True)
    version.state = step(version.state, DraftEvent.DISCARD)
    version.changed_at = now
    await session.flush()
    _write_down(session, vault, AuditAction.KNOWLEDGE_DISCARD, version, by=by, now=now)
    return version


def _decide(
    version: KnowledgeVersion, state: DraftState, *, by: str, now: dt.datetime, note: str | None = None
) -> None:
    version.state, version.decided_by, version.note = state, by, note
    version.decided_at = version.changed_at = now


def _write_down(
    session: AsyncSession,
    vault: Vault,
    action: AuditAction,
    version: KnowledgeVersion,
    *,
    by: str,
    now: dt.datetime,
) -> None:
    facts = {"topic": version.topic, "version": version.version}
    subject = subject_of("knowledge", version.id)
    audit_at_end(session, vault, action=action, actor=by, subject=subject, detail=facts, now=now)
