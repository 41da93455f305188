"""
The noisy-OR network of a knowledge release: which causes there are, and what each may bring.

Causes are structures times side. The rival headaches (a migraine also hurts at the temple) are the states of one
variable: each has its own pain, its own priors for the structures and its own features.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from nuchal.findings.model import SIDES, Side
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.expressions import Expression, leaves, parse, written
from nuchal.knowledge.schema import Presentation, Structure
from nuchal.reasoning.posterior import Array, Ints

EXTENTS: tuple[Literal["full", "partial"], ...] = ("full", "partial")


@dataclass(frozen=True, slots=True)
class Cause:
    """
    One structure on one side, in one of the two ways in which it can be felt.

    Some people feel the whole pattern, others only a piece of it; without the second way every place left blank
    would count as if all people drew everything. The two exclude each other.
    """

    structure: Structure
    side: Side
    extent: Literal["full", "partial"]

    @property
    def block(self) -> tuple[str, Side]:
        """The muscle (or joint group, or nerve group) and side that it is shown under."""
        return self.structure.group, self.side


@dataclass(frozen=True, slots=True)
class HeadacheState:
    """One rival headache with the side that it takes."""

    presentation: Presentation
    side: Literal["left", "right", "both"]


class Model:
    """The network of one knowledge release; built once, asked for every client."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        treatable = [s for s in knowledge.structures.values() if s.tissue != "disease" and self._is_ranked(s)]
        treatable.sort(key=lambda structure: (structure.group, structure.id))
        self.causes = tuple(
            Cause(structure, side, extent) for side in SIDES for structure in treatable for extent in EXTENTS
        )
        self.blocks = tuple(dict.fromkeys(cause.block for cause in self.causes))
        self.block: Ints = np.array([self.blocks.index(cause.block) for cause in self.causes], dtype=np.int64)
        self.parts = tuple((cause.structure, cause.side) for cause in self.causes[:: len(EXTENTS)])
        self.part: Ints = np.repeat(np.arange(len(self.parts), dtype=np.int64), len(EXTENTS))
        self.states = tuple(
            HeadacheState(presentation, side)
            for presentation in knowledge.presentations.values()
            for side, share in presentation.sides.items()
            if share > 0
        )
        self.places: tuple[tuple[str, Side], ...] = tuple(
            (zone, side) for zone in knowledge.zones for side in SIDES
        )
        self.place_index = {place: index for index, place in enumerate(self.places)}

    def _is_ranked(self, structure: Structure) -> bool:
        group = self.knowledge.groups.get(structure.group)
        return group is None or group.treatable

    @cached_property
    def refers(self) -> Array:
        """(C, places): probability that an active structure is drawn as pain at a place."""
        partial = self.knowledge.setting("partial_pattern_factor")
        core = self.knowledge.setting("pain_in_core_zone")
        spillover = self.knowledge.setting("pain_in_spillover_zone")
        near = self.knowledge.setting("pain_beside_core_zone")
        sure = {
            "high": 1.0,
            "medium": self.knowledge.setting("trust_medium_confidence"),
            "low": self.knowledge.setting("trust_low_confidence"),
        }
        across = {
            "ipsilateral": 0.0,
            "mostly_ipsilateral": self.knowledge.setting("across_mostly_ipsilateral"),
            "often_both": self.knowledge.setting("across_often_both"),
            "both": self.knowledge.setting("across_both"),
        }
        table = np.zeros((len(self.causes), len(self.places)))
        for row, cause in enumerate(self.causes):
            structure = cause.structure
            chances: dict[str, float] = {}
            for zone in structure.core:
                for neighbour in self.knowledge.zones[zone].neighbours:
                    chances[neighbour] = near
            chances.update(dict.fromkeys(structure.spillover, spillover))
            chances.update(dict.fromkeys(structure.core, core))
            for zone, chance in chances.items():
                chance *= sure[structure.confidence] * (partial if cause.extent == "partial" else 1.0)
                other = across[structure.side]
                if zone in structure.both_sides_in:
                    other = max(other, across["often_both"])
                for side in SIDES:
                    share = 1.0 if side == cause.side else other
                    table[row, self.place_index[zone, side]] = chance * share
        return table

    @cached_property
    def own_pain(self) -> Array:
        """(K, places): probability that the headache itself is drawn at a place; the leak everywhere else."""
        stray = self.knowledge.setting("stray_mark")
        table = np.full((len(self.states), len(self.places)), stray)
        for row, state in enumerate(self.states):
            for zone, chance in state.presentation.own_pain.items():
                for side in SIDES:
                    if state.side in (side, "both"):
                        index = self.place_index[zone, side]
                        table[row, index] = 1 - (1 - stray) * (1 - chance)
        return table

    @cached_property
    def prior(self) -> Array:
        """(K, C): probability that a structure is active in this way, by rival headache (C4 prevalence)."""
        partial = self.knowledge.setting("partial_pattern_share")
        table = np.zeros((len(self.states), len(self.causes)))
        for row, state in enumerate(self.states):
            known = state.presentation.structures
            for column, cause in enumerate(self.causes):
                structure = cause.structure
                rest = known.get(structure.group, state.presentation.structures_default)
                share = partial if cause.extent == "partial" else 1.0 - partial
                table[row, column] = share * known.get(structure.id, rest)
        return table

    @cached_property
    def share(self) -> Array:
        """(K,): share of each rival headache and side among clients."""
        return np.array(
            [state.presentation.share * state.presentation.sides[state.side] for state in self.states]
        )

    @cached_property
    def associations(self) -> Mapping[str, tuple[Expression, Array]]:
        """Symptom sentence -> (expression, (C,) probability that an active structure brings it)."""
        strength = {
            "strong": self.knowledge.setting("symptom_strong"),
            "weak": self.knowledge.setting("symptom_weak"),
        }
        table: dict[str, tuple[Expression, Array]] = {}
        for row, cause in enumerate(self.causes):
            for association in cause.structure.associated:
                text = written(association.when)
                if text not in table:
                    table[text] = (parse(association.when), np.zeros(len(self.causes)))
                table[text][1][row] = strength[association.strength]
        return table

    @cached_property
    def provocations(self) -> Mapping[str, tuple[Expression, Array]]:
        """Factor sentence -> (expression, (C,) likelihood ratio when present)."""
        table: dict[str, tuple[Expression, Array]] = {}
        for row, cause in enumerate(self.causes):
            for provocation in cause.structure.provoked_by:
                text = written(provocation.when)
                if text not in table:
                    table[text] = (parse(provocation.when), np.ones(len(self.causes)))
                table[text][1][row] = provocation.likelihood_ratio
        return table

    @cached_property
    def features(self) -> Mapping[str, tuple[Expression, Array]]:
        """Feature sentence -> (expression, (K,) probability in each rival headache; NaN where it says nothing)."""
        table: dict[str, tuple[Expression, Array]] = {}
        for row, state in enumerate(self.states):
            for feature in state.presentation.features:
                if feature.when not in table:
                    table[feature.when] = (parse(feature.when), np.full(len(self.states), np.nan))
                table[feature.when][1][row] = feature.probability
        return table

    def base_rate(self, expression: Expression) -> float:
        """How often a symptom is there without the structure: the base rate of its findings, or the usual one."""
        rates = [
            finding.base_rate
            for leaf in leaves(expression)
            if (finding := self.knowledge.findings.get(leaf.subject)) and finding.base_rate is not None
        ]
        return max(rates) if rates else self.knowledge.setting("symptom_base_rate")
