"""The slots of a complaint: what is asked, in which order, and what may stay open.

Required fields: 市场监督管理投诉举报处理办法（总局令第121号）第十条 (a complaint) and 第二十八条 (a report, which
may be anonymous). The names are those of domain.yml.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Values = Mapping[str, Any]

FORM = "complaint_form"
REQUESTED = "requested_slot"

# Questions about the conversation itself, not fields of the complaint.
CONSENT, ROUTE, CONFIRM_CANCEL, CORRECTION_FIELD, PAUSED, SUBMIT = (
    "consent",
    "route",
    "confirm_cancel",
    "correction_field",
    "paused",
    "submit_decision",
)

# What photographs showed and the person has not yet decided on, and the two questions about it.
FINDINGS, PHOTO_PROPOSAL, PHOTO_CONFLICT = "photo_findings", "photo_proposal", "photo_conflict"
CLOSED_FILES = "closed_files"  # ids of the files of complaints that are over; outlives each of them
PROPOSALS = frozenset({PHOTO_PROPOSAL, PHOTO_CONFLICT})

STORY_FIELDS = (
    "merchant",
    "platform",
    "region",
    "product",
    "purchase_date",
    "known_on",
    "amount",
    "demands",
    "order_no",
)
OPTIONAL = (
    "order_no",
    "purchase_channel",
    "evidence",
    "mediation",
    "reconciliation",
    "publication",
    "also_report",
)
# Fields whose honest answer may be that one does not know; they are asked, and may be passed over.
PASSABLE = frozenset(
    {"merchant", "merchant_address", "merchant_phone", "purchase_date", "known_on", "amount", *OPTIONAL}
)
CORRECTABLE = (
    "merchant",
    "merchant_address",
    "platform",
    "product",
    "purchase_date",
    "known_on",
    "amount",
    "demands",
    "name",
    "phone",
    "address",
    "order_no",
    "region",
    "purchase_channel",
    "mediation",
    "reconciliation",
    "publication",
    "also_report",
    "merchant_phone",
    "story",
)
# Everything that belongs to one complaint and is cleared when it ends.
RUN_SLOTS = (
    "complaint_run",
    "kind",
    CONSENT,
    "consent_at",
    ROUTE,
    "story",
    "topic",
    "identity",
    "merchant",
    "merchant_address",
    "platform",
    "region",
    "product",
    "purchase_date",
    "known_on",
    "amount",
    "demands",
    "demand_text",
    "name",
    "phone",
    "address",
    *OPTIONAL,
    "merchant_phone",
    FINDINGS,
    PHOTO_PROPOSAL,
    PHOTO_CONFLICT,
    "supplement",
    "passed_over",
    CONFIRM_CANCEL,
    CORRECTION_FIELD,
    SUBMIT,
    "summarised_at",
    "stuck",
    "touched_at",
)


def is_report(values: Values) -> bool:
    """A 举报 alone: no demand of one's own, and it may be anonymous."""
    return values.get("kind") == "report"


def is_answered(values: Values, slot: str) -> bool:
    """Whether the field holds a value or was passed over."""
    return values.get(slot) not in (None, "", []) or slot in (values.get("passed_over") or ())


def needs_consent(values: Values) -> bool:
    """Whether personal data will be asked for: a report without a name needs none."""
    return not (is_report(values) and values.get("identity") == "anonymous")


def _required(values: Values) -> Iterator[str]:
    if is_report(values):
        yield "identity"
    if needs_consent(values):
        yield CONSENT
    yield "story"
    yield "merchant"
    if not values.get("platform"):
        yield "merchant_address"
    if not is_report(values):
        yield from ("product", "purchase_date", "amount", "demands")
    if needs_consent(values):
        yield from ("name", "phone", "address")


def _optional(values: Values) -> Iterator[str]:
    """What the supplement asks for. Mediation, talking with the business first and a report beside it are matters of
    a complaint alone."""
    yield from ("order_no", "purchase_channel", "evidence")
    if not is_report(values):
        yield from ("mediation", "reconciliation", "publication", "also_report")


def next_question(values: Values, *, redirected: bool) -> str:
    """The slot to ask for now; the summary (`submit_decision`) when nothing is missing.

    redirected: the story's matter belongs to another authority. Who has told the story already is told so
    before any personal data is asked for.
    """
    if redirected and values.get(ROUTE) is None:
        return ROUTE
    optional = _optional(values) if values.get("supplement") else ()
    return next((slot for slot in (*_required(values), *optional) if not is_answered(values, slot)), SUBMIT)
