"""What hands and tests find: a handful of places and two tests, as reliable as published, chosen by the drawing."""

from __future__ import annotations

import numpy as np

from nuchal.findings.model import SIDES, Examination, Palpated, TestResult
from nuchal.reasoning.evidence import reliable
from nuchal.reasoning.network import Model
from nuchal.reasoning.posterior import Ints
from nuchal.simulation.dice import Rng, happens, weighted
from nuchal.simulation.presenting import Presenting, drawn_columns

EXAMINED = 0.6
"""Share of clients whom hands examine."""
HANDFUL = (3, 6)
"""Fewest and most structures palpated."""
ASKED_OF_TOUCH = {"familiar_pain": 0.95, "tenderness": 0.9, "taut_band": 0.4}
"""Share of palpations in which the examiner notes each sign."""
TESTED = {"frt": 0.4, "cgh_cluster": 0.1}
"""Share of examined clients who get each test."""


def examine(model: Model, person: Presenting, rng: Rng) -> Examination:
    """Palpation and tests of one visit; nothing of it looks at the truth except the hands themselves."""
    if not happens(rng, EXAMINED):
        return Examination()
    palpated = tuple(_touch(model, column, person, rng) for column in _worth_a_touch(model, person, rng))
    return Examination(palpated=palpated, tests=_tests(model, person, rng))


def _worth_a_touch(model: Model, person: Presenting, rng: Rng) -> list[int]:
    """Structures that refer to what was drawn, the more of it the likelier to be chosen; one cause stands for each."""
    weight = model.refers[:, drawn_columns(model, person.drawing)].sum(axis=1)
    for column, cause in enumerate(model.causes):
        again = column > 0 and model.part[column] == model.part[column - 1]
        if again or cause.structure.palpation is None or not cause.structure.palpation.palpable:
            weight[column] = 0.0
    low, high = HANDFUL
    chosen: list[int] = []
    for _ in range(low + int(rng.random() * (high - low + 1))):
        if weight.sum() <= 0.0:
            break
        chosen.append(weighted(rng, weight))
        weight[chosen[-1]] = 0.0
    return chosen


def _touch(model: Model, column: int, person: Presenting, rng: Rng) -> Palpated:
    """A structure whose touch brings the familiar pain is tender too; else tenderness is read by itself."""
    cause = model.causes[column]
    is_active = bool(np.any(model.part[person.active] == model.part[column]))
    familiar, tender, taut = (_sign(model, name, is_active, rng) for name in ASKED_OF_TOUCH)
    noted = {name: happens(rng, share) for name, share in ASKED_OF_TOUCH.items()}
    counts_from = int(model.knowledge.setting("tenderness_counts_from"))
    tenderness = counts_from if tender or (familiar and noted["familiar_pain"]) else 0
    return Palpated(
        structure=cause.structure.id,
        side=cause.side,
        familiar_pain=familiar if noted["familiar_pain"] else None,
        tenderness=tenderness if noted["tenderness"] else None,
        taut_band=taut if noted["taut_band"] else None,
    )


def _sign(model: Model, name: str, is_active: bool, rng: Rng) -> bool:
    if_active, if_inactive = reliable(model, name)
    return happens(rng, if_active if is_active else if_inactive)


def _tests(model: Model, person: Presenting, rng: Rng) -> tuple[TestResult, ...]:
    results: list[TestResult] = []
    for name, share in TESTED.items():
        if name not in model.knowledge.tests or not happens(rng, share):
            continue
        for side in SIDES if model.knowledge.tests[name].sided else (None,):
            positive = happens(rng, _positive(model, name, side, person))
            results.append(TestResult(test=name, side=side, positive=positive))
    return tuple(results)


def _positive(model: Model, name: str, side: str | None, person: Presenting) -> float:
    """Sensitivity where the target is there, one minus specificity where not; a structure outranks a headache."""
    published = [a for a in model.knowledge.tests[name].accuracy if a.sensitivity and a.specificity]
    for accuracy in published:
        aimed = _columns(model, accuracy.target, side)
        if aimed.size and accuracy.sensitivity and accuracy.specificity:
            hits = len(np.intersect1d(aimed, person.active))
            miss = (1.0 - accuracy.sensitivity) / accuracy.specificity
            return 1.0 - accuracy.specificity * float(min(miss, 1.0)) ** hits
    for accuracy in published:
        if accuracy.sensitivity and accuracy.specificity:
            there = accuracy.target in person.state.presentation.codes
            return accuracy.sensitivity if there else 1.0 - accuracy.specificity
    return 0.0


def _columns(model: Model, target: str, side: str | None) -> Ints:
    return np.array(
        [
            column
            for column, cause in enumerate(model.causes)
            if target in (cause.structure.id, cause.structure.group) and side in (None, cause.side)
        ],
        dtype=np.int64,
    )
