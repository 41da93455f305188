"""No headache type, danger sign or derivation is defined by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nuchal.errors import KnowledgeError
from nuchal.knowledge import schema
from nuchal.knowledge.checks.places import Read, complain, criteria_of
from nuchal.knowledge.expressions import leaves, parse


def check(read: Read) -> Iterator[KnowledgeError]:
    """One error per item that comes back to itself."""
    graph: dict[str, set[str]] = {}
    homes = {}
    for item, document in read.pairs:
        if not isinstance(item, (schema.Headache, schema.DangerSign, schema.Finding)):
            continue
        name = item.code if isinstance(item, schema.Headache) else item.id
        homes[name] = document
        graph[name] = {
            leaf.subject for _, criterion in criteria_of(item) for leaf in leaves(parse(criterion))
        }
        if isinstance(item, schema.Headache):
            graph[name] |= {pattern.code for pattern in item.one_missing}
    for name, document in homes.items():
        if _reaches(name, name, graph):
            yield complain(document, (), f"{name} is defined by itself", "Break the circle of references.")


def _reaches(start: str, goal: str, graph: Mapping[str, set[str]]) -> bool:
    seen: set[str] = set()
    todo = list(graph.get(start, ()))
    while todo:
        name = todo.pop()
        if name == goal:
            return True
        if name not in seen:
            seen.add(name)
            todo.extend(graph.get(name, ()))
    return False
