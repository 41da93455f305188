"""Why something is concluded: a tree of what was asked, what is known, from whom, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from nuchal.findings.model import Origin
from nuchal.reasoning.truth import Truth

Joint = Literal["leaf", "all", "any", "at_least", "not", "one_missing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """
    One step of an explanation.

    A leaf names the `finding` it looked at and what is `known` of it; every other step joins its `parts`.
    """

    asks: str
    truth: Truth
    joint: Joint = "leaf"
    needed: int = 0
    finding: str | None = None
    known: str = ""
    origin: Origin | None = None
    parts: tuple[Reason, ...] = ()
    because: str = ""

    @property
    def missing(self) -> frozenset[str]:
        """Findings that are open and still matter: an answer to them could settle this step."""
        if self.truth is not Truth.UNKNOWN:
            return frozenset()
        own = frozenset({self.finding}) if self.finding and not self.parts else frozenset()
        return own.union(*(part.missing for part in self.parts))

    @property
    def negated(self) -> Reason | None:
        """The one finding that must not be there, where this step asks for no more than that."""
        only = self.parts[0] if self.joint == "not" and len(self.parts) == 1 else None
        return only if only is not None and not only.parts else None

    def leaves(self) -> Iterator[Reason]:
        """Every leaf, left to right."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()
