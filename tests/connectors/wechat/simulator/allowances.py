"""How many messages an account may send to a person, and until when (sections 0.1 and 2.2).

Written apart from the code under test, from the platform's table.
"""

import datetime as dt
from dataclasses import dataclass, field
from enum import Enum

OUT_OF_TIME, USED_UP = 45015, 45047


class Contact(Enum):
    """What a person does that lets the account write."""

    MESSAGE = "message"
    CLICK = "click"  # a menu button, or an item of a menu in a message
    SUBSCRIBE = "subscribe"
    SCAN = "scan"


MINUTE = dt.timedelta(minutes=1)
ALLOWED = {  # how many messages, for how long
    Contact.MESSAGE: (5, dt.timedelta(hours=48)),
    Contact.CLICK: (3, MINUTE),
    Contact.SUBSCRIBE: (3, MINUTE),
    Contact.SCAN: (3, MINUTE),
}


@dataclass
class Allowance:
    left: int
    until: dt.datetime


@dataclass
class Allowances:
    """Of one person. A contact renews the allowance of its kind; kinds add up."""

    held: dict[Contact, Allowance] = field(default_factory=dict)

    def renew(self, contact: Contact, *, now: dt.datetime) -> None:
        times, period = ALLOWED[contact]
        self.held[contact] = Allowance(times, now + period)

    def spend(self, *, now: dt.datetime) -> int:
        """0, or the error code. What ends first is spent first."""
        live = [one for one in self.held.values() if now <= one.until]
        if not live:
            return OUT_OF_TIME
        usable = [one for one in live if one.left > 0]
        if not usable:
            return USED_UP
        min(usable, key=lambda one: one.until).left -= 1
        return 0
