"""What every drawing pad is told of the body: its places by region, and its words, in the language of the page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from nuchal.bodymap import zones
from nuchal.bodymap.web import pad_data
from nuchal.bodymap.web.modules import module_names
from nuchal.bodymap.web.words import WORDS
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.operations.translating import say


def pad_modules() -> tuple[str, ...]:
    """The static files that the pad imports, to be fetched side by side instead of one after another."""
    return tuple(f"bodymap/pad/{name}" for name in module_names())


def places() -> list[dict[str, Any]]:
    """Every place by region, from the top of the head downwards."""
    known = knowledge()
    groups: dict[str, list[dict[str, str]]] = {}
    order = {zone: place for place, zone in enumerate(zones())}
    for zone in sorted(known.zones.values(), key=lambda zone: order.get(zone.id, len(order))):
        groups.setdefault(known.groups[zone.group].name, []).append({"id": zone.id, "name": say(zone.name)})
    return [{"name": say(name), "zones": members} for name, members in groups.items()]


def pad_told(kinds: Mapping[str, str], words: Mapping[str, Any]) -> bytes:
    """What a pad is told, in the language of now: body map, kinds of pain, and words other than its own."""
    groups = places()
    names = {zone["id"]: zone["name"] for group in groups for zone in group["zones"]}
    told = pad_data(
        names,
        {group["name"]: [zone["id"] for zone in group["zones"]] for group in groups},
        kinds,
        words={key: _translated(value) for key, value in WORDS.items()} | dict(words),
    )
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _translated(words: Any) -> Any:
    if isinstance(words, str):
        return say(words)
    if isinstance(words, list):
        return [_translated(word) for word in words]
    return {key: _translated(value) for key, value in words.items()}
