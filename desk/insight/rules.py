"""What a visit is and what it adds to the numbers, defined once. Pure.

A conversation is one person on one channel, for years. What is counted is the visit in it: a stretch of talking that a
message of the person begins and half an hour of silence ends. While staff are wanted or serve, silence ends nothing:
who waits for them overnight is still in the same visit.

Messages of the desk itself (notices, excuses) begin no visit and do not prolong one that has fallen silent. Days are
legal days in China; a visit belongs to the day on which it began.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from desk.clock import legal_day

GAP = dt.timedelta(minutes=30)  # of silence; what web statistics everywhere take for the end of a visit
TENTHS = 10  # first responses are kept in tenths of a second

BOT, STAFF, SYSTEM, USER = "bot", "staff", "system", "user"  # senders of messages
REPLIES = frozenset({BOT, STAFF})

# Decisions of the answering actions (actions/answering/decision.py) that gave a topic's answer.
GIVES_ANSWER = frozenset({"answer", "redirect", "place"})
DECLINES = "fallback"
# What is no question to us: declining it is right.
NOT_ASKED = frozenset({"out_of_scope_chat"})
UNSURE = 0.5  # an answer whose topic was less likely than this leant on its relatives


class Why(StrEnum):
    """Why a question counts as unanswered."""

    DECLINED = "declined"  # not understood: asked to say it differently, offered the closest topics or staff
    UNSURE = "unsure"  # answered, though the topic was less likely than UNSURE
    FAILED = "failed"  # the turn was given up
    DISLIKED = "disliked"  # answered, and the person called the answer useless


@dataclass(frozen=True)
class Said:
    """One message, without its words."""

    position: int
    sender: str
    at: dt.datetime
    turn_id: str | None = None


@dataclass(frozen=True)
class Understood:
    """What a turn's explanation tells; see bot/explanation.py."""

    intent: str | None = None
    decision: str | None = None
    topics: tuple[str, ...] = ()
    ranking: Mapping[str, float] = field(default_factory=dict)  # the likely topics, 0 to 1, best first
    failed: bool = False

    @property
    def nearest(self) -> str | None:
        """The most likely topic."""
        return next(iter(self.ranking), None)


@dataclass(frozen=True)
class Service:
    """Staff asked for once; ended_at None: they wait or are served."""

    asked_at: dt.datetime
    reason: str
    ended_at: dt.datetime | None = None
    rating: int | None = None  # 1 to 5

    def covers(self, at: dt.datetime) -> bool:
        return self.asked_at <= at and (self.ended_at is None or at <= self.ended_at)


@dataclass(frozen=True)
class Filed:
    """A case filed in the conversation."""

    at: dt.datetime
    topic: str | None = None
    region_code: str | None = None
    agency_id: str | None = None


@dataclass(frozen=True)
class Facts:
    """What one visit adds to the numbers.

    replied: messages of the assistant; questions: messages that the assistant explains an answer to; declined: those of
    them that count as not understood. first_response: from the person's first message to the first message of assistant
    or staff, in tenths of a second; None without one. staff_wait: from asking for staff to their first message, in
    seconds; None while or when nobody came. staff_rating: the newest one given after staff had served in it.
    """

    first_position: int
    begun_at: dt.datetime
    last_at: dt.datetime
    day: dt.date
    ended: bool
    said: int = 0
    replied: int = 0
    staff_said: int = 0
    questions: int = 0
    declined: int = 0
    gave_up: bool = False
    topic: str | None = None
    region_code: str | None = None
    agency_id: str | None = None
    handoff_reason: str | None = None
    filed: bool = False
    first_response: int | None = None
    staff_wait: int | None = None
    staff_rating: int | None = None


@dataclass
class _Visit:
    messages: list[Said] = field(default_factory=list)
    last_at: dt.datetime | None = None


