"""Sessions: a random token in a cookie, its digest in the table. Nothing here commits."""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from desk.ids import new_id
from desk.staff.model import StaffAccount, StaffSession
from desk.staff.rules import SEEN_EVERY, is_over
from desk.staff.signed_in import SignedIn
from desk.staff.terms import CODE_WITHIN, StaffTerms

TOKEN_BYTES = 32  # 256 bits: nobody guesses one, so a single round of SHA-256 keeps it


@dataclass(frozen=True)
class Found:
    """A session that counts, and whose it is."""

    session: StaffSession
    account: StaffAccount

    @property
    def staff(self) -> SignedIn:
        one = self.account
        return SignedIn(one.id, one.name, one.display_name, one.role, one.agency_id, self.session.id)

    def to_be_touched(self, *, now: dt.datetime) -> bool:
        """Whether it is time to write down that it is in use."""
        return now - self.session.seen_at >= SEEN_EVERY


def token_digest(token: str) -> str:
    """What is kept of a token: SHA-256, 64 hex digits."""
    return hashlib.sha256(token.encode()).hexdigest()


async def open_session(
    session: AsyncSession,
    account: StaffAccount,
    terms: StaffTerms,
    *,
    awaits_code: bool = False,
    now: dt.datetime,
) -> str:
    """A session of its own; returns the token for the cookie, which is kept nowhere."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        StaffSession(
            id=new_id(),
            token_digest=token_digest(token),
            account_id=account.id,
            awaits_code=awaits_code,
            created_at=now,
            seen_at=now,
            expires_at=now + (CODE_WITHIN if awaits_code else terms.session),
        )
    )
    await session.flush()
    return token


async def find_session(
    session: AsyncSession, token: str, terms: StaffTerms, *, now: dt.datetime
) -> Found | None:
    """The session behind a token; None when there is none, it is over, or its account is disabled."""
    wanted = (
        select(StaffSession, StaffAccount)
        .join(StaffAccount, StaffAccount.id == StaffSession.account_id)
        .where(StaffSession.token_digest == token_digest(token), StaffAccount.disabled_at.is_(None))
    )
    row = (await session.execute(wanted)).one_or_none()
    if row is None:
        return None
    found = Found(*row)
    one = found.session
    over = is_over(terms, seen_at=one.seen_at, expires_at=one.expires_at, now=now)
    return None if over else found


async def is_alive(session: AsyncSession, session_id: str, terms: StaffTerms, *, now: dt.datetime) -> bool:
    """Whether somebody is still signed in: for streams, which outlive the request that the guard let in. That nothing
    was asked for in a while does not end it: whoever waits for messages works."""
    wanted = (
        select(StaffSession.expires_at)
        .join(StaffAccount, StaffAccount.id == StaffSession.account_id)
        .where(StaffSession.id == session_id, StaffAccount.disabled_at.is_(None))
    )
    expires_at: dt.datetime | None = await session.scalar(wanted)
    return expires_at is not None and now < expires_at


async def touch(session: AsyncSession, session_id: str, *, now: dt.datetime) -> None:
    """It was used."""
    await session.execute(update(StaffSession).where(StaffSession.id == session_id).values(seen_at=now))


async def end_session(session: AsyncSession, token: str) -> None:
    """Harmless when there is none."""
    await session.execute(delete(StaffSession).where(StaffSession.token_digest == token_digest(token)))


async def end_all(session: AsyncSession, account_id: str) -> None:
    """Signed out in every browser."""
    await session.execute(delete(StaffSession).where(StaffSession.account_id == account_id))


async def count_sessions(session: AsyncSession, account_id: str, *, now: dt.datetime) -> int:
    """In how many browsers they are signed in."""
    wanted = select(func.count()).where(StaffSession.account_id == account_id, StaffSession.expires_at > now)
    return await session.scalar(wanted) or 0


async def purge_sessions(session: AsyncSession, terms: StaffTerms, *, now: dt.datetime) -> None:
    """Drop those that are over."""
    over = or_(StaffSession.expires_at <= now, StaffSession.seen_at <= now - terms.idle)
    await session.execute(delete(StaffSession).where(over))


async def end_others(session: AsyncSession, account_id: str, session_id: str) -> None:
    """Signed out in every other browser."""
    others = (StaffSession.account_id == account_id) & (StaffSession.id != session_id)
    await session.execute(delete(StaffSession).where(others))
