"""The inbox: hand-offs as they come, what is said, and the settings of this room. HTML under /console/inbox."""

from desk.console.inbox import (
    acts,
    canned_pages,
    conversation_pages,
    dialogs,
    filing_pages,
    label_pages,
    pages,
    rule_pages,
    streaming,
    talking,
)
from desk.console.inbox.routes import blueprint

__all__ = [
    "acts",
    "blueprint",
    "canned_pages",
    "conversation_pages",
    "dialogs",
    "filing_pages",
    "label_pages",
    "pages",
    "rule_pages",
    "streaming",
    "talking",
]
