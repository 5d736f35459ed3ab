"""What one message does to an update."""

from dataclasses import dataclass

from actions.say import Say
from actions.updates.update import Update


@dataclass(frozen=True)
class Step:
    """ask: the next question, None when it is over; end: how it ended."""

    update: Update
    says: tuple[Say, ...] = ()
    ask: str | None = None
    end: str | None = None
    tells_progress: bool = False
    kept: tuple[str, ...] = ()  # files that came at a question that takes none
