"""Names of acts that the brain itself minds. Imports nothing, so that the actions' tests can hold it to their own."""

from __future__ import annotations

TELL_PLACE = "tell_place"
# Acts under which a message may go on about the question before it; under any other the actions do not look at that
# question (actions/answering/followups.py), so that reading both together would be for nothing.
CARRYING = frozenset({"ask", "ask_more", "out_of_scope_legal", "out_of_scope_chat", "nlu_fallback"})
