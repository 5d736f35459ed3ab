"""Builders of agencies and trees: a province, two prefectures, counties, and whoever else a test plants."""

import datetime as dt
from typing import Any

from desk.agencies.importing import Imported, import_file
from desk.agencies.kinds import AgencyKind, level_of
from desk.agencies.rows import AGENCY_COLUMNS
from desk.agencies.tree import Node, Tree, tree_of
from desk.cases.services import load_services
from desk.store.database import Database
from tests.desk.builders import NOW

SERVICES = frozenset(load_services())


def node(region_code: str, parent: str | None = None, /, **changes: Any) -> Node:
    """A market regulator of a place; its id is its code in capitals."""
    code = changes.pop("code", f"{region_code}-amr")
    values = {
        "id": code.upper(),
        "code": code,
        "name": f"{region_code}市场监督管理局",
        "kind": AgencyKind.MARKET_REGULATION,
        "level": level_of(region_code),
        "region_code": region_code,
        "parent_code": parent and f"{parent}-amr",
    }
    return Node(**values | changes)


def other(kind: AgencyKind, region_code: str = "220100", **changes: Any) -> Node:
    """An agency of another kind."""
    return node(region_code, code=changes.pop("code", f"{region_code}-{kind.value}"), kind=kind, **changes)


PLANTED = (
    node("100000"),
    node("220000", "100000"),
    node("220100", "220000"),
    node("220102", "220100"),
    node("220104", "220100"),
    node("220200", "220000"),
    node("330000", "100000"),
    node("330100", "330000"),
    node("330106", "330100"),
    other(AgencyKind.POSTAL),
)
TREE = tree_of(PLANTED, {"某某商城": "330106"})


def grown(*more: Node, without: str | None = None) -> Tree:
    """The tree with more agencies, or without one."""
    return tree_of([one for one in PLANTED if one.code != without] + list(more), dict(TREE.platform_homes))


def csv_of(*rows: dict[str, str], columns: tuple[str, ...] = AGENCY_COLUMNS) -> bytes:
    """A file; what a row leaves out is empty."""
    lines = [",".join(columns)] + [",".join(row.get(name, "") for name in columns) for row in rows]
    return ("\n".join(lines) + "\n").encode()


def row(region_code: str = "220104", **changes: str) -> dict[str, str]:
    """A line of a file of agencies; without a superior."""
    return {
        "code": f"{region_code}-amr",
        "name": "某地市场监督管理局",
        "kind": "market_regulation",
        "level": level_of(region_code).value,
        "region_code": region_code,
        "phone": "12315",
        "source": "试验",
    } | changes


async def bring_in(database: Database, content: bytes, *, now: dt.datetime = NOW) -> Imported:
    """Import a file in a transaction of its own."""
    async with database.write() as session:
        return await import_file(session, content, services=SERVICES, now=now)
