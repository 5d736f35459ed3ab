"""Pure rules of delivery: what a channel allows after which contact, and what becomes of a recipient. No I/O."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

FAULT_PAUSE = dt.timedelta(minutes=5)  # before a setting that was wrong is tried again


class Contact(StrEnum):
    """What a person did that lets us write to them."""

    MESSAGE = "message"
    CLICK = "click"  # a menu, a scanned code, following: no message of their own


class Reach(StrEnum):
    """Whether a person can be written to now."""

    OPEN = "open"
    HELD = "held"  # not until they contact us again: what is to be said waits
    GONE = "gone"  # they left or refused; what was to be said is dropped


class ReachEvent(StrEnum):
    CONTACT = "contact"
    HOLD = "hold"
    LEAVE = "leave"


REACHES: dict[tuple[Reach, ReachEvent], Reach] = {
    (Reach.OPEN, ReachEvent.CONTACT): Reach.OPEN,
    (Reach.OPEN, ReachEvent.HOLD): Reach.HELD,
    (Reach.OPEN, ReachEvent.LEAVE): Reach.GONE,
    (Reach.HELD, ReachEvent.CONTACT): Reach.OPEN,
    (Reach.HELD, ReachEvent.HOLD): Reach.HELD,  # two desks found the window closed
    (Reach.HELD, ReachEvent.LEAVE): Reach.GONE,
    (Reach.GONE, ReachEvent.CONTACT): Reach.OPEN,  # they are back
    (Reach.GONE, ReachEvent.HOLD): Reach.GONE,
    (Reach.GONE, ReachEvent.LEAVE): Reach.GONE,  # the platform repeats its event
}


@dataclass(frozen=True)
class Allowance:
    """So many sends within so long after the newest contact of its kind."""

    sends: int
    within: dt.timedelta


# None: the channel sets no limit.
Quotas = Mapping[Contact, Allowance]


@dataclass(frozen=True)
class Window:
    """The newest contact of a kind, and the sends spent on it; `opened_at` None: there was none."""

    opened_at: dt.datetime | None = None
    sent: int = 0


Windows = Mapping[Contact, Window]


def next_reach(reach: Reach, event: ReachEvent) -> Reach:
    """Raises KeyError for a step that the table does not know."""
    return REACHES[reach, event]


def open_window(windows: Windows, contact: Contact, *, now: dt.datetime) -> dict[Contact, Window]:
    """The windows after a contact: its own starts anew."""
    return {**windows, contact: Window(now)}


def spend(windows: Windows, quotas: Quotas | None, *, now: dt.datetime) -> dict[Contact, Window] | None:
    """The windows after one more send; None when none has room for it.

    Of two that have room the one that closes first is spent: what a click allows is lost a minute later.
    """
    if quotas is None:
        return dict(windows)
    closing: list[tuple[dt.datetime, Contact]] = []
    for contact, allowance in quotas.items():
        window = windows.get(contact, Window())
        if window.opened_at is None or window.sent >= allowance.sends:
            continue
        closes_at = window.opened_at + allowance.within
        if now < closes_at:
            closing.append((closes_at, contact))
    if not closing:
        return None
    _, contact = min(closing)
    return {**windows, contact: replace(windows[contact], sent=windows[contact].sent + 1)}


def close_windows(windows: Windows) -> dict[Contact, Window]:
    """The windows after the channel told that none is open: its count is the one that counts."""
    return dict.fromkeys(windows, Window())
