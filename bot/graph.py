"""Runs the model's graph in the order of its edges, worked out once.

Rasa hands every message's graph to Dask, which plans it anew each time: a cut of the schema, a task queue, a
futures pool of one. For a chain of a few components in one thread that planning takes two milliseconds of a
turn, most of what is not the components' own work. The nodes are Rasa's own and are called as Rasa calls them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import ExecutionContext, GraphNode, GraphNodeHook, GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelStorage

Plan = tuple[tuple[str, tuple[str, ...]], ...]  # node and what it needs, in an order in which it can be run


class StraightRunner(GraphRunner):
    """A loaded graph, one node after another."""

    def __init__(self, schema: GraphSchema, nodes: Mapping[str, GraphNode]) -> None:
        """``nodes``: the instantiated nodes of ``schema``."""
        self._schema, self._nodes = schema, nodes
        self._plans: dict[tuple[str, ...], Plan] = {}

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: list[GraphNodeHook] | None = None,
    ) -> StraightRunner:
        """As Rasa's runner; the nodes are loaded by it."""
        return cls.of(DaskGraphRunner.create(graph_schema, model_storage, execution_context, hooks))

    @classmethod
    def of(cls, runner: DaskGraphRunner) -> StraightRunner:
        """The same graph as ``runner``'s, with the nodes that it has loaded."""
        return cls(runner._graph_schema, runner._instantiated_nodes)

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """The targets' outputs by name; without targets those that the schema names.

        Raises GraphRunError when a node needs an input that is not given, and whatever a node raises.
        """
        wanted = tuple(targets or self._schema.target_names)
        plan = self._plans.get(wanted)
        if plan is None:
            plan = self._plans[wanted] = plan_of(self._schema, wanted)
        done: dict[str, tuple[str, Any]] = {name: (name, value) for name, value in (inputs or {}).items()}
        for name, needs in plan:
            missing = [need for need in needs if need not in done]
            if missing:
                raise GraphRunError(f"Missing input to run node '{name}': {', '.join(missing)}.")
            done[name] = self._nodes[name](*(done[need] for need in needs))
        return {name: done[name][1] for name in wanted}


def plan_of(schema: GraphSchema, targets: tuple[str, ...]) -> Plan:
    """The nodes that ``targets`` rest on, each after those it needs. Inputs are no nodes and stand in no plan."""
    order: dict[str, tuple[str, ...]] = {}

    def visit(name: str) -> None:
        node = schema.nodes.get(name)
        if node is None or name in order:
            return
        for need in node.needs.values():
            visit(need)
        order[name] = tuple(node.needs.values())

    for target in targets:
        visit(target)
    return tuple(order.items())
