"""After how long the desk acts by itself in a hand-off. Pure; the settings read them."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """After how long the desk acts by itself.

    claim_within: nobody took it: the person is told, with choices, and supervisors see it. answer_within: the holder
    did not answer: supervisors see it. remind_after: the person is silent after staff's last message: they are
    reminded; close_after: … and after that it is closed. holder_gone: without a sign of its holder the session goes
    back to the queue.
    """

    claim_within: dt.timedelta = dt.timedelta(minutes=10)
    answer_within: dt.timedelta = dt.timedelta(minutes=5)
    remind_after: dt.timedelta = dt.timedelta(minutes=15)
    close_after: dt.timedelta = dt.timedelta(minutes=15)
    holder_gone: dt.timedelta = dt.timedelta(minutes=10)


USUAL_LIMITS = Limits()
