"""When trying must wait, and when a session is over. Pure; `now` is passed in."""

import datetime as dt
from dataclasses import dataclass

from desk.staff.terms import StaffTerms

FORGOTTEN = dt.timedelta(hours=24)  # without a failure: then counting begins anew
SEEN_EVERY = dt.timedelta(minutes=1)  # how exactly a session knows when it was last used


@dataclass(frozen=True)
class Patience:
    """How many failures in a row cost nothing, how long one waits after the next, and at most."""

    free: int
    first: dt.timedelta
    longest: dt.timedelta


# Waits double: 30 s, 1 min, 2 … 15 min. So a name can be tried about a hundred times a day, which guesses nothing
# that the password rules let through, and whoever mistypes is never locked out for good.
BY_NAME = Patience(free=4, first=dt.timedelta(seconds=30), longest=dt.timedelta(minutes=15))
# A whole office may sit behind one address.
BY_ADDRESS = Patience(free=29, first=dt.timedelta(seconds=30), longest=dt.timedelta(minutes=15))


def wait_after(failures: int, patience: Patience) -> dt.timedelta:
    """How long to wait after so many failures in a row.

    Worked example, BY_NAME: 4 → 0, 5 → 30 s, 6 → 1 min, 10 → 15 min."""
    beyond = failures - patience.free
    if beyond <= 0:
        return dt.timedelta(0)
    doublings: int = 2 ** min(beyond - 1, 16)
    return min(patience.first * doublings, patience.longest)


def is_over(terms: StaffTerms, *, seen_at: dt.datetime, expires_at: dt.datetime, now: dt.datetime) -> bool:
    """Whether a session last used at `seen_at` counts no more."""
    return now >= expires_at or now - seen_at >= terms.idle
