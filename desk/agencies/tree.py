"""The tree of agencies as one value: who stands where, under whom. Pure; desk.agencies.register reads it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from desk.agencies.kinds import AgencyKind, Level, regions_above


@dataclass(frozen=True)
class Node:
    """One agency. matters: codes of services.yml it takes; empty: all of its kind."""

    id: str
    code: str
    name: str
    kind: AgencyKind
    level: Level
    region_code: str
    parent_code: str | None = None
    matters: frozenset[str] = frozenset()
    active: bool = True

    def takes(self, kind: AgencyKind, category: str | None) -> bool:
        """Whether a matter of this kind and category is for it. OTHER takes only what it names: its kind says
        nothing of what it decides."""
        if not self.active or self.kind is not kind:
            return False
        if not self.matters:
            return kind is not AgencyKind.OTHER
        return category in self.matters


@dataclass(frozen=True)
class Tree:
    """All agencies, and the places of platform operators (key of the name → region code)."""

    nodes: tuple[Node, ...] = ()
    platform_homes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @cached_property
    def by_code(self) -> Mapping[str, Node]:
        return {node.code: node for node in self.nodes}

    @cached_property
    def by_id(self) -> Mapping[str, Node]:
        return {node.id: node for node in self.nodes}

    @cached_property
    def _by_region(self) -> Mapping[str, list[Node]]:
        found: dict[str, list[Node]] = {}
        for node in sorted(self.nodes, key=lambda node: node.code):
            found.setdefault(node.region_code, []).append(node)
        return found

    @cached_property
    def _children(self) -> Mapping[str, list[Node]]:
        found: dict[str, list[Node]] = {}
        for node in self.nodes:
            if node.parent_code is not None:
                found.setdefault(node.parent_code, []).append(node)
        return found

    def competent(self, kind: AgencyKind, category: str | None, region_code: str) -> Node | None:
        """Who takes such a matter at this place: the agency of the place itself, else of the prefecture, else of the
        province, else the national one, which hand it down (第四十一条). Of several, the one that names the matter."""
        for place in regions_above(region_code):
            takers = [node for node in self._by_region.get(place, ()) if node.takes(kind, category)]
            if takers:
                return max(takers, key=lambda node: bool(node.matters))
        return None

    def superiors(self, node: Node) -> Iterator[Node]:
        """Its parent, the parent's parent …; a code without an agency ends it."""
        above = node
        while above.parent_code is not None and above.parent_code in self.by_code:
            above = self.by_code[above.parent_code]
            yield above

    def subtree(self, node: Node) -> Iterator[Node]:
        """The agency itself and all below it."""
        waiting = [node]
        while waiting:
            found = waiting.pop()
            yield found
            waiting.extend(self._children.get(found.code, ()))


def tree_of(nodes: Iterable[Node], platform_homes: Mapping[str, str] | None = None) -> Tree:
    return Tree(tuple(nodes), MappingProxyType(dict(platform_homes or {})))
