"""How long one stays signed in, and over what connection. Pure."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class StaffTerms:
    """The operator's settings for staff.

    session: at most so long after signing in, whatever happens; idle: so long without a request; https: the
    console is reached through TLS, so its cookies are for TLS alone.
    """

    session: dt.timedelta = dt.timedelta(hours=12)
    idle: dt.timedelta = dt.timedelta(hours=1)
    https: bool = False


USUAL_TERMS = StaffTerms()
ONE_TIME = dt.timedelta(days=7)  # so long a one-time password opens the door
