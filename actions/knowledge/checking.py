"""What an entry must keep to beyond its shape. Pure; the files and what is drafted in the console meet the same rules."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from actions.knowledge.articles import Articles
from actions.knowledge.schema import Entry
from actions.knowledge.store import Knowledge

OWN_AUTHORITY = "market_regulation"  # whose matters the assistant registers itself
# No longer in force; who searches for them must not find them as a source.
REPEALED = (
    "市场监督管理投诉举报处理暂行办法",
    "国家旅游局令第32号",
    "国家旅游局令32号",
    "工商行政管理部门处理消费者投诉办法",
)
PROMISES = re.compile(r"一定能(?:退|赔|赢)|保证(?:退|赔)|肯定(?:退|赔|能)|包(?:退|赔)成功")
NAMES_A_LAW = re.compile(r"《|第[一二三四五六七八九十百零\d]+条")
OFFICIAL_PREVAILS = "以官方公布为准"  # the renderer adds it to a B
# A count, a sum or a share, as the regions publish them; telephone numbers and clock words are none.
FIGURE = re.compile(r"\d[\d.]*(?:万余?|余)?(?:件|元|家|个|户|台|起|人|批次|条|项|只|吨|%)")
YEAR = re.compile(r"20\d\d年")


class Fault(str, Enum):
    """What may be wrong with an entry, for programs."""

    NO_SUCH_AUTHORITY = "no_such_authority"
    NO_SUCH_TOPIC = "no_such_topic"  # in `related`
    RELATED_TO_ITSELF = "related_to_itself"
    NO_SUCH_CATALOGUE = "no_such_catalogue"  # the nearest topic must be one of the catalogue
    NO_SUCH_GROUP = "no_such_group"
    NO_SUCH_ARTICLE = "no_such_article"
    ARTICLE_MISSING = "article_missing"  # a law whose articles are known is cited by article
    REPEALED_LAW = "repealed_law"
    PROMISE = "promise"
    LAW_IN_ANSWER = "law_in_answer"  # the law stands in the sources
    OFFICIAL_IN_ANSWER = "official_in_answer"
    REDIRECTS_TO_US = "redirects_to_us"
    PLACE_TWICE = "place_twice"
    PLACE_NOT_NAMED = "place_not_named"
    YEAR_MISSING = "year_missing"


@dataclass(frozen=True)
class Problem:
    """pointer: RFC 6901, into the entry; fault: which rule; what: the value it is about."""

    pointer: str
    fault: Fault
    what: str = ""


def problems_of(entry: Entry, knowledge: Knowledge, articles: Articles) -> tuple[Problem, ...]:
    """Everything wrong with it. knowledge: all entries it will stand among; whether it is one of them already
    does not matter."""
    return (
        *_references(entry, knowledge),
        *_citations(entry, articles),
        *_wording(entry),
        *_places(entry),
    )


def _references(entry: Entry, knowledge: Knowledge) -> Iterator[Problem]:
    if entry.authority not in knowledge.authorities:
        yield Problem("/authority", Fault.NO_SUCH_AUTHORITY, entry.authority)
    for number, topic in enumerate(entry.related):
        if topic == entry.topic:
            yield Problem(f"/related/{number}", Fault.RELATED_TO_ITSELF, topic)
        elif topic not in knowledge.entries:
            yield Problem(f"/related/{number}", Fault.NO_SUCH_TOPIC, topic)
    if entry.catalogue:
        nearest = knowledge.entry(entry.catalogue)
        if nearest is None or nearest.catalogue or nearest.topic == entry.topic:
            yield Problem("/catalogue", Fault.NO_SUCH_CATALOGUE, entry.catalogue)
    if all(entry.group != other.group for other in knowledge.entries.values()):
        yield Problem("/group", Fault.NO_SUCH_GROUP, entry.group)
    if entry.kind == "redirect" and entry.authority == OWN_AUTHORITY:
        yield Problem("/authority", Fault.REDIRECTS_TO_US, entry.authority)


def _citations(entry: Entry, articles: Articles) -> Iterator[Problem]:
    for number, source in enumerate(entry.sources):
        pointer = f"/sources/{number}"
        if any(law in f"{source.law}{source.note or ''}" for law in REPEALED):
            yield Problem(f"{pointer}/law", Fault.REPEALED_LAW, source.law)
        if source.law in articles and not source.articles:
            yield Problem(f"{pointer}/articles", Fault.ARTICLE_MISSING, source.law)
        for article in source.articles:
            if article not in articles.get(source.law, ()):
                yield Problem(f"{pointer}/articles", Fault.NO_SUCH_ARTICLE, f"{source.law} {article}")


def _wording(entry: Entry) -> Iterator[Problem]:
    if found := PROMISES.search(entry.answer):
        yield Problem("/answer", Fault.PROMISE, found.group())
    if found := NAMES_A_LAW.search(entry.answer):
        yield Problem("/answer", Fault.LAW_IN_ANSWER, found.group())
    if OFFICIAL_PREVAILS in entry.answer:
        yield Problem("/answer", Fault.OFFICIAL_IN_ANSWER)


def _places(entry: Entry) -> Iterator[Problem]:
    """Figures of a place name the place and the year, and where both are from."""
    names = [region.name for region in entry.regions]
    for number, region in enumerate(entry.regions):
        pointer = f"/regions/{number}"
        if region.name in names[:number]:
            yield Problem(f"{pointer}/name", Fault.PLACE_TWICE, region.name)
        if region.name.rstrip("省市") not in region.answer:
            yield Problem(f"{pointer}/answer", Fault.PLACE_NOT_NAMED, region.name)
        said = "\n".join((region.answer, *region.steps))
        if FIGURE.search(said) and not YEAR.search(said):
            yield Problem(f"{pointer}/answer", Fault.YEAR_MISSING, region.name)
        if not YEAR.search(region.source):
            yield Problem(f"{pointer}/source", Fault.YEAR_MISSING, region.name)
