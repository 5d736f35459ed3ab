"""Full text of cases, found by each database's own engine: FTS5 on SQLite, a GIN index on PostgreSQL.

Only what stands in clear in a case is searched: business, shop, platform, product, number. Sealed text never
is. The table is the same on both; what the engines make of it stands in the migration 0012_search.
"""

import datetime as dt
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    Select,
    String,
    Text,
    UniqueConstraint,
    cast,
    column,
    delete,
    func,
    literal,
    literal_column,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk.cases.changes import ChangeKind
from desk.cases.changing import CaseDesk
from desk.cases.model import Case, CaseChange
from desk.cases.terms import searchable, tokens, wanted
from desk.store.base import Base

ENGINE_MADE = "case_words"  # what SQLite's engine keeps: its table and those behind it begin so
TSVECTOR = (
    "array_to_tsvector(string_to_array(case_search.words, ' '))"  # as in the index, character by character
)
LOOKED_THROUGH = 3000  # of the newest texts, before PostgreSQL's index is asked
CHANGES_TEXT = frozenset({ChangeKind.FILED, ChangeKind.AMENDED})


class CaseText(Base):
    """What can be found of one case."""

    __tablename__ = "case_search"
    __table_args__ = (UniqueConstraint("case_id", name="uq_case_search_case_id"),)

    seq: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        comment="grows with filing: the engine gives the newest first by it",
    )
    case_id: Mapped[str] = mapped_column(
        String(36), ForeignKey("cases.id", name="fk_case_search_case_id_cases", ondelete="CASCADE")
    )
    text: Mapped[str] = mapped_column(Text, comment="flat fields, see desk.cases.terms.searchable")
    words: Mapped[str] = mapped_column(Text, comment="their tokens, see desk.cases.terms.tokens")


# What the filters of the list walk, newest first, besides the indexes in desk.cases.model.
Index("ix_cases_channel_id", Case.channel, Case.id)
Index("ix_cases_agency_id_created_at", Case.agency_id, Case.created_at)
# The work list: few of many cases are open. The agency comes first, for an officer asks for their own.
_OPEN = Case.closed_at.is_(None)
Index("ix_cases_open_agency_id_id", Case.agency_id, Case.id, sqlite_where=_OPEN, postgresql_where=_OPEN)
# closed_at, though null throughout: else SQLite takes the plain index on it and sorts.
Index("ix_cases_open_id", Case.closed_at, Case.id, sqlite_where=_OPEN, postgresql_where=_OPEN)


def text_of(case: Case) -> str:
    """What can be found of it."""
    return searchable(
        (case.respondent_name, case.respondent_shop, case.respondent_platform, case.product, case.case_no)
    )


async def keep_text(
    session: AsyncSession, desk: CaseDesk, case: Case, change: CaseChange, *, now: dt.datetime
) -> None:
    """A desk.cases.changing.Reaction: what is filed can be found at once, what is erased no more."""
    if case.erased_at is not None:
        await forget(session, case.id)
    elif change.what is ChangeKind.FILED:
        _add_text(session, case)
    elif change.what in CHANGES_TEXT:
        await index_case(session, case)


async def index_case(session: AsyncSession, case: Case) -> None:
    """Make the case found by what it says now."""
    known = await session.scalar(select(CaseText).where(CaseText.case_id == case.id))
    if known is None:
        _add_text(session, case)
        return
    known.text = text_of(case)
    known.words = tokens(known.text)


def _add_text(session: AsyncSession, case: Case) -> None:
    text = text_of(case)
    session.add(CaseText(case_id=case.id, text=text, words=tokens(text)))


async def forget(session: AsyncSession, case_id: str) -> None:
    """Take a case out of the search. Whoever erases a case without a line in its timeline calls this."""
    await session.execute(delete(CaseText).where(CaseText.case_id == case_id))


async def found(session: AsyncSession, asked: list[str], *, until: int | None) -> list[Select[Case]]:
    """Cases in which every term is part of some field, newest first: what to ask, each the whole answer if it
    fills a page, the last in any case.

    The engine finds candidates by their tokens; the text decides, so that both databases give the same cases.
    until: see `before`.
    """
    texts = select(Case).join(CaseText, CaseText.case_id == Case.id)
    texts = texts.where(*(CaseText.text.contains(term, autoescape=True) for term in asked))
    if until is not None:
        texts = texts.where(CaseText.seq < until)
    parts = list(dict.fromkeys(part for term in asked for part in wanted(term)))
    if session.get_bind().dialect.name == "sqlite":
        return [_by_sqlite(texts, parts)]
    newest = func.coalesce(until, select(func.max(CaseText.seq)).scalar_subquery())
    looked_through = texts.where(CaseText.seq > newest - LOOKED_THROUGH).order_by(CaseText.seq.desc())
    return [looked_through, _by_postgres(texts, parts)]


def ids(session: AsyncSession, asked: list[str]) -> Select[str]:
    """Ids of all cases in which every term is found, for a list that has an order of its own: what few cases are
    open is looked through, not what was ever filed."""
    texts = select(CaseText.case_id).where(*(CaseText.text.contains(term, autoescape=True) for term in asked))
    parts = list(dict.fromkeys(part for term in asked for part in wanted(term)))
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    return (_by_sqlite if is_sqlite else _by_postgres)(texts, parts).order_by(None)


def _by_sqlite(texts: Select[Any], parts: list[tuple[str, bool]]) -> Select[Any]:
    """The engine's rows come newest first by themselves, if it is its own rowid that the order is by."""
    words = table("case_words", column("rowid"), column("case_words"))
    asked = " AND ".join(f'"{token}" *' if begins else f'"{token}"' for token, begins in parts)
    matching = texts.where(CaseText.seq == words.c.rowid, words.c.case_words.op("MATCH")(asked))
    return matching.order_by(words.c.rowid.desc())


def _by_postgres(texts: Select[Any], parts: list[tuple[str, bool]]) -> Select[Any]:
    """The index gives all candidates and they are sorted: fine for what is rare. What is not was found among the
    newest before."""
    asked = " & ".join(f"'{token}':*" if begins else f"'{token}'" for token, begins in parts)
    matching = literal_column(TSVECTOR).bool_op("@@")(cast(literal(asked, Text()), TSQUERY))
    return texts.where(matching).order_by(CaseText.seq.desc())


async def before(session: AsyncSession, cursor: str) -> int:
    """The `seq` below which the cases older than the one of the cursor stand; its text may be gone."""
    nearest = select(CaseText.seq, CaseText.case_id).where(CaseText.case_id <= cursor)
    found = (await session.execute(nearest.order_by(CaseText.case_id.desc()).limit(1))).first()
    if found is None:
        return 0
    seq: int = found.seq
    return seq if found.case_id == cursor else seq + 1
