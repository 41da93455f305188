"""Neighbourhood on the body map is mutual, and every place has a neighbour."""

from __future__ import annotations

from collections.abc import Iterator

from nuchal.errors import KnowledgeError
from nuchal.knowledge import schema
from nuchal.knowledge.checks.places import Read, complain


def check(read: Read) -> Iterator[KnowledgeError]:
    """One error per one-sided or missing neighbourhood."""
    zones = read.knowledge.zones
    for zone, document in read.of(schema.Zone):
        if not zone.neighbours:
            yield complain(document, ("neighbours",), f"{zone.id} has no neighbour")
        for index, name in enumerate(zone.neighbours):
            if name in zones and zone.id not in zones[name].neighbours:
                yield complain(document, ("neighbours", index), f"{name} does not name {zone.id} in return")
            if name == zone.id:
                yield complain(document, ("neighbours", index), f"{zone.id} is its own neighbour")
