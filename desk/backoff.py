"""How long to wait before what could not be done is tried again. Pure."""

import datetime as dt

FIRST_DELAY = dt.timedelta(seconds=1)
LONGEST_DELAY = dt.timedelta(minutes=10)
LONGEST_PAUSE = dt.timedelta(hours=1)  # that the outside may ask for


def delay_after(attempts: int, asked: dt.timedelta | None = None) -> dt.timedelta:
    """1 s, 2 s, 4 s … at most ten minutes; `attempts` counts the failed ones, from 1.

    asked: the outside wants at least this pause; more than LONGEST_PAUSE is not granted.
    """
    usual = min(FIRST_DELAY * (1 << min(attempts - 1, 12)), LONGEST_DELAY)
    return usual if asked is None else max(usual, min(asked, LONGEST_PAUSE))
