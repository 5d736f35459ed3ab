"""How long personal data is kept, as the operator sets it. Pure.

The law names no number: it says the shortest time that the purpose needs (个人信息保护法 第十九条). What a
regulator's file rules ask for is for the operator to set; the defaults are proposals, not law.
"""

import datetime as dt
from dataclasses import dataclass

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Periods:
    """conversation: after the last message, and what the consent tells people (domain.yml) must say the same;
    case: after it was closed; withdrawn: after a withdrawal before acceptance, which leaves nothing to
    account for; answers: of requests under an Idempotency-Key, after they were given."""

    conversation: dt.timedelta = 180 * DAY
    case: dt.timedelta = 3 * 365 * DAY
    withdrawn: dt.timedelta = 180 * DAY
    answers: dt.timedelta = 30 * DAY


USUAL = Periods()
