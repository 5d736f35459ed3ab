"""Looking a case up by number and last four digits, with guessing held down."""

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases import reading
from desk.cases.errors import LookupTooOften
from desk.cases.model import Case
from desk.cases.numbers import read_case_no
from desk.cases.schemas import LookupIn
from desk.limits import Limit, Limiter, Verdict
from desk.privacy.vault import Vault

TRIES_OF_CALLER = Limit("lookup-caller", times=10, period=dt.timedelta(minutes=10))
# Four digits are 10,000 guesses: at five an hour, spread over any number of callers, that is twelve weeks.
FAILURES_OF_NUMBER = Limit("lookup-number", times=5, period=dt.timedelta(hours=1))


def _allowed(verdict: Verdict) -> str:
    if verdict.ticket is None:
        raise LookupTooOften(headers={"Retry-After": str(verdict.retry_after_seconds)})
    return verdict.ticket


async def look_up(
    session: AsyncSession, vault: Vault, limiter: Limiter, asked: LookupIn, *, caller: str, now: dt.datetime
) -> Case:
    """The case asked for. Raises CaseNotFound, LookupTooOften, LimiterUnavailable.

    A try counts as failed until it succeeds, so that many at once cannot slip past the count.
    """
    number = read_case_no(asked.case_no)
    _allowed(await limiter.take(TRIES_OF_CALLER, caller, now=now))
    ticket = _allowed(await limiter.take(FAILURES_OF_NUMBER, number, now=now))
    case = await reading.look_up(session, vault, number, asked.phone_last4)
    await limiter.give_back(FAILURES_OF_NUMBER, number, ticket)
    return case
