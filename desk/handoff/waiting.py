"""How long somebody will wait, and when it is worth telling: pure rules."""

import datetime as dt
import math
import statistics
from collections.abc import Sequence

FEWEST_MEASURED = 5  # sessions: below that a figure would be a guess
ROUNDED_TO = dt.timedelta(minutes=5)
LONGEST_TOLD = dt.timedelta(hours=2)  # beyond it a number would only sound exact
TOLD_APART = dt.timedelta(minutes=1)  # nobody is told of a better place more often


def estimated_wait(ahead: int, served: Sequence[dt.timedelta], agents: int) -> dt.timedelta | None:
    """How long until somebody with `ahead` people before them is taken; None: it cannot be told.

    served: how long recent sessions took, from claim to end; agents: staff at work now. Rounded up to five minutes.
    Two ahead, 6 minutes a session, two agents: one after another every 3 minutes, so 9 → 10 minutes.
    Unknown without agents and with fewer than FEWEST_MEASURED sessions.
    """
    if agents < 1 or len(served) < FEWEST_MEASURED:
        return None
    seconds = statistics.median(one.total_seconds() for one in served) * (ahead + 1) / agents
    steps = max(1, math.ceil(seconds / ROUNDED_TO.total_seconds()))
    return steps * ROUNDED_TO


def worth_telling(
    told_ahead: int | None, ahead: int, *, told_at: dt.datetime | None, now: dt.datetime
) -> bool:
    """Whether a better place should be told: when it halved, or somebody is next now. Never a worse one.

    Told 6 ahead: 5 and 4 say nothing, 3 does. Told 1 ahead: 0 does.
    """
    if told_ahead is None or ahead >= told_ahead:
        return False
    if told_at is not None and now - told_at < TOLD_APART:
        return False
    return ahead == 0 or ahead * 2 <= told_ahead
