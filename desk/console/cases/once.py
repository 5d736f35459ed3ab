"""Forms that are carried out once: each carries a token, which is the idempotency key of what it does.

A double click, a reload of the answer and a second tab send the same token and are led to the same place. A form that was refused
has kept nothing, so it may be corrected and sent again.
"""

import datetime as dt
import uuid
from collections.abc import Awaitable, Callable

from sanic import Request
from sqlalchemy.ext.asyncio import AsyncSession

from desk.console.forms import form_field, form_fields
from desk.console.guard import staff_of
from desk.context import desk_of
from desk.idempotency.service import Answer, body_digest, claim, parse_key

TOKEN = "token"  # noqa: S105 - the name of the field
NOT_CONTENT = frozenset({TOKEN, "csrf"})
Work = Callable[[AsyncSession, dt.datetime], Awaitable[str]]


def new_token() -> str:
    """For a form that is rendered."""
    return str(uuid.uuid4())


def token_of(request: Request) -> str:
    """The token of a form that is shown again with what was typed; a fresh one where none came."""
    return form_field(request, TOKEN, longest=40) or new_token()


async def once(request: Request, operation: str, work: Work) -> str:
    """Do `work` in one transaction under the form's token, or find where it led before. Returns the address to go to.

    operation: what the token stands for beside the fields. Raises what work raises, KeyMissing, KeyInvalid, KeyReused
    (one form sent twice with different content), KeyInFlight.
    """
    desk, staff = desk_of(request), staff_of(request)
    key = parse_key(form_field(request, TOKEN, longest=40))
    told = {
        name: form_fields(request, name) for name in sorted(request.form or {}) if name not in NOT_CONTENT
    }
    digest = body_digest(desk.vault, operation, told)
    now = desk.clock()
    async with desk.database.write() as session:
        mine = await claim(session, desk.vault, client=f"staff:{staff.id}", key=key, digest=digest, now=now)
        if (known := mine.answer) is not None:
            return known.headers["Location"]
        location = await work(session, now)
        mine.keep(Answer(303, {"Location": location}, ""))
    return location
