"""Erasing one person: each conversation and each case in a transaction of its own, what lies outside by the outbox.

Ended in the middle, it is asked again and goes on: what is erased is found erased.
"""

import datetime as dt
import logging
from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select

from desk.cases.model import Case
from desk.channels.service import leave
from desk.conversations.claiming import drop_queued
from desk.conversations.erasure import erase
from desk.conversations.model import Conversation
from desk.conversations.service import lock_conversation
from desk.ids import new_id
from desk.limits import Limiter, LimiterUnavailable
from desk.privacy.case_erasure import erase_case, restrict_case, restrict_when_closed, times_of
from desk.privacy.people import Holdings
from desk.privacy.periods import Periods
from desk.privacy.rules import Outcome, keep_until, outcome_for
from desk.privacy.schemas import CaseOutcome, ConversationOutcome, ErasureOut
from desk.privacy.vault import Vault
from desk.privacy.wording import LAWS, OUTSIDE, told
from desk.store.database import Database

log = logging.getLogger("desk.privacy")


async def erase_person(
    database: Database,
    vault: Vault,
    limiter: Limiter,
    periods: Periods,
    found: Holdings,
    *,
    request_id: str,
    actor: str,
    now: dt.datetime,
) -> ErasureOut:
    """Erase what may be erased, restrict the rest, and say which is which and why."""
    conversations = [await erase_conversation(database, vault, one, now=now) for one in found.conversations]
    conversations += [_conversation(one, Outcome.KEPT_SHARED) for one in found.shared]
    cases = [
        await settle_case(database, vault, periods, case.id, request_id=request_id, actor=actor, now=now)
        for case in found.cases
    ]
    counters = await _forget_counters(limiter, found)
    return ErasureOut(
        request_id=request_id,
        at=now,
        conversations=conversations,
        cases=cases,
        mentions=[part.case.case_no for part in found.parts],
        outside={"files": OUTSIDE["queued"], "assistant": OUTSIDE["queued"], "counters": OUTSIDE[counters]},
    )


async def erase_conversation(
    database: Database, vault: Vault, conversation_id: str, *, now: dt.datetime
) -> ConversationOutcome:
    """Empty it as the person's own wish does, and cut it off from whoever it was.

    A channel that hears from them again opens another conversation; a page that is open goes on in this one.
    """
    async with database.write() as session:
        conversation: Conversation = await lock_conversation(session, conversation_id)
        before = conversation.erased_at
        if before is not None and before >= conversation.last_activity_at:
            return _conversation(conversation_id, Outcome.ERASED_BEFORE)
        await erase(session, vault, conversation, now=now)
        await drop_queued(session, conversation_id, now=now)
        await leave(session, conversation_id)
        conversation.erased_at = max(now, conversation.last_activity_at)
        conversation.person_digest = vault.digest("person:erased", new_id())
    log.info("conversation erased on request conversation=%s", conversation_id)
    return _conversation(conversation_id, Outcome.ERASED)


def _conversation(conversation_id: str, outcome: Outcome) -> ConversationOutcome:
    words = OUTSIDE["conversation"] if outcome is Outcome.ERASED else told(outcome, None)
    return ConversationOutcome(id=conversation_id, outcome=outcome, law=LAWS[outcome], told=words)


async def settle_case(
    database: Database,
    vault: Vault,
    periods: Periods,
    case_id: str,
    *,
    request_id: str,
    actor: str,
    now: dt.datetime,
) -> CaseOutcome:
    """Erase or restrict one case, as desk.privacy.rules says."""
    async with database.write() as session:
        found = select(Case).where(Case.id == case_id).with_for_update()
        case = (await session.scalars(found)).one()
        times = times_of(case)
        outcome, until = outcome_for(times, periods, now=now), keep_until(times, periods)
        match outcome:
            case Outcome.ERASED:
                await erase_case(session, vault, case, actor=actor, request_id=request_id, now=now)
            case Outcome.RESTRICTED:
                await restrict_case(session, vault, case, actor=actor, request_id=request_id, now=now)
            case Outcome.RESTRICTED_WHEN_CLOSED:
                await restrict_when_closed(session, vault, case, actor=actor, request_id=request_id, now=now)
        return CaseOutcome(
            case_no=case.case_no,
            outcome=outcome,
            law=LAWS[outcome],
            told=told(outcome, until),
            until=until if outcome is Outcome.RESTRICTED else None,
        )


async def _forget_counters(limiter: Limiter, found: Holdings) -> str:
    """Counters name nobody and end by themselves within the hour; they go all the same."""
    try:
        for key in (*found.conversations, *(case.case_no for case in found.cases)):
            await limiter.forget(key)
    except LimiterUnavailable:
        return "counters_away"
    return "counters"


def outcome_counts(done: ErasureOut) -> dict[str, int]:
    """What is kept of an erasure: how many of what became what."""
    kinds: Sequence[str] = [
        *(f"conversations_{one.outcome}" for one in done.conversations),
        *(f"cases_{one.outcome}" for one in done.cases),
    ]
    return dict(Counter(kinds))
