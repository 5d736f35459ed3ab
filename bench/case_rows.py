"""Many cases at once, for measuring lists and searches: rows as the desk writes them, made without the desk."""

import datetime as dt
import io
import itertools
import json
import random
import uuid
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Engine, Table, insert, select

from desk.cases.disputes import respondent_key
from desk.cases.model import Case
from desk.cases.numbers import ALPHABET, LENGTH, PREFIX
from desk.cases.states import CaseState

BATCH = 5_000
SPAN = dt.timedelta(days=3 * 365)
SHOPS = (
    "好运电器行",
    "晨光健身",
    "四季服装",
    "大经路手机城",
    "欧亚家具",
    "康宁药房",
    "同志街美容",
    "南湖旅行社",
)
GOODS = ("电饭煲", "健身年卡", "羽绒服", "二手手机", "真皮沙发", "保健品", "美容套餐", "三日游")
PLACES = ("220102", "220104", "210102", "630102", "530602", "341702")
STATES = (CaseState.SUBMITTED, CaseState.ACCEPTED, CaseState.MEDIATING, CaseState.SETTLED, CaseState.REJECTED)


def ordered_id(instant: dt.datetime, number: int) -> str:
    """A UUIDv7 of that instant; `number` keeps those of one millisecond apart and in order."""
    milliseconds = int(instant.timestamp() * 1000)
    value = milliseconds << 80 | 7 << 76 | (number & 0xFFF) << 64 | 2 << 62 | number
    return str(uuid.UUID(int=value))


def numbered(number: int) -> str:
    """A case number of its own: a million drawn at random would hold a pair of twins, with luck three."""
    digits = ""
    for _ in range(LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        digits += ALPHABET[digit]
    return PREFIX + digits


def template(engine: Engine) -> dict[str, Any]:
    """One filed case as it stands in the table: what the rows have in common, the sealed parts among it."""
    with engine.connect() as connection:
        return dict(connection.execute(select(Case.__table__).limit(1)).mappings().one())


def rows(
    common: dict[str, Any], count: int, *, until: dt.datetime, seed: int = 7
) -> Iterator[dict[str, Any]]:
    """`count` cases spread evenly over the years before `until`, oldest first. Names repeat as real ones do."""
    chance = random.Random(seed)
    for number in range(count):
        at = until - SPAN + SPAN * ((number + 1) / (count + 1))
        shop = f"{chance.choice(SHOPS)}{chance.randrange(max(count // 50, 1))}店"
        identity = ordered_id(at, number)
        yield {
            **common,
            "id": identity,
            "story_id": identity,
            "case_no": numbered(number),
            "state": chance.choice(STATES).value,
            "conversation_id": f"bench-{number}",
            "created_at": at,
            "updated_at": at,
            "respondent_name": shop,
            "respondent_key": respondent_key(shop),
            "product": chance.choice(GOODS),
            "region_code": chance.choice(PLACES),
            "agency_id": f"agency-{chance.randrange(200)}",
            "lookup_digest": f"{number:064x}",
            "person_digest": f"{number // 3:064x}",
            "dispute_digest": None,
            "amount_fen": chance.randrange(1_000, 500_000),
        }


def fill(engine: Engine, made: Iterator[dict[str, Any]]) -> None:
    """Insert in batches: COPY on PostgreSQL, executemany on SQLite."""
    table: Table = Case.__table__  # type: ignore[assignment]
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            for batch in itertools.batched(made, BATCH):
                connection.execute(insert(table), list(batch))
            return
        names = [column.name for column in table.columns]
        cursor = connection.connection.cursor()
        columns = ", ".join(names)
        with cursor.copy(f"COPY cases ({columns}) FROM STDIN") as copy:
            for batch in itertools.batched(made, BATCH):
                copy.write(_lines(names, batch))


def _lines(names: list[str], batch: tuple[dict[str, Any], ...]) -> str:
    out = io.StringIO()
    for row in batch:
        out.write("\t".join(_cell(row[name]) for name in names) + "\n")
    return out.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, (list, dict)):
        value = json.dumps(value)
    return str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
