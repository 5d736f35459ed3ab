"""What follows a call by text message, for whoever agreed to it in the call and reads them on the number they call from.

Each adds to the outbox in the transaction of its event; sent again, the event adds nothing.
"""

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncSession

from connectors.hotline.call import Call
from desk.calls.model import CallRow
from desk.privacy.vault import Vault
from desk.resume.service import issue
from desk.sms.service import can_read, queue_sms
from desk.sms.templates import Template


async def send_link(
    session: AsyncSession, vault: Vault, row: CallRow, call: Call, *, url: str, now: dt.datetime
) -> None:
    """A link to go on in writing, for whoever told half a complaint. url: of the chat page."""
    if row.conversation_id is None or not _wants(call):
        return
    token = await issue(session, row.conversation_id, now=now)
    told = {"url": f"{url}/?resume={token}"}
    await _send(session, vault, row, call, Template.RESUME_LINK, told, now=now)


async def send_number(
    session: AsyncSession, vault: Vault, row: CallRow, call: Call, *, case_no: str, now: dt.datetime
) -> None:
    """The number of the case that was filed: said once on the telephone it is soon forgotten."""
    await _send(session, vault, row, call, Template.CASE_FILED, {"case_no": case_no}, now=now)


async def send_booking(
    session: AsyncSession,
    vault: Vault,
    row: CallRow,
    call: Call,
    *,
    window: str,
    ticket: str,
    now: dt.datetime,
) -> None:
    """When the caller is called back."""
    told = {"window": window, "ticket": ticket}
    await _send(session, vault, row, call, Template.CALLBACK_BOOKED, told, now=now)


def _wants(call: Call) -> bool:
    return call.sms is True and call.reads_links and call.caller is not None and can_read(call.caller)


async def _send(
    session: AsyncSession,
    vault: Vault,
    row: CallRow,
    call: Call,
    template: Template,
    params: dict[str, str],
    *,
    now: dt.datetime,
) -> None:
    if call.caller is None or not _wants(call):
        return
    await queue_sms(
        session,
        vault,
        template,
        params,
        key=f"{template}:{row.id}",
        phone=call.caller,
        consent=call.sms,
        conversation_id=row.conversation_id,
        now=now,
    )
