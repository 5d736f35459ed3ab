"""Rate limits: how often something may be tried, in process or shared through Redis."""

from desk.limits.in_process import InProcessLimiter
from desk.limits.limiter import Limit, Limiter, LimiterUnavailable, RateExceeded, Verdict
from desk.limits.shared import RedisLimiter

__all__ = [
    "InProcessLimiter",
    "Limit",
    "Limiter",
    "LimiterUnavailable",
    "RateExceeded",
    "RedisLimiter",
    "Verdict",
]
