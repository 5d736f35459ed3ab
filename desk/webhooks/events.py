"""What other systems hear: types of events and their payload. Pure; nothing in it is personal."""

import datetime as dt
import json
from enum import StrEnum
from typing import Any

from desk.cases.changes import ChangeKind
from desk.cases.model import Case, CaseChange

TEST = "webhook.test"  # sent on request; every endpoint wants it


class EventType(StrEnum):
    """One type a kind of line in the timeline, see desk.cases.changes.ChangeKind; the office's own lines have none."""

    FILED = "case.filed"
    MOVED = "case.moved"
    SUPPLEMENTED = "case.supplemented"
    AMENDED = "case.amended"
    ATTACHED = "case.attached"
    RATED = "case.rated"
    ROUTED = "case.routed"
    TOLD = "case.told"
    MESSAGE = "case.message"
    RECEIVED_AGAIN = "case.received_again"
    SPLIT = "case.split"


def instant(moment: dt.datetime) -> str:
    """RFC 3339 in UTC."""
    return moment.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def type_of(kind: ChangeKind) -> EventType:
    return EventType(f"case.{kind.value}")


def payload(case: Case, change: CaseChange) -> str:
    """The body of the webhook, the same bytes on every try.

    version: of the case after the change. A receiver that keeps the highest one it has seen is never misled by a
    dead letter that was tried again late.
    """
    return _body(
        type_of(change.what),
        change.at,
        {
            "case_id": case.id,
            "case_no": case.case_no,
            "kind": case.kind.value,
            "state": change.to_state.value,
            "event": None if change.event is None else change.event.value,
            "at": instant(change.at),
            "agency_id": case.agency_id,
            "change_id": change.id,
            "version": case.version,
        },
    )


def trial_payload(endpoint_id: str, *, now: dt.datetime) -> str:
    """The body of a test event."""
    return _body(TEST, now, {"endpoint_id": endpoint_id})


def _body(kind: str, at: dt.datetime, data: dict[str, Any]) -> str:
    return json.dumps({"type": kind, "timestamp": instant(at), "data": data}, separators=(",", ":"))
