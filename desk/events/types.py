"""What kinds of events there are. Pure; the values are told to programs and never renamed."""

from enum import StrEnum


class EventType(StrEnum):
    REQUESTED = "service.requested"
    MESSAGE_LEFT = "service.message_left"
    CLAIMED = "service.claimed"
    RELEASED = "service.released"
    TRANSFERRED = "service.transferred"
    SNOOZED = "service.snoozed"
    WOKEN = "service.woken"
    RETURNED = "service.returned"
    CLOSED = "service.closed"
    CANCELLED = "service.cancelled"
    WENT_ON = "service.went_on"  # the person chose the assistant while they wait, or people again
    FLAGGED = "service.flagged"
    RATED = "service.rated"
    MESSAGE = "message.added"
    NOTE = "note.added"
    LABELS = "labels.changed"
    READ = "read.marked"
    ERASED = "conversation.erased"
