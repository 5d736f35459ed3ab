"""A page for each of several values in one statement: what an index gives in order for one value."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, Text, bindparam, func, select, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from desk.cases.model import Case


def streams(page: Select[Any], column: Any, values: Sequence[str], *, is_sqlite: bool) -> Select[Any]:
    """Ids of the cases on the page of each value of the column.

    page: ids, ordered and limited, without a condition on the column. The statement is the same however many
    values there are: a UNION of as many parts takes longer to be written and planned than to be run.
    """
    if is_sqlite:
        # SQLite knows no LATERAL, but may look up a row by the ids of a subquery that knows the row before it.
        keys = func.json_each(bindparam("values", json.dumps(list(values)))).table_valued("value")
        shown = aliased(Case)
        of_one = page.where(column == keys.c.value).correlate(keys)
        return select(shown.id).select_from(keys.join(shown, shown.id.in_(of_one)))
    keys = (
        func.unnest(bindparam("values", list(values), ARRAY(Text()))).table_valued("value").render_derived()
    )
    newest = page.where(column == keys.c.value).correlate(keys).lateral()
    return select(newest.c.id).select_from(keys.join(newest, true()))
