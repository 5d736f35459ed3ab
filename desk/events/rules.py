"""Where a stream begins: pure."""

from dataclasses import dataclass

from desk.web.bodies import decode_whole


@dataclass(frozen=True)
class Start:
    """Read behind `after`. reset: whoever asks has missed what is gone, and must read the lists anew."""

    after: int
    reset: bool = False


def start_of(asked: str | None, *, newest: int, dropped: int) -> Start:
    """asked: Last-Event-ID, or nothing: from now on. newest: the last number given; dropped: up to
    which number events were dropped because they were old.

    Asked for 7 with 3 dropped: from 8 on. Asked for 2 with 3 dropped: number 3 was missed. Asked for more than there is: it was another desk's number.
    """
    if not asked:
        return Start(newest)
    after = decode_whole(asked)
    if after is None or after > newest or after < dropped:
        return Start(newest, reset=True)
    return Start(after)
