"""/console/inbox/c/<id>/file and …/amend: a case from the conversation, a correction of one that was told in it."""

from typing import Any

from pydantic import BaseModel, ValidationError
from sanic import HTTPResponse, Request

from desk.agencies.service import subtree_ids
from desk.audit.actions import AuditAction, subject_of
from desk.audit.service import record_audit
from desk.cases import amending
from desk.cases.content import Demand
from desk.cases.errors import CaseNotFound, UnfitPatch
from desk.cases.fields import Telling
from desk.cases.model import Case
from desk.cases.reading import find_case
from desk.cases.requests import CasePatch
from desk.cases.sealing import open_person, open_statement
from desk.cases.views import etag
from desk.console.cases.people import officer_of
from desk.console.guard import staff_of
from desk.console.inbox import wording
from desk.console.inbox.conversation_pages import slots_of
from desk.console.inbox.drafting import fields_of
from desk.console.inbox.filing import FilingForm, e164, field_of, file_from, yuan_of
from desk.console.inbox.money import Yuan
from desk.console.inbox.routes import blueprint, of_conversation, read_form, told
from desk.console.rendering import render
from desk.context import desk_of
from desk.errors import InvalidBody
from desk.handoff.detail import find
from desk.ids import new_id
from desk.staff.roles import Permission
from desk.web.preconditions import PreconditionFailed
from desk.web.problems import field_errors

WORK = Permission.CASES_WORK
NOT_KEPT = {"Cache-Control": "no-store"}


class StaleForm(PreconditionFailed):
    code = "form_outdated"
    title = wording.CHANGED_MEANWHILE


class AmendForm(BaseModel):
    """What can be corrected from here; the rest in the case area. Empty optional fields are emptied."""

    version: str
    reason: Telling
    merchant: str | None = None
    merchant_address: str | None = None
    product: str | None = None
    purchased_on: str | None = None
    amount: Yuan | None = None
    order_no: str | None = None
    demand_text: str | None = None
    phone: str | None = None


@blueprint.get("/c/<conversation_id:str>/file", name="filing_form")
@of_conversation(WORK)
async def filing_form(request: Request, conversation_id: str) -> HTTPResponse:
    """Filled in with what the assistant has noted, in clear: that it was seen is written down."""
    desk, staff = desk_of(request), staff_of(request)
    async with desk.database.read() as session:
        conversation = await find(session, conversation_id)
    values = fields_of(await slots_of(desk, conversation) or {})
    if values.keys() & {"name", "phone", "address"}:
        async with desk.database.write() as session:
            await record_audit(
                session,
                desk.vault,
                action=AuditAction.CONVERSATION_DISCLOSE,
                actor=staff.actor,
                subject=subject_of("conversation", conversation.id),
                reason=wording.DISCLOSED_FOR_FILING,
                now=desk.clock(),
            )
    return render(
        request,
        "inbox/file.html",
        headers=NOT_KEPT,
        conversation_id=conversation.id,
        values={"form": new_id(), "demands": [], "attachments": []} | values,
        kinds=list(wording.KINDS.items()),
        demands=[(one.value, wording.DEMANDS[one.value]) for one in Demand],
    )


@blueprint.post("/c/<conversation_id:str>/file", name="file_case")
@of_conversation(WORK)
async def file_case(request: Request, conversation_id: str) -> HTTPResponse:
    """File it, once. What is wrong is said by field."""
    desk, staff = desk_of(request), staff_of(request)
    async with desk.database.read() as session:
        conversation = await find(session, conversation_id)
    try:
        form = read_form(FilingForm, request, many=("demands", "attachments"))
        async with desk.database.write() as session:
            filed = await file_from(session, desk, conversation.id, form, staff=staff, now=desk.clock())
    except (ValidationError, InvalidBody) as error:
        raise _by_field(error) from error
    await desk.bus.publish(conversation.id)
    said = wording.RECEIVED_AGAIN if filed.again else wording.FILED
    return told(said=said.format(case_no=filed.case_no), case_no=filed.case_no)


