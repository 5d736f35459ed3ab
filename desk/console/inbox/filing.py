"""Filing a case from a conversation: the intake's use case, called by a staff member. Never commits.

Once: the key is made of the conversation and the assistant's run of questions, or of the form where there was none. So
a double click, a repeated request and a colleague with the same draft get the same case; the same dispute filed by the
person afterwards is recognised as such by the case room.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, StringConstraints
from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases import filing
from desk.cases.content import Demand, Filing
from desk.cases.schemas import CaseIn
from desk.cases.views import show_status
from desk.console.inbox import wording
from desk.console.inbox.money import Yuan
from desk.context import Desk
from desk.conversations.messages import Body
from desk.conversations.model import SYSTEM
from desk.conversations.service import add_message, lock_conversation
from desk.idempotency.service import Answer, body_digest, claim
from desk.staff.signed_in import SignedIn

NAMESPACE = uuid.UUID("0d5f1f0e-55f6-4f0b-9a39-5d2a3c4a9b61")  # of keys of filings by staff
CLIENT = "console"
OPERATION = "console file"
MADE = 201

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=5000)]


class FilingForm(BaseModel):
    """Fields of the form; empty ones are not there. What is wrong with them, the case room says."""

    form: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
    run: Annotated[str, StringConstraints(max_length=64)] | None = None
    kind: Filing = Filing.COMPLAINT
    name: Text | None = None
    phone: Text | None = None
    address: Text | None = None
    consent: bool = False
    consent_at: str | None = None
    mediation: bool = False
    merchant: Text | None = None
    merchant_address: Text | None = None
    merchant_phone: Text | None = None
    platform: Text | None = None
    region: Text | None = None
    product: Text | None = None
    purchased_on: Text | None = None
    amount: Yuan | None = None
    order_no: Text | None = None
    problem: Text | None = None
    demands: list[Demand] = []
    demand_text: Text | None = None
    topic: Text | None = None
    attachments: list[str] = []


# Where a pointer of the case room's findings stands in the form.
FIELDS = {
    "/complainant/name": "name",
    "/complainant/phone": "phone",
    "/complainant/address": "address",
    "/complainant": "name",
    "/consent/personal_data_at": "consent",
    "/respondent/name": "merchant",
    "/respondent/address": "merchant_address",
    "/respondent/phone": "merchant_phone",
    "/respondent/platform": "platform",
    "/purchase": "product",
    "/purchase/product": "product",
    "/purchase/purchased_on": "purchased_on",
    "/purchase/amount_fen": "amount",
    "/purchase/order_no": "order_no",
}


def field_of(pointer: str) -> str:
    """/purchase/amount_fen → amount."""
    return FIELDS.get(pointer, pointer.strip("/").split("/")[0])


def e164(phone: str | None) -> str | None:
    """13912345678 as it is kept; what has a country already stays. The case room judges it."""
    digits = "".join(one for one in phone or "" if one.isdigit() or one == "+")
    if not digits or digits.startswith("+"):
        return digits or None
    return f"+86{digits.removeprefix('0') if not digits.startswith('1') else digits}"


def case_of(form: FilingForm, conversation_id: str, channel: str, *, now: dt.datetime) -> dict[str, Any]:
    """The body of a filing. Pure."""
    told = form.name or form.phone or form.address
    person = {"name": form.name or "", "phone": e164(form.phone) or "", "address": form.address or ""}
    is_report = form.kind is Filing.REPORT
    return {
        "kind": form.kind.value,
        "channel": channel,
        "conversation_id": conversation_id,
        "submitted_at": now.isoformat(),
        "complainant": None if is_report and not told else person,
        "consent": {
            "personal_data_at": (form.consent_at or now.isoformat()) if form.consent else None,
            "mediation": form.mediation if not is_report else None,
        },
        "respondent": {
            "name": form.merchant or "",
            "address": form.merchant_address,
            "platform": form.platform,
            "shop": form.merchant if form.platform else None,
            "phone": form.merchant_phone,
        },
        "purchase": None
        if is_report and not form.product
        else {
            "product": form.product or "",
            "purchased_on": form.purchased_on,
            "amount_fen": form.amount,
            "order_no": form.order_no,
        },
        "problem": form.problem or "",
        "demands": [one.value for one in form.demands] or (["punish"] if is_report else ["other"]),
        "demand_text": form.demand_text,
        "topic": form.topic,
        "region": form.region,
        "attachments": form.attachments,
    }


def key_of(conversation_id: str, form: FilingForm) -> str:
    """The same for the same run of the assistant's questions, whoever files it."""
    run = f"run {form.run}" if form.run else f"form {form.form}"
    return str(uuid.uuid5(NAMESPACE, f"{conversation_id}\n{run}"))


@dataclass(frozen=True)
class FiledHere:
    """again: it had been filed before, by whatever way."""

    case_no: str
    again: bool


async def file_from(
    session: AsyncSession,
    desk: Desk,
    conversation_id: str,
    form: FilingForm,
    *,
    staff: SignedIn,
    now: dt.datetime,
) -> FiledHere:
    """File it and tell the person its number, in the conversation.

    Raises pydantic.ValidationError, InvalidBody, NumbersExhausted, KeyReused for another content of the same draft,
    KeyInFlight.
    """
    conversation = await lock_conversation(session, conversation_id)
    body = case_of(form, conversation.id, conversation.channel, now=now)
    told = CaseIn.model_validate(body)
    same = {name: value for name, value in body.items() if name not in ("submitted_at", "consent")}
    digest = body_digest(desk.vault, OPERATION, same)
    mine = await claim(
        session, desk.vault, client=CLIENT, key=key_of(conversation.id, form), digest=digest, now=now
    )
    if (known := mine.answer) is not None:
        return FiledHere(known.body, again=True)
    filed = await filing.file_case(session, desk.cases, told, client=f"{CLIENT}/{staff.name}", now=now)
    case = filed.cases[0]
    mine.keep(Answer(MADE, {}, case.case_no))
    status = show_status(case)
    said = wording.RECEIVED_AGAIN_BY_STAFF if filed.received_again else wording.FILED_BY_STAFF
    text = said.format(case_no=status.case_no, next_step=status.next_step)
    number = {"case_no": status.case_no, "status": status.state_label}
    await add_message(
        session, desk.vault, conversation, sender=SYSTEM, body=Body(text=text, case=number), now=now
    )
    return FiledHere(case.case_no, filed.received_again)


def yuan_of(fen: int | None) -> str:
    """139900 → 1399; 139950 → 1399.50."""
    return "" if fen is None else f"{Decimal(fen) / 100:.2f}".removesuffix(".00")
