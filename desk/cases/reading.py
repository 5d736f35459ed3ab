"""Reading cases: one, the linked ones, by number and digits; pages. Nothing here writes."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases import sealing
from desk.cases.errors import CaseNotFound
from desk.cases.listing import SHOWN
from desk.cases.listing import list_cases as list_cases  # a file of its own, read from here
from desk.cases.model import Case
from desk.cases.numbers import read_case_no
from desk.ids import is_uuid
from desk.privacy.vault import Vault

FOUR_DIGITS = re.compile(r"[0-9]{4}")


async def find_case(
    session: AsyncSession, reference: str, *, lock: bool = False, restricted: bool = False
) -> Case:
    """The case with this id or number, as loosely as numbers are written. Raises CaseNotFound, also for a
    restricted one.

    lock: hold its row until the transaction ends; whoever changes a case asks for it.
    restricted: restricted ones, too; for whoever refuses them in words of their own.
    """
    wanted = Case.id == reference.lower() if is_uuid(reference) else Case.case_no == read_case_no(reference)
    found = select(Case).where(wanted) if restricted else select(Case).where(wanted, SHOWN)
    if lock:
        found = found.with_for_update().execution_options(populate_existing=True)
    case = await session.scalar(found)
    if case is None:
        raise CaseNotFound
    return case


async def linked_numbers(session: AsyncSession, cases: Sequence[Case]) -> dict[str, list[str]]:
    """Case id to the numbers of the other cases of its story, in one query."""
    stories = {case.story_id for case in cases}
    rows = await session.execute(
        select(Case.story_id, Case.case_no).where(Case.story_id.in_(stories), SHOWN).order_by(Case.id)
    )
    told: dict[str, list[str]] = {}
    for story_id, case_no in rows:
        told.setdefault(story_id, []).append(case_no)
    return {case.id: [no for no in told.get(case.story_id, ()) if no != case.case_no] for case in cases}


async def numbers_of(session: AsyncSession, case_ids: Iterable[str | None]) -> dict[str, str]:
    """Case id to its number."""
    wanted = {case_id for case_id in case_ids if case_id is not None}
    if not wanted:
        return {}
    rows = await session.execute(select(Case.id, Case.case_no).where(Case.id.in_(wanted), SHOWN))
    return {row.id: row.case_no for row in rows}


async def look_up(session: AsyncSession, vault: Vault, case_no: str, phone_last4: str) -> Case:
    """The case with this number left with a phone ending so; of a merged one, the case it was merged into.

    Raises CaseNotFound, whatever was wrong.
    """
    digits = unicodedata.normalize("NFKC", phone_last4).strip()
    if FOUR_DIGITS.fullmatch(digits) is None:
        raise CaseNotFound  # else a number cut short with longer digits would be the same digest
    digest = sealing.lookup_digest(vault, read_case_no(case_no), digits)
    case = await session.scalar(select(Case).where(Case.lookup_digest == digest, SHOWN))
    if case is None:
        raise CaseNotFound
    return await primary(session, case)


async def primary(session: AsyncSession, case: Case, *, lock: bool = False) -> Case:
    """The case that stands for it: itself, or the one it was merged into. Mergers never chain.

    lock: hold its row, as find_case does. Raises CaseNotFound when that one is restricted.
    """
    stands = case.duplicate_of or case.id
    if not lock and stands == case.id:
        return case
    return await find_case(session, stands, lock=lock)
