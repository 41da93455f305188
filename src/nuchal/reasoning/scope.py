"""What may a profession do in this region? Only what the knowledge says of it; anything else keeps the usual scope."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from nuchal.errors import UsageError
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.care import RegionScope, System, Technique


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """A system of care as this practitioner may use it here."""

    care: System
    licences: frozenset[str]
    """Techniques that need a licence which is on file."""
    scope: RegionScope

    def outside(self, technique: Technique) -> str:
        """Why the technique may not be used here by this practitioner, or nothing."""
        scope, name = self.scope, technique.id
        if name in scope.without:
            return scope.without[name]
        if name not in scope.also and self.care.profession not in technique.professions:
            return f"outside the scope of a {self.care.profession.replace('_', ' ')}"
        if name in self.licences:
            return ""
        if name in scope.wants_licence or name in scope.also:
            return scope.wants_licence.get(name) or scope.also[name]
        return "needs a licence that this practice has not recorded" if technique.needs_licence else ""


def region_scope(care: System, region: str | None, knowledge: Knowledge) -> RegionScope:
    """
    What the region changes for the system's profession; a part of a country (`CA-ON`) falls back on it (`CA`).

    A region of which another system knows something changes nothing here. Raises UsageError for a region of which
    nothing is known: silence about the law must not look like permission.
    """
    if region is None:
        return RegionScope()
    if region not in known_regions(knowledge):
        near = difflib.get_close_matches(region, known_regions(knowledge), n=2)
        raise UsageError(
            f"nothing is known of the scope of practice in {region!r}",
            remedy=(f"Did you mean {' or '.join(near)}? " if near else "")
            + f"Known: {', '.join(known_regions(knowledge))}. Leave it out to keep the usual scope.",
        )
    regions = care.techniques_by_region
    return regions.get(region) or regions.get(region.split("-")[0]) or RegionScope()


def known_regions(knowledge: Knowledge) -> tuple[str, ...]:
    """Every region of which a system says something, and the countries of its parts."""
    named = {region for care in knowledge.systems.values() for region in care.scope_by_region}
    return tuple(sorted(named | {region.split("-")[0] for region in named}))
