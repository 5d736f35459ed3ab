"""The shape of data/knowledge: one entry a topic, one row an authority.

An entry is short on purpose: people read it on a phone. Its answer is at most `ANSWER_LIMIT`
characters in the project's own words; the law it rests on is named in `sources`, never quoted.
"""

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

ANSWER_LIMIT = 120  # characters, so that an answer fits one phone screen with its sources
STEP_LIMIT = 60  # characters
REGION_STEPS = 8  # the figures of one place, a campaign a line
STEPS = 6  # as many as the six ways of complaining about a trip in Changchun

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Answer = Annotated[str, StringConstraints(min_length=10, max_length=ANSWER_LIMIT)]
Step = Annotated[str, StringConstraints(min_length=2, max_length=STEP_LIMIT)]


class Strict(BaseModel):
    """Unknown keys are typing errors of an editor, so they are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(Strict):
    """A law and the articles of it that an answer rests on; no articles where no text is at hand."""

    law: str  # full official name; the civil code by book, e.g. 中华人民共和国民法典·合同编
    articles: tuple[int, ...] = ()
    note: str | None = None  # 文号, place and year of a figure, or why no article is named


class Region(Strict):
    """What differs in one place."""

    name: str  # 长春市, 辽宁省: the official short name with its suffix
    answer: Answer
    steps: Annotated[tuple[Step, ...], Field(max_length=REGION_STEPS)] = ()
    as_of: dt.date
    source: str


class Entry(Strict):
    """One topic and what is said about it."""

    topic: Slug
    # The nearest topic of the published catalogue, for a topic that the catalogue does not have: predictions are
    # scored by the catalogue's names (actions/answering/evaluate.py).
    catalogue: Slug | None = None
    group: str  # the catalogue's group, in Chinese
    question: str
    short: Annotated[str, StringConstraints(min_length=2, max_length=14)]  # label of a choice button
    answer: Answer
    steps: Annotated[tuple[Step, ...], Field(max_length=STEPS)] = ()
    exceptions: Annotated[tuple[Step, ...], Field(max_length=3)] = ()
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    as_of: dt.date
    confidence: Literal["A", "B"]  # A: article text read; B: rendered with 以官方公布为准
    kind: Literal["answer", "redirect", "guide"] = "answer"  # redirect: another authority decides
    authority: Slug  # key of authorities.yml
    offer_filing: bool  # a consumer dispute with a business that we may register
    offer_staff: bool = False  # an opinion or a wish: what was written may be handed to staff
    related: Annotated[tuple[Slug, ...], Field(max_length=3)] = ()
    regions: tuple[Region, ...] = ()

    @model_validator(mode="after")
    def _verified_answers_name_articles(self) -> "Entry":
        if self.confidence == "A" and not any(s.articles or s.note for s in self.sources):
            raise ValueError(f"{self.topic}: confidence A needs an article or a noted document")
        return self


class Authority(Strict):
    """Who is competent, and how one reaches them."""

    id: Slug
    name: str  # as people know it: 邮政管理部门
    matters: str  # what it decides, in a few words
    channels: Annotated[tuple[str, ...], Field(min_length=1)]  # 12305, www.12315.cn …
    first: str | None = None  # what must come first: 先向快递企业投诉，满7日
    confidence: Literal["A", "B"]
    as_of: dt.date
