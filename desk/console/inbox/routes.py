"""The blueprint that the inbox's modules add their routes to, and what all of them begin with."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel
from sanic import HTTPResponse, Request
from sanic.response import BaseHTTPResponse, json

from desk.console.areas import area
from desk.console.forms import form_fields
from desk.console.guard import Handler as Anything
from desk.console.guard import staff_of, staff_page
from desk.console.rendering import HEADERS
from desk.context import desk_of
from desk.conversations.model import Conversation
from desk.handoff.detail import find
from desk.handoff.members import member_of
from desk.handoff.reach import seen_by_staff
from desk.handoff.staff import StaffMember
from desk.staff.roles import Permission
from desk.staff.signed_in import SignedIn

READ, ANSWER = Permission.CONVERSATIONS_READ, Permission.CONVERSATIONS_ANSWER
SETTINGS = Permission.DESK_SETTINGS

blueprint = area("inbox")
Form = TypeVar("Form", bound=BaseModel)


class Handler(Protocol):
    """Of one conversation."""

    async def __call__(self, request: Request, conversation_id: str) -> HTTPResponse: ...


def of_conversation(permission: Permission) -> Callable[[Anything], Anything]:
    """As staff_page, for a page of one conversation: it must be one that this member of staff may read."""

    def attach(handler: Anything) -> Anything:
        @wraps(handler)
        async def within_reach(request: Request, conversation_id: str, **named: str) -> BaseHTTPResponse:
            staff = staff_of(request)
            if staff.agency_id is not None:
                async with desk_of(request).database.read() as session:
                    whose = await seen_by_staff(session, staff, Conversation.id)
                    await find(session, conversation_id, whose=whose)
            return await handler(request, conversation_id, **named)

        return staff_page(permission)(within_reach)

    return attach


def acting(request: Request) -> StaffMember:
    """Who sent this request."""
    return member_of(staff_of(request))


def powers(staff: SignedIn) -> dict[str, Any]:
    """What the templates ask before they show a button; the routes ask again."""
    return {
        "may_answer": staff.may(ANSWER),
        "may_set": staff.may(SETTINGS),
        "supervises": staff.may(Permission.CONVERSATIONS_SUPERVISE),
        "may_reveal": staff.may(Permission.PERSONAL_DATA_REVEAL),
        "may_work": staff.may(Permission.CASES_WORK),
    }


def read_form(model: type[Form], request: Request, *, many: tuple[str, ...] = ()) -> Form:
    """The posted form as a model: fields that the model has; empty ones count as not given.

    many: fields that may come several times. Raises pydantic.ValidationError.
    """
    told: dict[str, Any] = {name: form_fields(request, name) for name in many}
    for name in model.model_fields:
        if name in many:
            continue
        values = form_fields(request, name)
        if values and values[-1].strip():
            told[name] = values[-1]
    return model.model_validate(told)


def told(**values: Any) -> HTTPResponse:
    """A short answer to a script. Nothing of it is kept by the browser."""
    return json(values, headers={"Cache-Control": "no-store", "Vary": HEADERS["Vary"]})
