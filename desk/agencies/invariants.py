"""What a tree of agencies must hold: everyone's superior is of a higher level and of a place around theirs.

Levels only ever rise on the way up, so no cycle can exist. Pure.
"""

from collections.abc import Iterator, Mapping

from desk.agencies.kinds import regions_above
from desk.agencies.rows import AgencyRow, problem
from desk.agencies.tree import Node, Tree
from desk.errors import FieldError


def fits_below(child: Node | AgencyRow, parent: Node | AgencyRow) -> bool:
    """Whether `parent` may stand above `child`: 220104 below 220100 or 220000, never below 220200 or 210000."""
    return parent.level.depth < child.level.depth and parent.region_code in regions_above(child.region_code)


def tree_problems(tree: Tree, rows: list[AgencyRow]) -> Iterator[FieldError]:
    """What would be wrong with the tree once these rows are in it, at the line that makes it so.

    tree: as it stands now; a row replaces the agency of its code.
    """
    new: Mapping[str, AgencyRow] = {row.code: row for row in rows}
    for row in rows:
        if row.parent_code is None:
            continue
        parent = new.get(row.parent_code) or tree.by_code.get(row.parent_code)
        if parent is None:
            yield problem(row.line, "parent_code", "parent_unknown")
        elif not fits_below(row, parent):
            yield problem(row.line, "parent_code", "parent_not_above")
    for child in tree.nodes:
        above = new.get(child.parent_code or "")
        if above is not None and child.code not in new and not fits_below(child, above):
            yield problem(above.line, "region_code", "child_not_fitting", child=child.code)


def superiors_first(rows: list[AgencyRow]) -> list[AgencyRow]:
    """In an order in which every row's superior is there before it."""
    return sorted(rows, key=lambda row: row.level.depth)
