"""What a channel answers to a delivery. Its own codes become one of these at its edge."""

import datetime as dt


class DeliveryFault(Exception):
    """`code` is kept with the recipient; it never quotes a message or an address."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TryLater(DeliveryFault):
    """The channel cannot take it now. after: it asked for at least this pause."""

    def __init__(self, code: str, *, after: dt.timedelta | None = None) -> None:
        super().__init__(code)
        self.after = after


class Closed(DeliveryFault):
    """Not until the person contacts us again: their window is closed, the quota spent, or we may only answer."""


class Left(DeliveryFault):
    """The person left, blocked us or never existed there."""


class Misconfigured(DeliveryFault):
    """The operator's settings are wrong; nothing about the person or the message is."""


class Unsendable(DeliveryFault):
    """The channel will never take this text. It is skipped, and listed in the log."""
