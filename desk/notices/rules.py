"""From a change of a case to the words for its consumer. Pure."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from desk.cases.changes import Actor
from desk.cases.states import CaseEvent, CaseKind, CaseState, Ground, Notice, Role, row
from desk.cases.wording import GROUNDS, NOTICES, PROVISIONAL, day_text
from desk.clocks.kinds import ClockKind
from desk.notices import wording

# A consumer who did it through the assistant has its answer in the same turn: a notice would say it twice.
ASSISTANT = str(Actor(Role.CONSUMER, "assistant"))

# Whose last day a notice names.
DAYS: dict[Notice, ClockKind] = {
    Notice.INFO_ASKED: ClockKind.SUPPLEMENT,
    Notice.RECONCILING: ClockKind.RECONCILE,
    Notice.RECONCILIATION_FAILED: ClockKind.DECIDE,
    Notice.TRANSFERRED: ClockKind.DECIDE,
    Notice.ACCEPTED: ClockKind.MEDIATE,
    Notice.REOPENED: ClockKind.DECIDE,
}

# Notices that make no sense without a reason; their rows of the state table need one.
REASONED = frozenset({Notice.INFO_ASKED, Notice.SUSPENDED, Notice.REOPENED, Notice.REFERRED})

# The reasons for a report that are written for the person who reported. Others may say what became of the
# investigation, which is told where the law says so, by the department (第三十六条, 第三十七条).
REASONS_FOR_REPORTERS = frozenset({Notice.INFO_ASKED, Notice.REFERRED})


@dataclass(frozen=True)
class Facts:
    """What a notice may name. reason: as the officer wrote it; by: a last day; provisional: it may still move;
    agency: its name; first: the number of the case this one was merged into."""

    no: str
    reason: str | None = None
    grounds: Collection[Ground] = ()
    by: dt.date | None = None
    provisional: bool = False
    agency: str | None = None
    first: str | None = None


def notice_of(kind: CaseKind, before: CaseState | None, event: CaseEvent | None, actor: str) -> Notice | None:
    """What the state table tells the consumer of this move; None: nothing, or they were answered already."""
    if before is None or event is None or actor == ASSISTANT:
        return None
    return row(kind, before, event).tells


def reason_for(notice: Notice, kind: CaseKind, reason: str | None, *, same_person: bool) -> str | None:
    """The reason, if this recipient may read it. Somebody else's merged complaint is told the outcome only: what
    an officer wrote may speak of the person whose case it is."""
    if not same_person or (kind is CaseKind.REPORT and notice not in REASONS_FOR_REPORTERS):
        return None
    return reason


def sentence(reason: str | None) -> str:
    """The reason on one line with a stop at its end; nothing when there is none.

    「缺购物小票」 gives 「缺购物小票。」
    """
    words = " ".join((reason or "").split())
    return words if not words or words[-1] in wording.STOPS else words + wording.STOP


def compose(notice: Notice, facts: Facts) -> str:
    """The notice's words, without gaps."""
    template = NOTICES[notice]
    reason = sentence(facts.reason) or (wording.REASON_KEPT if notice in REASONED else "")
    text = template.format(
        no=facts.no,
        reason=reason,
        grounds=wording.BETWEEN_GROUNDS.join(GROUNDS[ground] for ground in facts.grounds),
        by=wording.DAY_UNKNOWN if facts.by is None else day_text(facts.by),
        agency=facts.agency or wording.AGENCY_UNKNOWN,
        first=facts.first or facts.no,
    )
    if facts.provisional and facts.by is not None and "{by}" in template:
        text += PROVISIONAL.format(year=facts.by.year)
    return text
