"""The one place where outbox and webhooks tell who administered them."""

import datetime as dt
import logging
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

log = logging.getLogger("desk.audit")


async def account(
    session: AsyncSession, *, action: str, actor: str, subject: str, detail: dict[str, Any], now: dt.datetime
) -> None:
    """Record who did what to which item or endpoint, in the transaction in which it is done.

    The audit log's `record_audit` takes the same arguments and belongs here; until then it is a line of the log.
    """
    log.info("audit at=%s action=%s actor=%s subject=%s %s", now.isoformat(), action, actor, subject, detail)
