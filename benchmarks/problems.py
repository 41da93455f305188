"""Drawings to localise: random places of one person's map, the same for every engine."""

from __future__ import annotations

import numpy as np

from nuchal.findings.model import SIDES, Drawing, Mark
from nuchal.knowledge.base import Knowledge
from nuchal.reasoning.evidence import build, drawing_evidence
from nuchal.reasoning.localisation import model_of
from nuchal.reasoning.posterior import Problem


def drawings(knowledge: Knowledge, positives: int, number: int, rng: np.random.Generator) -> list[Drawing]:
    """
    Random drawings of head, neck and shoulder with this many places.

    Up to ten places lie on one side, as most one-sided headaches do; more are spread over both.
    """
    zones = [z.id for z in knowledge.zones.values() if not z.inset and z.group not in ("arm", "chest")]
    found = []
    for _ in range(number):
        sides = SIDES if positives > 10 else (SIDES[int(rng.integers(2))],)
        places = [(zone, side) for zone in zones for side in sides]
        chosen = rng.choice(len(places), size=positives, replace=False)
        marks = (Mark(zone=places[i][0], side=places[i][1], intensity=7) for i in chosen.tolist())
        found.append(Drawing(tuple(marks)))
    return found


def problem_of(knowledge: Knowledge, drawing: Drawing) -> Problem:
    """The network problem of a drawing with nothing else known."""
    model = model_of(knowledge)
    return build(model, drawing_evidence(model, drawing), np.log(model.share))
