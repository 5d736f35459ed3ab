"""Taking the person out of a case: what is counted stays, whoever it was about does not."""

import datetime as dt
import logging

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from desk.attachments.model import Attachment
from desk.audit.actions import AuditAction, subject_of
from desk.audit.service import record_audit
from desk.callbacks.forgetting import forget_case
from desk.cases import sealing
from desk.cases.model import Case
from desk.cases.search import forget
from desk.figures.keeping import renew
from desk.outbox.service import enqueue
from desk.privacy.parts import drop_answers, empty_parts
from desk.privacy.rules import CaseTimes, names_a_person
from desk.privacy.vault import Vault
from desk.privacy.wording import SOMEBODY
from desk.publication.service import take_off
from desk.reconciliation.telling import erase_words
from desk.warnings.service import forget_business

log = logging.getLogger("desk.privacy")

REMOVE_FILES = "remove_files"  # the outbox errand: contents follow their rows
NOTHING = sealing.Statement(
    problem="", demand_text=None, order_no=None, purchased_on_text=None, amount_text=None
)


def times_of(case: Case) -> CaseTimes:
    return CaseTimes(case.state, case.accepted_at, case.closed_at, case.erased_at)


async def erase_case(
    session: AsyncSession,
    vault: Vault,
    case: Case,
    *,
    actor: str,
    request_id: str | None = None,
    now: dt.datetime,
) -> None:
    """Empty a case of persons; the caller holds its row. Once; a repetition changes nothing. It stands in the audit
    log by whom, and on which person's request, if on anyone's.

    Stay: kind, state, dates, agency, category, GB/T 2260 region, demands, sums, rating, and the business, which
    figures count by. Go: everybody's data, everything written freely, what links it to a conversation or to
    another system's number, all files, and a business's name that is somebody's own name.
    """
    if case.erased_at is not None:
        return
    known_as = case.respondent_key
    await _remove_files(session, vault, case, now=now)
    await forget_case(session, case.id, now=now)
    await empty_parts(session, vault, case.id)
    await erase_words(session, [case.id])
    await drop_answers(session, case.id, filed_at=case.created_at)
    case.complainant_sealed, case.parties_sealed = None, None
    case.statement_sealed = sealing.seal(vault, NOTHING)
    case.person_digest = case.lookup_digest = case.dispute_digest = None
    case.conversation_id = case.source_ref = None
    case.respondent_address = case.product = case.purchase_channel = case.region = None
    case.attachments = []
    if case.enterprise_id is None and names_a_person(case.respondent_name):
        case.respondent_name, case.respondent_key = SOMEBODY, ""
    if case.respondent_shop is not None and names_a_person(case.respondent_shop):
        case.respondent_shop = None
    case.erased_at = now
    await _follow(session, case, known_as, now=now)
    await _enter(session, vault, AuditAction.CASE_ERASE, case, actor, request_id, now=now)
    log.info("case erased case=%s", case.id)


async def restrict_case(
    session: AsyncSession,
    vault: Vault,
    case: Case,
    *,
    actor: str,
    request_id: str | None = None,
    now: dt.datetime,
) -> None:
    """From now on it is stored and nothing else (第四十七条第二款); the caller holds its row. Once, and entered in
    the audit log as an erasure is."""
    if case.restricted_at is None:
        case.restricted_at = now
        await take_off(session, case, now=now)
        await drop_answers(session, case.id, filed_at=case.created_at)
        await session.flush()
        await _enter(session, vault, AuditAction.CASE_RESTRICT, case, actor, request_id, now=now)
        log.info("case restricted case=%s", case.id)


async def restrict_when_closed(
    session: AsyncSession, vault: Vault, case: Case, *, actor: str, request_id: str, now: dt.datetime
) -> None:
    """A case that runs goes on, and is restricted by the hourly round once it is closed; the caller holds its row."""
    if case.restrict_from is None:
        case.restrict_from = now
        await session.flush()
        await _enter(
            session, vault, AuditAction.CASE_RESTRICT, case, actor, request_id, now=now, when="closed"
        )


async def _enter(
    session: AsyncSession,
    vault: Vault,
    action: AuditAction,
    case: Case,
    actor: str,
    request_id: str | None,
    *,
    now: dt.datetime,
    when: str | None = None,
) -> None:
    facts = {"request": request_id, "when": when}
    await record_audit(
        session,
        vault,
        action=action,
        actor=actor,
        subject=subject_of("case", case.id),
        detail={name: value for name, value in facts.items() if value is not None},
        now=now,
    )


async def _follow(session: AsyncSession, case: Case, known_as: str | None, *, now: dt.datetime) -> None:
    """What other rooms made of the case: its full text, what it adds to figures, what was published of it, and
    warnings that name somebody whose name was taken out."""
    await session.flush()
    await forget(session, case.id)
    await renew(session, case)
    await take_off(session, case, now=now)
    if known_as and case.respondent_key != known_as:
        await forget_business(session, known_as)
    await session.flush()


async def _remove_files(session: AsyncSession, vault: Vault, case: Case, *, now: dt.datetime) -> None:
    """Drop the files that rest on this case; those that another case rests on as well pass to that one."""
    rows = (await session.scalars(select(Attachment).where(Attachment.case_id == case.id))).all()
    for file in rows:
        heir = await _heir(session, case, file)
        if heir is not None:
            await session.execute(update(Attachment).where(Attachment.id == file.id).values(case_id=heir.id))
    dropped = delete(Attachment).where(Attachment.case_id == case.id).returning(Attachment.id)
    files = sorted((await session.scalars(dropped)).all())
    if files:
        await enqueue(
            session,
            vault,
            kind=REMOVE_FILES,
            key=case.id,
            body={"files": files},
            conversation_id=None,
            now=now,
        )


async def _heir(session: AsyncSession, case: Case, file: Attachment) -> Case | None:
    """Another case of the same story or conversation that names the file and still has its people."""
    near = [Case.story_id == case.story_id]
    if file.conversation_id is not None:
        near.append(Case.conversation_id == file.conversation_id)
    others = await session.scalars(
        select(Case).where(or_(*near), Case.id != case.id, Case.erased_at.is_(None)).order_by(Case.id)
    )
    return next((other for other in others if file.id in other.attachments), None)
