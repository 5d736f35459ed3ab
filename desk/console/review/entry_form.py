"""An entry as a form and back: lists one item a line, so that nobody writes YAML. Pure but for reading the request."""

import re
from typing import Any

from sanic import Request

from desk.console.forms import form_field
from desk.knowledge.rules import sentences_of

LONG = 20_000  # characters of the longest field
PARTS = re.compile(r"\s*[|｜]\s*")
NUMBERS = re.compile(r"\d+")
REGION = {"name": "地方", "answer": "答复", "as_of": "核对", "source": "依据"}
STEP = "步骤"
TEXTS = ("question", "short", "answer", "as_of", "confidence", "kind", "authority", "group", "catalogue")


def read_entry_form(request: Request) -> tuple[dict[str, Any], list[str]]:
    """The entry as it was typed, and the ways of asking. What is empty is left out; what is wrong the rules say."""
    entry: dict[str, Any] = {
        name: said for name in TEXTS if (said := " ".join(form_field(request, name).split()))
    }
    for name in ("steps", "exceptions"):
        if lines := _lines(form_field(request, name)):
            entry[name] = lines
    entry["sources"] = [_source(line) for line in _lines(form_field(request, "sources"))]
    entry["offer_filing"] = form_field(request, "offer_filing") == "yes"
    if form_field(request, "offer_staff") == "yes":
        entry["offer_staff"] = True
    if related := re.split(r"[\s,，、]+", form_field(request, "related")):
        entry["related"] = [topic for topic in related if topic]
    if regions := _regions(form_field(request, "regions", longest=LONG)):
        entry["regions"] = regions
    return entry, sentences_of(form_field(request, "sentences", longest=LONG))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _source(line: str) -> dict[str, Any]:
    """中华人民共和国消费者权益保护法｜53、54｜备注: the articles and the note may be missing."""
    law, *rest = PARTS.split(line, maxsplit=2)
    source: dict[str, Any] = {"law": law}
    if rest and (numbers := [int(n) for n in NUMBERS.findall(rest[0])]):
        source["articles"] = numbers
    if len(rest) > 1 and rest[1]:
        source["note"] = rest[1]
    return source


def source_line(source: dict[str, Any]) -> str:
    articles = "、".join(map(str, source.get("articles") or ()))
    parts = [source.get("law", ""), articles, source.get("note") or ""]
    return "｜".join(parts).rstrip("｜")


def _regions(text: str) -> list[dict[str, Any]]:
    """Blocks parted by an empty line; each line begins with what it is."""
    words = {word: name for name, word in REGION.items()}
    found = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        region: dict[str, Any] = {}
        for line in _lines(block):
            word, mark, said = line.replace(":", "：", 1).partition("：")
            if not mark:
                region.setdefault("steps", []).append(line)
            elif word.strip() in words:
                region[words[word.strip()]] = said.strip()
            else:
                region.setdefault("steps", []).append(said.strip() if word.strip() == STEP else line)
        if region:
            found.append(region)
    return found


def region_block(region: dict[str, Any]) -> str:
    lines = [f"{word}：{region[name]}" for name, word in REGION.items() if region.get(name)]
    return "\n".join([*lines, *(f"{STEP}：{step}" for step in region.get("steps") or ())])


def as_text(entry: dict[str, Any]) -> str:
    """An entry as lines, for comparing two versions."""
    rows = [
        f"{FIELDS[name]}：{SAID.get(entry[name], entry[name])}"
        for name in (*TEXTS, "offer_filing", "offer_staff")
        if entry.get(name) not in (None, "")
    ]
    for name in ("steps", "exceptions", "related"):
        rows += [f"{FIELDS[name]}：{one}" for one in entry.get(name) or ()]
    rows += [f"{FIELDS['sources']}：{source_line(source)}" for source in entry.get("sources") or ()]
    for region in entry.get("regions") or ():
        rows += region_block(region).splitlines()
    return "\n".join(rows)


FIELDS = {
    "question": "问题",
    "short": "按钮",
    "answer": "答复",
    "as_of": "核对日期",
    "confidence": "可信度",
    "kind": "类别",
    "authority": "主管",
    "group": "分组",
    "catalogue": "最接近的目录主题",
    "offer_filing": "可以登记投诉",
    "offer_staff": "可以转人工",
    "steps": "步骤",
    "exceptions": "例外",
    "related": "相关主题",
    "sources": "依据",
}
SAID = {True: "是", False: "否"}