def _by_field(error: ValidationError | InvalidBody | UnfitPatch) -> InvalidBody:
    """The findings by the form's own fields, one a field."""
    found: dict[str, Any] = {}
    for one in field_errors(error) if isinstance(error, ValidationError) else error.errors:
        found.setdefault(field_of(one.pointer), one)
    return InvalidBody(
        errors=tuple(type(one)(f"/{name}", one.code, one.detail) for name, one in found.items())
    )


async def _case_here(
    session: Any, request: Request, conversation_id: str, case_no: str, *, lock: bool
) -> Case:
    """A case told in this conversation, within the staff member's agency. Raises CaseNotFound, ConversationNotFound."""
    staff = staff_of(request)
    conversation = await find(session, conversation_id)
    case = await find_case(session, case_no, lock=lock)
    if case.conversation_id != conversation.id:
        raise CaseNotFound
    if staff.agency_id is not None and case.agency_id not in await subtree_ids(session, staff.agency_id):
        raise CaseNotFound
    return case


@blueprint.get("/c/<conversation_id:str>/amend/<case_no:str>", name="amend_form")
@of_conversation(WORK)
async def amend_form(request: Request, conversation_id: str, case_no: str) -> HTTPResponse:
    """What stands in the case now."""
    desk = desk_of(request)
    async with desk.database.write() as session:
        case = await _case_here(session, request, conversation_id, case_no, lock=False)
        statement = open_statement(desk.vault, case.statement_sealed)
        sealed = case.complainant_sealed
        phone = None if sealed is None else open_person(desk.vault, sealed).phone
        await record_audit(
            session,
            desk.vault,
            action=AuditAction.CASE_DISCLOSE,
            actor=staff_of(request).actor,
            subject=subject_of("case", case.id),
            now=desk.clock(),
        )
    return render(
        request,
        "inbox/amend.html",
        headers=NOT_KEPT,
        conversation_id=conversation_id,
        case_no=case.case_no,
        version=etag(case),
        values={
            "merchant": case.respondent_name,
            "merchant_address": case.respondent_address or "",
            "product": case.product or "",
            "purchased_on": case.purchased_on or "",
            "amount": yuan_of(case.amount_fen),
            "order_no": statement.order_no or "",
            "demand_text": statement.demand_text or "",
            "phone": (phone or "").removeprefix("+86"),
        },
        has_person=phone is not None,
    )


@blueprint.post("/c/<conversation_id:str>/amend/<case_no:str>", name="amend_case")
@of_conversation(WORK)
async def amend_case(request: Request, conversation_id: str, case_no: str) -> HTTPResponse:
    """Correct it, as an officer who has seen this version."""
    desk, staff = desk_of(request), staff_of(request)
    try:
        form = read_form(AmendForm, request)
        patch = patch_of(form)
        async with desk.database.write() as session:
            case = await _case_here(session, request, conversation_id, case_no, lock=True)
            if etag(case) != form.version:
                raise StaleForm
            await amending.amend(session, desk.cases, case, patch, actor=officer_of(staff), now=desk.clock())
    except (ValidationError, UnfitPatch) as error:
        raise _by_field(error) from error
    return told(said=wording.AMENDED.format(case_no=case.case_no))


def patch_of(form: AmendForm) -> CasePatch:
    """The patch of the form. Raises pydantic.ValidationError. Pure."""
    patch: dict[str, Any] = {
        "reason": form.reason,
        "respondent": {"name": form.merchant, "address": form.merchant_address},
        "demand_text": form.demand_text,
    }
    if form.product is not None:
        patch["purchase"] = {
            "product": form.product,
            "purchased_on": form.purchased_on,
            "amount_fen": form.amount,
            "order_no": form.order_no,
        }
    if form.phone is not None:
        patch["complainant"] = {"phone": e164(form.phone)}
    return CasePatch.model_validate(patch)
