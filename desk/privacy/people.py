"""Finding what belongs to one person: conversations, cases, and cases of others they take part in."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases.disputes import person_digest
from desk.cases.model import Case
from desk.cases.numbers import read_case_no
from desk.cases.sealing import Mandate, Parties, Person, open_parties
from desk.conversations.model import Conversation
from desk.ids import is_uuid
from desk.privacy.schemas import PersonIn
from desk.privacy.vault import Vault

SUBJECT = "privacy-subject"  # purpose of the digest under which a request is kept
PARTIES = 500  # sealed parties opened at a time


@dataclass(frozen=True)
class Part:
    """A part in somebody else's case."""

    case: Case
    entry: Person | Mandate


@dataclass(frozen=True)
class Holdings:
    """What is held of one person. shared: ids of conversations in which others' matters were told, too."""

    conversations: Sequence[str] = ()
    shared: Sequence[str] = ()
    cases: Sequence[Case] = ()
    parts: Sequence[Part] = field(default=())


def subject_digest(vault: Vault, asked: PersonIn) -> str:
    """Under what a request is kept: the same words give the same digest, and tell nothing."""
    return vault.digest(SUBJECT, f"{asked.phone}\n{asked.conversation_id}\n{asked.case_no}")


async def find_person(session: AsyncSession, vault: Vault, asked: PersonIn) -> Holdings:
    """Everything of the person, restricted and erased cases included; empty when nothing is held.

    A phone is looked for among complainants, among the parties of others' cases, and as the sender of a
    channel that knows people by their phone. A case number stands for the phone left with it. A conversation
    stands for itself and the cases told in it: its speaker may have told another one's phone.
    """
    if asked.conversation_id is not None:
        return await _of_conversation(session, asked.conversation_id)
    if asked.case_no is not None:
        return await _of_case(session, asked.case_no)
    assert asked.phone is not None
    found = await _of_digest(session, person_digest(vault, asked.phone))
    senders = await _sender_conversations(session, vault, asked.phone)
    return Holdings(
        conversations=sorted({*found.conversations, *senders}),
        shared=[one for one in found.shared if one not in senders],
        cases=found.cases,
        parts=await _parts(session, vault, asked.phone),
    )


async def _of_conversation(session: AsyncSession, conversation_id: str) -> Holdings:
    cases = await _cases(session, Case.conversation_id == conversation_id)
    known = await session.scalar(select(Conversation.id).where(Conversation.id == conversation_id))
    return Holdings([] if known is None else [known], [], cases)


async def _of_case(session: AsyncSession, case_no: str) -> Holdings:
    wanted = Case.id == case_no.lower() if is_uuid(case_no) else Case.case_no == read_case_no(case_no)
    case = await session.scalar(select(Case).where(wanted))
    if case is None:
        return Holdings()
    if case.person_digest is not None:
        return await _of_digest(session, case.person_digest)
    return await _with_conversations(session, [case])  # anonymous, or erased


async def _of_digest(session: AsyncSession, digest: str) -> Holdings:
    return await _with_conversations(session, await _cases(session, Case.person_digest == digest))


async def _cases(session: AsyncSession, wanted: ColumnElement[bool]) -> Sequence[Case]:
    return (await session.scalars(select(Case).where(wanted).order_by(Case.id))).all()


async def _with_conversations(session: AsyncSession, cases: Sequence[Case]) -> Holdings:
    """The conversations in which the cases were told, those set apart in which others' were told as well."""
    told_in = {case.conversation_id for case in cases if case.conversation_id is not None}
    known = set(await session.scalars(select(Conversation.id).where(Conversation.id.in_(told_in))))
    ours = {case.id for case in cases}
    others = await session.execute(
        select(Case.id, Case.conversation_id).where(
            Case.conversation_id.in_(known), Case.person_digest.is_not(None)
        )
    )
    shared = {row.conversation_id for row in others if row.id not in ours}
    return Holdings(sorted(known - shared), sorted(shared), cases)


async def _sender_conversations(session: AsyncSession, vault: Vault, phone: str) -> set[str]:
    """Conversations on channels whose sender id is the phone, as a hotline's is."""
    channels = (await session.scalars(select(Conversation.channel).distinct())).all()
    written = (phone, phone.removeprefix("+86"))
    digests = [
        (Conversation.channel == channel)
        & Conversation.person_digest.in_([vault.digest(f"person:{channel}", one) for one in written])
        for channel in channels
    ]
    if not digests:
        return set()
    return set(await session.scalars(select(Conversation.id).where(or_(*digests))))


async def _parts(session: AsyncSession, vault: Vault, phone: str) -> list[Part]:
    """Others' cases in which the phone is an agent's or a fellow complainant's. They are not digested: joint
    complaints are few, and opening them all for a request is cheaper than a table of fingerprints."""
    found: list[Part] = []
    last = ""
    while True:
        wanted = select(Case).where(Case.parties_sealed.is_not(None), Case.id > last)
        batch = (await session.scalars(wanted.order_by(Case.id).limit(PARTIES))).all()
        if not batch:
            return found
        last = batch[-1].id
        for case in batch:
            parties = open_parties(vault, case.parties_sealed or "")
            found += [Part(case, entry) for entry in _entries(parties) if entry.phone == phone]
        session.expunge_all()  # what was opened and is not theirs need not stay in memory


def _entries(parties: Parties) -> list[Person | Mandate]:
    agent = parties.representative
    return [*parties.joint, *([] if agent is None else [agent])]
