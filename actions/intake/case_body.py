"""From the slots of a confirmed complaint to the body of POST /api/v1/cases. Pure and repeatable.

The key is a UUIDv5 of the conversation and the complaint run, and nothing in the body depends on when it is
computed: a turn that is run again after a crash files the same thing under the same key.
"""

import re
import uuid
from typing import Any

from actions.intake.places import place_of
from actions.intake.slots import Values, is_report
from actions.turn import Turn

NAMESPACE = uuid.UUID("6f2b1c66-7a1e-5c0f-9d55-0c8a1d1b7f10")  # ours alone; changing it would file twice
LONGEST_PROBLEM = 5_000  # characters


def idempotency_key(conversation_id: str, complaint_run: str) -> str:
    """The filing's `Idempotency-Key`."""
    return str(uuid.uuid5(NAMESPACE, f"{conversation_id}\n{complaint_run}"))


def kind_of(values: Values) -> str:
    if is_report(values):
        return "report"
    return "both" if values.get("also_report") else "complaint"


def _is_anonymous(values: Values) -> bool:
    return is_report(values) and values.get("identity") == "anonymous"


def _purchase(values: Values) -> dict[str, Any]:
    date, amount = values.get("purchase_date") or {}, values.get("amount") or {}
    return {
        "product": values.get("product") or "",
        "purchased_on": date.get("iso"),
        "purchased_on_text": date.get("text"),
        "amount_fen": amount.get("fen"),
        "amount_text": amount.get("text"),
        "order_no": values.get("order_no"),
        "channel": values.get("purchase_channel"),
    }


def conversation_of(sender_id: str) -> str:
    """The desk's conversation id; the brain's sender id carries an epoch behind it."""
    return re.sub(r"\.\d+$", "", sender_id)


def case_body(values: Values, turn: Turn, sender_id: str) -> dict[str, Any]:
    """CaseIn of the case API."""
    return {
        "kind": kind_of(values),
        "channel": turn.channel or "webchat",
        "conversation_id": conversation_of(sender_id),
        "submitted_at": values["summarised_at"],
        "complainant": None
        if _is_anonymous(values)
        else {"name": values["name"], "phone": values["phone"], "address": values["address"]},
        "consent": {
            "personal_data_at": values.get("consent_at"),
            "publication": values.get("publication"),
            "mediation": values.get("mediation"),
            "reconciliation": values.get("reconciliation"),
        },
        "respondent": {
            "name": values["merchant"],
            "address": values.get("merchant_address"),
            "platform": values.get("platform"),
            "shop": values["merchant"] if values.get("platform") else None,
            "phone": values.get("merchant_phone"),
        },
        "purchase": None if is_report(values) and not values.get("product") else _purchase(values),
        "problem": values["story"][:LONGEST_PROBLEM],
        "demands": values.get("demands") or (["punish"] if is_report(values) else ["other"]),
        "demand_text": values.get("demand_text"),
        "topic": values.get("topic"),
        "region": place_of(values),
        "known_on": (values.get("known_on") or {}).get("iso"),
        "attachments": list(values.get("evidence") or ()),
    }