def split(messages: Iterable[Said], services: Sequence[Service] = ()) -> list[list[Said]]:
    """The visits of a conversation. messages: in the order of their positions."""
    visits: list[_Visit] = []
    for message in messages:
        current = visits[-1] if visits else None
        if message.sender == USER and (current is None or _over(current, message.at, services)):
            visits.append(_Visit([message], message.at))
            continue
        if current is None or current.last_at is None:
            continue  # the desk or staff wrote first: a visit begins with the person
        if message.sender == SYSTEM and _over(current, message.at, services):
            continue  # a notice, long after
        if message.sender in (USER, SYSTEM, *REPLIES):
            current.messages.append(message)
            current.last_at = max(current.last_at, message.at)
    return [visit.messages for visit in visits]


def _over(visit: _Visit, at: dt.datetime, services: Sequence[Service]) -> bool:
    assert visit.last_at is not None
    return at - visit.last_at > GAP and not any(service.covers(at) for service in services)


def facts_of(
    visit: Sequence[Said],
    turns: Mapping[str, Understood],
    services: Sequence[Service] = (),
    filed: Sequence[Filed] = (),
    *,
    now: dt.datetime,
) -> Facts:
    """The facts of one visit. turns: by id; services, filed: those of this visit, oldest first."""
    begun, last = visit[0].at, max(message.at for message in visit)
    asked = [
        turns[one.turn_id] for one in visit if one.sender == USER and one.turn_id and one.turn_id in turns
    ]
    service = services[0] if services else None
    case = filed[0] if filed else None
    answered = (topic for turn in asked if turn.decision in GIVES_ANSWER for topic in turn.topics[:1])
    return Facts(
        first_position=visit[0].position,
        begun_at=begun,
        last_at=last,
        day=legal_day(begun),
        ended=now - last > GAP and all(one.ended_at is not None for one in services),
        said=sum(one.sender == USER for one in visit),
        replied=sum(one.sender == BOT for one in visit),
        staff_said=sum(one.sender == STAFF for one in visit),
        questions=sum(one.decision is not None for one in asked),
        declined=sum(why_unanswered(one) is Why.DECLINED for one in asked),
        gave_up=any(one.failed for one in asked),
        topic=next(answered, case.topic if case else None),
        region_code=case.region_code if case else None,
        agency_id=case.agency_id if case else None,
        handoff_reason=service.reason if service else None,
        filed=case is not None,
        first_response=_tenths(begun, next((one.at for one in visit if one.sender in REPLIES), None)),
        staff_wait=None if service is None else _seconds(service.asked_at, _first_staff(visit, service)),
        staff_rating=next((one.rating for one in reversed(services) if one.rating is not None), None),
    )


def _first_staff(visit: Sequence[Said], service: Service) -> dt.datetime | None:
    return next((one.at for one in visit if one.sender == STAFF and one.at >= service.asked_at), None)


def _tenths(since: dt.datetime, until: dt.datetime | None) -> int | None:
    return None if until is None else max(round((until - since).total_seconds() * TENTHS), 0)


def _seconds(since: dt.datetime, until: dt.datetime | None) -> int | None:
    return None if until is None else max(round((until - since).total_seconds()), 0)


def why_unanswered(turn: Understood) -> Why | None:
    """Why a typed message counts as unanswered; None when it was answered, or was no question."""
    if turn.failed:
        return Why.FAILED
    if turn.decision == DECLINES:
        return None if turn.intent in NOT_ASKED else Why.DECLINED
    likely = next(iter(turn.ranking.values()), 1.0)
    return Why.UNSURE if turn.decision == "answer" and likely < UNSURE else None


def percentile(counts: Mapping[int, int], share: float) -> int | None:
    """The smallest value that at least this share of all do not exceed (nearest rank). None of nothing.

    Of 1, 2, 3 and 10 once each, the half is 2 and nine tenths are 10.
    """
    total = sum(counts.values())
    seen = 0
    for value in sorted(counts):
        seen += counts[value]
        if seen >= share * total:
            return value
    return None
