"""How often a page may call."""

import datetime as dt

from connectors.limits import take
from desk.context import Desk
from desk.errors import TooManyRequests
from desk.limits import Limit

# Per caller address: a family, an office or a carrier's gateway may share one.
NEW_SESSIONS = Limit("webchat-sessions", 120, dt.timedelta(minutes=10))
# Per conversation: faster than anybody types, slower than a script.
MESSAGES = Limit("webchat-messages", 60, dt.timedelta(minutes=1))
# Per conversation: more pictures than one complaint takes; each costs a second of drawing.
UPLOADS = Limit("webchat-uploads", 20, dt.timedelta(minutes=10))
# Per conversation: a person looks now and then; numbers cannot be tried out at this pace.
CASES = Limit("webchat-cases", 30, dt.timedelta(minutes=1))
# Per conversation: a word on each answer, and a change of mind.
FEEDBACK = Limit("webchat-feedback", 60, dt.timedelta(minutes=1))
# Per conversation: a page tells every few seconds while somebody types.
TYPING = Limit("webchat-typing", 60, dt.timedelta(minutes=1))


async def spend(desk: Desk, limit: Limit, key: str) -> None:
    """Raises TooManyRequests with Retry-After."""
    verdict = await take(desk, limit, key)
    if not verdict.allowed:
        retry = {"Retry-After": str(verdict.retry_after_seconds)}
        raise TooManyRequests("您发得太快了，请稍等一下再发", headers=retry)
