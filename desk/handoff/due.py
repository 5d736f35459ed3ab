"""What the desk does by itself about an open session, and when: pure rules over what is known of it."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from desk.handoff.limits import Limits
from desk.handoff.states import ServiceState


class Due(StrEnum):
    """One thing to do now."""

    OPEN = "open"  # the office has opened: back into the queue
    SHUT = "shut"  # the office has closed: a message is what is left
    TELL_DELAY = "tell_delay"  # nobody took it in time
    TELL_PLACE = "tell_place"  # the place got better
    WAKE = "wake"  # put aside until now
    PUT_BACK = "put_back"  # its holder is gone
    FLAG_UNANSWERED = "flag_unanswered"
    REMIND = "remind"
    CLOSE_SILENT = "close_silent"


@dataclass(frozen=True)
class Standing:
    """Where a session stands. lasting: the person reads here after a call or page was closed; better_place: their place
    is worth telling; holder_seen_at: the holder's last sign, None for none ever."""

    state: ServiceState
    queued_at: dt.datetime | None = None
    claimed_at: dt.datetime | None = None
    heard_at: dt.datetime | None = None
    staff_said_at: dt.datetime | None = None
    snoozed_until: dt.datetime | None = None
    holder_seen_at: dt.datetime | None = None
    delay_told: bool = False
    reminded: bool = False
    unanswered_flagged: bool = False
    lasting: bool = True
    better_place: bool = False


def what_is_due(standing: Standing, limits: Limits, *, office_open: bool, now: dt.datetime) -> Due | None:
    """The first thing that is due; None: nothing is. Asked again after it was done, it gives the next one."""
    match standing.state:
        case ServiceState.MESSAGE_LEFT:
            return Due.OPEN if office_open else None
        case ServiceState.QUEUED:
            return _of_queued(standing, limits, office_open=office_open, now=now)
        case ServiceState.SNOOZED if _passed(standing.snoozed_until, dt.timedelta(), now):
            return Due.WAKE
        case ServiceState.SERVING:
            return _of_serving(standing, limits, office_open=office_open, now=now)
        case _:
            return None


def _of_queued(standing: Standing, limits: Limits, *, office_open: bool, now: dt.datetime) -> Due | None:
    if not office_open:
        return Due.SHUT
    if not standing.delay_told and _passed(standing.queued_at, limits.claim_within, now):
        return Due.TELL_DELAY
    return Due.TELL_PLACE if standing.better_place and standing.lasting else None


def _of_serving(standing: Standing, limits: Limits, *, office_open: bool, now: dt.datetime) -> Due | None:
    signs = [one for one in (standing.holder_seen_at, standing.claimed_at) if one is not None]
    waits = standing.heard_at is not None
    # Outside hours nobody is there to take it over; and who waits for the person alone may well be away.
    if waits and office_open and signs and _passed(max(signs), limits.holder_gone, now):
        return Due.PUT_BACK
    since = max((one for one in (standing.heard_at, standing.claimed_at) if one is not None), default=None)
    if (
        waits
        and office_open
        and not standing.unanswered_flagged
        and _passed(since, limits.answer_within, now)
    ):
        return Due.FLAG_UNANSWERED
    if standing.staff_said_at is None or not standing.lasting:
        return None
    if not standing.reminded:
        return Due.REMIND if _passed(standing.staff_said_at, limits.remind_after, now) else None
    silent = limits.remind_after + limits.close_after
    return Due.CLOSE_SILENT if _passed(standing.staff_said_at, silent, now) else None


def _passed(since: dt.datetime | None, period: dt.timedelta, now: dt.datetime) -> bool:
    return since is not None and now - since >= period
