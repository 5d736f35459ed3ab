"""What a page is asked for, in its address: period, channel, topic, place, agency. A wrong value is as if it were not
there: an address is typed, kept and sent around."""

import datetime as dt
import re
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from sanic import Request
from sqlalchemy.ext.asyncio import AsyncSession

from desk.ids import is_uuid
from desk.insight.cut import Cut, agencies_meant
from desk.insight.periods import USUAL, Period, Span, period_of
from desk.insight.topics import topic_names
from desk.places.divisions import official_name
from desk.staff.signed_in import SignedIn

CHANNEL = re.compile(r"[a-z0-9_-]{1,20}")
REGION = re.compile(r"[1-9][0-9](?:[0-9]{2}){0,2}")
TOPIC = re.compile(r"[a-z][a-z0-9_]{0,63}")


@dataclass(frozen=True)
class Asked:
    """The address, decoded."""

    span: Span = USUAL
    since: dt.date | None = None
    until: dt.date | None = None
    channel: str | None = None
    topic: str | None = None
    region: str | None = None
    agency: str | None = None

    def period(self, *, today: dt.date) -> Period:
        return period_of(self.span, self.since, self.until, today=today)

    async def cut(self, session: AsyncSession, staff: SignedIn, *, today: dt.date) -> Cut:
        """Within the staff member's reach."""
        return Cut(
            self.period(today=today),
            channel=self.channel,
            topic=self.topic,
            region=self.region,
            agency_ids=await agencies_meant(session, staff.agency_id, self.agency),
        )

    def query(self, **changes: object) -> str:
        """The same as the part of an address behind `?`, with some things changed; empty for what is usual."""
        asked = replace(self, **changes)  # type: ignore[arg-type]
        named = {
            "span": None if asked.span is USUAL else asked.span.value,
            "from": asked.since.isoformat() if asked.since and asked.span is Span.OWN else None,
            "until": asked.until.isoformat() if asked.until and asked.span is Span.OWN else None,
            "channel": asked.channel,
            "topic": asked.topic,
            "region": asked.region,
            "agency": asked.agency,
        }
        return urlencode({name: value for name, value in named.items() if value})

    def address(self, path: str = "/console/insight", **changes: object) -> str:
        """A link of this console."""
        query = self.query(**changes)
        return f"{path}?{query}" if query else path

    @property
    def is_filtered(self) -> bool:
        return any((self.channel, self.topic, self.region, self.agency))


def read_asked(request: Request) -> Asked:
    """From the address."""
    told = {name: values[-1].strip() for name, values in request.args.items() if values}
    topic, region, agency = told.get("topic", ""), told.get("region", ""), told.get("agency", "").lower()
    return Asked(
        span=_span(told),
        since=_day(told.get("from", "")),
        until=_day(told.get("until", "")),
        channel=_matching(CHANNEL, told.get("channel", "")),
        topic=topic if TOPIC.fullmatch(topic) and topic in topic_names() else None,
        region=region if REGION.fullmatch(region) and official_name(region.ljust(6, "0")) else None,
        agency=agency if is_uuid(agency) else None,
    )


def _span(told: dict[str, str]) -> Span:
    try:
        return Span(told.get("span", ""))
    except ValueError:
        return USUAL


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _matching(pattern: re.Pattern[str], text: str) -> str | None:
    return text if pattern.fullmatch(text) else None
