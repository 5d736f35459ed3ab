"""What this room asks of others: an agency's name, and a place in the audit log. Handed to install()."""

import datetime as dt
import logging
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

log = logging.getLogger("desk.documents")


class AgencyName(Protocol):
    async def __call__(self, session: AsyncSession, agency_id: str, /) -> str | None:
        """The name as it stands on documents; None if there is no such agency."""


class Audit(Protocol):
    async def __call__(
        self,
        session: AsyncSession,
        *,
        action: str,
        actor: str,
        subject: str,
        detail: dict[str, Any],
        now: dt.datetime,
    ) -> None:
        """Add an entry in the caller's transaction."""


async def no_agencies(session: AsyncSession, agency_id: str, /) -> str | None:
    """Where no agencies are kept: the name is left open on the document."""
    return None


async def log_only(
    session: AsyncSession,
    *,
    action: str,
    actor: str,
    subject: str,
    detail: dict[str, Any],
    now: dt.datetime,
) -> None:
    """Where no audit log is kept: a line of the ordinary one."""
    log.info("%s by=%s case=%s %s", action, actor, subject, detail)
