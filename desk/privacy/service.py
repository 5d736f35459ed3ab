"""Export and erasure of one person, carried out and recorded: for the API and for the command alike.

Recorded twice, in one transaction: as the person's request, and in the audit log as what somebody with power did.
There its subject is `person:<id of the request>`: who it was stands nowhere.
"""

import asyncio
import datetime as dt
import zipfile
from dataclasses import dataclass
from typing import IO, Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk.attachments.service import read_file
from desk.attachments.storage import FileMissing, Storage
from desk.audit.actions import AuditAction, subject_of
from desk.audit.chain import reason_digest
from desk.audit.service import record_audit
from desk.callbacks.forgetting import forget_phone
from desk.ids import new_id
from desk.limits import Limiter
from desk.privacy.erasing import erase_person, outcome_counts
from desk.privacy.exporting import counts, export
from desk.privacy.model import PrivacyRequest, RequestKind
from desk.privacy.people import find_person, subject_digest
from desk.privacy.periods import Periods
from desk.privacy.schemas import ErasureIn, ErasureOut, PersonExport, PersonIn
from desk.privacy.trackers import Trackers
from desk.privacy.vault import Vault
from desk.store.database import Database

ACTIONS = {RequestKind.EXPORT: AuditAction.PERSON_EXPORT, RequestKind.ERASE: AuditAction.PERSON_ERASE}
UNFINISHED = {"finished": False}  # the outcome of a request that was begun; asked again, it is begun anew


@dataclass(frozen=True)
class PrivacyDesk:
    """What the use cases of this room need."""

    database: Database
    vault: Vault
    storage: Storage
    limiter: Limiter
    trackers: Trackers
    periods: Periods


async def export_person(desk: PrivacyDesk, asked: PersonIn, *, actor: str, now: dt.datetime) -> PersonExport:
    """Everything held; that it was given out is recorded before it is given. Raises SealBroken."""
    request_id = new_id()
    async with desk.database.read() as session:
        found = await find_person(session, desk.vault, asked)
        told = await export(
            session, desk.vault, desk.trackers, found, phone=asked.phone, request_id=request_id, now=now
        )
    await _record(desk, request_id, RequestKind.EXPORT, asked, actor, counts(told), now=now)
    return told


async def erase_one(desk: PrivacyDesk, asked: ErasureIn, *, actor: str, now: dt.datetime) -> ErasureOut:
    """Erase or restrict everything held; begun and finished are both recorded. Asking again is harmless."""
    request_id = new_id()
    await _record(desk, request_id, RequestKind.ERASE, asked, actor, UNFINISHED, now=now, reason=asked.reason)
    async with desk.database.read() as session:
        found = await find_person(session, desk.vault, asked)
    done = await erase_person(
        desk.database,
        desk.vault,
        desk.limiter,
        desk.periods,
        found,
        request_id=request_id,
        actor=actor,
        now=now,
    )
    async with desk.database.write() as session:
        if asked.phone is not None:  # calls back that were asked for without telling anything else
            await forget_phone(session, desk.vault, asked.phone, now=now)
        request = await session.get_one(PrivacyRequest, request_id)
        request.outcome = outcome_counts(done)
        await _enter(session, desk, request, {"finished": True, **request.outcome}, actor, now=now)
    return done


async def _record(
    desk: PrivacyDesk,
    request_id: str,
    what: RequestKind,
    asked: PersonIn,
    actor: str,
    outcome: dict[str, Any],
    *,
    now: dt.datetime,
    reason: str | None = None,
) -> None:
    async with desk.database.write() as session:
        request = PrivacyRequest(
            id=request_id,
            what=what,
            client=actor[:64],
            subject_digest=subject_digest(desk.vault, asked),
            reason_sealed=None if reason is None else desk.vault.seal(reason),
            outcome=outcome,
            at=now,
        )
        session.add(request)
        await session.flush()
        detail = outcome if reason is None else outcome | {"reason_digest": reason_digest(desk.vault, reason)}
        await _enter(session, desk, request, detail, actor, now=now)


async def _enter(
    session: AsyncSession,
    desk: PrivacyDesk,
    request: PrivacyRequest,
    detail: dict[str, Any],
    actor: str,
    *,
    now: dt.datetime,
) -> None:
    """Into the audit log; the reason itself is kept with the request alone."""
    await record_audit(
        session,
        desk.vault,
        action=ACTIONS[request.what],
        actor=actor,
        subject=subject_of("person", request.id),
        detail=detail,
        now=now,
    )


async def write_zip(desk: PrivacyDesk, told: PersonExport, out: IO[bytes]) -> None:
    """person.json and the files it names. One file at a time is in memory. Raises StorageAway, SealBroken.

    A content that was lost is left out, and its `path` is null.
    """
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        files = []
        for file in told.files:
            assert file.path is not None
            try:
                content = await read_file(desk.storage, file.id, desk.vault)
            except FileMissing:
                files.append(file.model_copy(update={"path": None}))
                continue
            await asyncio.to_thread(archive.writestr, file.path, content)
            files.append(file)
        listing = told.model_copy(update={"files": files})
        archive.writestr("person.json", listing.model_dump_json(indent=2))
