"""All tables there are: every room's model, loaded by its place, so that none can be forgotten."""

from functools import cache
from importlib import import_module
from pathlib import Path

ROOMS = Path(__file__).parents[1]


@cache
def load_models() -> None:
    """Have every room's tables in desk.store.base.Base.metadata, whatever the process has imported so far."""
    for model in sorted(ROOMS.glob("*/model.py")):
        import_module(f"desk.{model.parent.name}.model")
    import_module("desk.cases.search")  # beside its queries, for each engine has a share in the table
