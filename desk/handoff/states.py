"""The service session of a conversation: from the assistant to people and back, as a table. Pure."""

from enum import StrEnum

from desk.handoff.errors import StepNotAllowed


class ServiceState(StrEnum):
    """Where a service session stands."""

    QUEUED = "queued"  # waits for somebody to take it
    MESSAGE_LEFT = "message_left"  # asked for outside hours: first in the queue when the office opens
    SERVING = "serving"  # a staff member has it
    SNOOZED = "snoozed"  # still theirs, put aside until a time or the person's next message
    CLOSED = "closed"
    RETURNED = "returned"  # the assistant goes on where it was
    CANCELLED = "cancelled"  # the person does not want anybody any more


class ServiceEvent(StrEnum):
    """What happens to a session. The values stand in service_events and are never renamed."""

    REQUEST = "request"  # staff are wanted, within hours
    LEAVE_MESSAGE = "leave_message"  # staff are wanted, outside hours
    TAKE = "take"  # a staff member steps in unasked
    OPEN = "open"  # the office opens
    SHUT = "shut"  # the office closes
    CLAIM = "claim"
    RELEASE = "release"
    TRANSFER = "transfer"  # to a person; to the queue is a release
    SNOOZE = "snooze"
    WAKE = "wake"
    RETURN = "return"
    CLOSE = "close"
    CANCEL = "cancel"
    ERASE = "erase"  # the person's data was erased


class HandoffReason(StrEnum):
    """Why staff are wanted."""

    ASKED = "asked"
    MISUNDERSTOOD = "misunderstood"  # several times in a row
    INSULT = "insult"
    DISTRESS = "distress"
    STAFF_RULE = "staff_rule"
    BOT_FAILURE = "bot_failure"  # a message got no answer
    FILING_REFUSED = "filing_refused"  # a kept complaint could not be filed
    HOTLINE = "hotline"  # asked for on the telephone
    HOTLINE_NOBODY = "hotline_nobody"  # asked for there, and nobody answered
    STAFF_TOOK = "staff_took"


class CloseReason(StrEnum):
    """Why a session was closed."""

    SOLVED = "solved"
    FILED = "filed"  # it became a case
    REFERRED = "referred"  # to another authority
    NO_ANSWER = "no_answer"  # the person went silent
    DUPLICATE = "duplicate"
    ABUSIVE = "abusive"
    SPAM = "spam"
    OTHER = "other"
    ERASED = "erased"  # by the desk alone


class Flag(StrEnum):
    """Why a session stands in the supervisors' queue."""

    UNCLAIMED = "unclaimed"  # nobody took it in time
    UNANSWERED = "unanswered"  # the person waits for its holder's answer
    HOLDER_GONE = "holder_gone"  # its holder was away, it went back to the queue


S, E = ServiceState, ServiceEvent
NONE = None  # no session is open

TRANSITIONS: dict[tuple[ServiceState | None, ServiceEvent], ServiceState] = {
    (NONE, E.REQUEST): S.QUEUED,
    (NONE, E.LEAVE_MESSAGE): S.MESSAGE_LEFT,
    (NONE, E.TAKE): S.SERVING,
    (S.QUEUED, E.REQUEST): S.QUEUED,  # asked again: the place is told again
    (S.QUEUED, E.LEAVE_MESSAGE): S.MESSAGE_LEFT,  # asked again, and the office has closed meanwhile
    (S.MESSAGE_LEFT, E.REQUEST): S.QUEUED,
    (S.MESSAGE_LEFT, E.LEAVE_MESSAGE): S.MESSAGE_LEFT,
    (S.SERVING, E.REQUEST): S.SERVING,  # somebody has it already
    (S.SERVING, E.LEAVE_MESSAGE): S.SERVING,
    (S.SNOOZED, E.REQUEST): S.SNOOZED,
    (S.SNOOZED, E.LEAVE_MESSAGE): S.SNOOZED,
    (S.MESSAGE_LEFT, E.OPEN): S.QUEUED,
    (S.QUEUED, E.SHUT): S.MESSAGE_LEFT,
    (S.QUEUED, E.CLAIM): S.SERVING,
    (S.MESSAGE_LEFT, E.CLAIM): S.SERVING,
    (S.SNOOZED, E.CLAIM): S.SERVING,
    (S.SERVING, E.CLAIM): S.SERVING,  # its holder's double click
    (S.SERVING, E.RELEASE): S.QUEUED,
    (S.SNOOZED, E.RELEASE): S.QUEUED,
    (S.QUEUED, E.RELEASE): S.QUEUED,  # double click
    (S.SERVING, E.TRANSFER): S.SERVING,
    (S.SNOOZED, E.TRANSFER): S.SERVING,
    (S.QUEUED, E.TRANSFER): S.SERVING,
    (S.MESSAGE_LEFT, E.TRANSFER): S.SERVING,
    (S.SERVING, E.SNOOZE): S.SNOOZED,
    (S.SNOOZED, E.SNOOZE): S.SNOOZED,  # another time
    (S.SNOOZED, E.WAKE): S.SERVING,
    (S.SERVING, E.RETURN): S.RETURNED,
    (S.SNOOZED, E.RETURN): S.RETURNED,
    (S.QUEUED, E.RETURN): S.RETURNED,
    (S.MESSAGE_LEFT, E.RETURN): S.RETURNED,
    (S.RETURNED, E.RETURN): S.RETURNED,  # double click
    (S.SERVING, E.CLOSE): S.CLOSED,
    (S.SNOOZED, E.CLOSE): S.CLOSED,
    (S.QUEUED, E.CLOSE): S.CLOSED,
    (S.MESSAGE_LEFT, E.CLOSE): S.CLOSED,
    (S.CLOSED, E.CLOSE): S.CLOSED,  # double click
    (S.QUEUED, E.CANCEL): S.CANCELLED,
    (S.MESSAGE_LEFT, E.CANCEL): S.CANCELLED,
    (S.CANCELLED, E.CANCEL): S.CANCELLED,
    (S.QUEUED, E.ERASE): S.CLOSED,
    (S.MESSAGE_LEFT, E.ERASE): S.CLOSED,
    (S.SERVING, E.ERASE): S.CLOSED,
    (S.SNOOZED, E.ERASE): S.CLOSED,
}
OPEN = frozenset({S.QUEUED, S.MESSAGE_LEFT, S.SERVING, S.SNOOZED})
WAITING = frozenset({S.QUEUED, S.MESSAGE_LEFT})  # nobody has it
HELD = frozenset({S.SERVING, S.SNOOZED})  # somebody has it
ENDED = frozenset(S) - OPEN

# Nobody chose to wait here: the assistant goes on, and staff look beside it.
UNASKED = frozenset(
    {
        HandoffReason.BOT_FAILURE,
        HandoffReason.FILING_REFUSED,
        HandoffReason.HOTLINE,
        HandoffReason.HOTLINE_NOBODY,
    }
)
URGENT = frozenset({HandoffReason.DISTRESS})  # stand first in the queue
# Given by people when they close; ERASED is the desk's alone.
GIVEN = frozenset(CloseReason) - {CloseReason.ERASED}


def step(state: ServiceState | None, event: ServiceEvent) -> ServiceState:
    """Where `event` leads. Raises StepNotAllowed for a pair that the table does not know."""
    found = TRANSITIONS.get((state, event))
    if found is None:
        raise StepNotAllowed(extra={"state": state, "event": event})
    return found


def assistant_answers(state: ServiceState, *, goes_on: bool) -> bool:
    """Whether the brain may be called. goes_on: the person chose the assistant while they wait."""
    return state in ENDED or (state in WAITING and goes_on)
