"""An entry as people read it: the answer, what to do next, who is competent. What it rests on travels beside
the text (`answer_card`): each channel shows sources its own way."""

import re
from collections.abc import Iterable
from typing import Any

from actions import wording
from actions.knowledge.schema import Authority, Entry, Region, Source
from actions.numerals import chinese_number


def short_law(law: str) -> str:
    """消费者权益保护法 for 中华人民共和国消费者权益保护法; books of the civil code keep their names."""
    return law.removeprefix("中华人民共和国")


def source_card(source: Source) -> dict[str, str]:
    """{law: 消费者权益保护法, article: 第二十五条}; a document without articles says its note instead."""
    articles = "、".join(f"第{chinese_number(n)}条" for n in source.articles)
    return {"law": short_law(source.law), "article": articles or source.note or ""}


_SUFFIX = re.compile(r"(?<=..)[省市区县州]$")


def region_of(entry: Entry, place: str | None) -> Region | None:
    """The override for a place the person named: 长春 and 吉林省长春市 both find 长春市, 辽宁省沈阳市 finds 辽宁省.

    Of several the smallest: it is named last in a place's chain.
    """
    if not place:
        return None
    found = [(place.rfind(_SUFFIX.sub("", region.name)), region) for region in entry.regions]
    at, region = max(found, key=lambda item: item[0], default=(-1, None))
    return region if at >= 0 else None


def answer_text(entry: Entry, authority: Authority, place: str | None = None) -> str:
    """The whole message: about 200 characters, one thought a line."""
    region = region_of(entry, place)
    lines = [opening(entry, place), *step_lines((region and region.steps) or entry.steps)]
    if entry.kind == "redirect":
        lines.append(authority_line(authority))
    return "\n".join(lines)


def opening(entry: Entry, place: str | None = None) -> str:
    """The answer itself, in its local version where there is one; the law's wording prevails over a B."""
    region = region_of(entry, place)
    return (region.answer if region else entry.answer) + (
        wording.OFFICIAL_PREVAILS if entry.confidence == "B" else ""
    )


def step_lines(steps: Iterable[str]) -> list[str]:
    """1. 留好小票 …"""
    return [wording.STEP.format(n=n, step=step) for n, step in enumerate(steps, 1)]


def exception_lines(entry: Entry) -> list[str]:
    """What the answer does not hold for, one a line; none where the entry names none."""
    if not entry.exceptions:
        return []
    return [wording.EXCEPTIONS_HEAD, *(wording.EXCEPTION.format(text=text) for text in entry.exceptions)]


def source_line(entry: Entry) -> str:
    """依据：消费者权益保护法第二十五条；……（2026年11月21日核对）。"""
    cards = [source_card(source) for source in entry.sources]
    laws = "；".join(wording.SOURCE.format(**card) for card in cards)
    line = wording.SOURCES.format(
        laws=laws, year=entry.as_of.year, month=entry.as_of.month, day=entry.as_of.day
    )
    return line + (wording.OFFICIAL_PREVAILS if entry.confidence == "B" else "")


def authority_line(authority: Authority) -> str:
    """主管：邮政管理部门，12305。先向快递企业投诉，满7日再申诉。"""
    line = wording.AUTHORITY.format(name=authority.name, channels="、".join(authority.channels))
    return line + (wording.FIRST.format(first=authority.first) if authority.first else "")


def answer_card(entry: Entry, confidence: float, place: str | None = None) -> dict[str, Any]:
    """The structured side of an answer, for channels that show sources their own way. What is said of a place
    rests on a document of its own, which carries its date; `as_of` is the law's."""
    region = region_of(entry, place)
    local = [{"law": region.source, "article": ""}] if region else []
    return {
        "topic": entry.topic,
        "confidence": entry.confidence,
        "certainty": round(confidence, 3),
        "sources": [*local, *(source_card(source) for source in entry.sources)],
        "as_of": entry.as_of.isoformat(),
    }
