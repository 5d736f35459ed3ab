"""Hints that something new is in the database, within one process or through Redis."""

from desk.bus.bus import Bus, InProcessBus, Subscription
from desk.bus.redis_bus import RedisBus

__all__ = ["Bus", "InProcessBus", "RedisBus", "Subscription"]
