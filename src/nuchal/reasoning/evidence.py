"""
From findings to evidence for the network: what was drawn and left blank, symptoms, factors, hands and tests, each
weighed by its published reliability; and the problem that the posterior engine solves.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from nuchal.findings.model import Drawing, Origin, Palpated, Side, TestResult
from nuchal.knowledge.expressions import Expression, leaves
from nuchal.reasoning.criteria import Facts, evaluate
from nuchal.reasoning.network import Model
from nuchal.reasoning.posterior import Array, Problem, part_sums
from nuchal.reasoning.readings import test_truth
from nuchal.reasoning.truth import Truth

EvidenceKind = Literal["drawn", "undrawn", "symptom", "palpation", "test", "factor"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """
    One thing that was found. `link` (C,) and `leak` (K,) belong to positive and negative findings of the network;
    `ratio` (C,) multiplies the odds of single causes.
    """

    kind: EvidenceKind
    label: str
    place: tuple[str, Side] | None = None
    positive: bool = True
    link: Array | None = None
    leak: Array | None = None
    ratio: Array | None = None
    stray: float = 0.0
    """For a drawn place: probability that the mark is there for no reason at all."""


def drawing_evidence(model: Model, drawing: Drawing) -> list[Evidence]:
    """Each drawn place as a positive finding, each place that was left blank as a weak negative one."""
    faint = model.knowledge.setting("faint_mark_doubt")
    strong = model.knowledge.setting("clear_mark_intensity")
    typical = model.knowledge.setting("unrated_mark_intensity")
    stray = model.knowledge.setting("stray_mark")
    found = []
    marks = {(mark.zone, mark.side): mark for mark in drawing.marks if mark.intensity != 0}
    for place, index in model.place_index.items():
        leak = model.own_pain[:, index]
        mark = marks.get(place)
        doubt = 0.0
        if mark is not None:
            rating = typical if mark.intensity is None else mark.intensity
            doubt = 0.0 if mark.worst else faint * max(0.0, 1.0 - rating / strong)
            leak = 1.0 - (1.0 - doubt) * (1.0 - leak)
        found.append(
            Evidence(
                kind="drawn" if mark else "undrawn",
                label=f"{place[0]} {place[1]}",
                place=place,
                positive=mark is not None,
                link=model.refers[:, index],
                leak=leak,
                stray=1.0 - (1.0 - doubt) * (1.0 - stray),
            )
        )
    return found


def symptom_evidence(model: Model, facts: Facts) -> list[Evidence]:
    """Symptoms that structures bring along, where somebody answered."""
    found = []
    for text, (expression, link) in model.associations.items():
        truth = evaluate(expression, facts).truth
        if truth is not Truth.UNKNOWN and not _from_palpation(expression, facts):
            leak = np.full(len(model.states), model.base_rate(expression))
            found.append(
                Evidence(kind="symptom", label=text, positive=truth is Truth.YES, link=link, leak=leak)
            )
    return found


def _from_palpation(expression: Expression, facts: Facts) -> bool:
    """True if the sentence rests on a finding that palpation filled: the touch itself is weighed already."""
    for leaf in leaves(expression):
        finding = facts.knowledge.findings.get(leaf.subject)
        seen = facts.observation(leaf.subject)
        if finding and finding.familiar_at and seen is not None and seen.origin is Origin.DERIVED:
            return True
    return False


def factor_evidence(model: Model, facts: Facts) -> list[Evidence]:
    """Postures and other factors as capped likelihood ratios; a factor that is absent speaks against, mildly."""
    cap = model.knowledge.setting("factor_ratio_cap")
    found = []
    for text, (expression, ratio) in model.provocations.items():
        truth = evaluate(expression, facts).truth
        if truth is Truth.UNKNOWN:
            continue
        rate = model.base_rate(expression)
        ratio = np.minimum(ratio, min(cap, 0.95 / rate))
        if truth is Truth.NO:
            ratio = (1.0 - ratio * rate) / (1.0 - rate)
        found.append(Evidence(kind="factor", label=text, positive=truth is Truth.YES, ratio=ratio))
    return found


def reliable(model: Model, sign: str) -> tuple[float, float]:
    """
    Probability that an examiner reports a sign where the structure is active, and where it is not.

    If two examiners each see the truth with probability r and guess at the base rate otherwise, their agreement
    beyond chance is kappa = r squared; so r is the root of the published kappa (Rathbone 2017).
    """
    seen = math.sqrt(model.knowledge.setting(f"{sign}_kappa"))
    guess = model.knowledge.setting(f"{sign}_base_rate")
    active = model.knowledge.setting(f"{sign}_if_active")
    inactive = model.knowledge.setting(f"{sign}_if_inactive")
    return seen * active + (1 - seen) * guess, seen * inactive + (1 - seen) * guess


def palpation_evidence(model: Model, palpated: tuple[Palpated, ...]) -> list[Evidence]:
    """
    What hands found, weighed by how well examiners agree on it.

    Familiar pain decides where it was asked; tenderness speaks where familiar pain was not reproduced or not asked;
    a taut band hardly counts.
    """
    found = []
    for touch in palpated:
        columns = [
            index
            for index, cause in enumerate(model.causes)
            if touch.structure == cause.structure.id and cause.side == touch.side
        ]
        signs = {"familiar_pain": touch.familiar_pain, "taut_band": touch.taut_band}
        if touch.familiar_pain is not True and touch.tenderness is not None:
            signs["tenderness"] = touch.tenderness >= model.knowledge.setting("tenderness_counts_from")
        for sign, present in signs.items():
            if present is None or not columns:
                continue
            if_active, if_inactive = reliable(model, sign)
            ratio = np.ones(len(model.causes))
            ratio[columns] = if_active / if_inactive if present else (1 - if_active) / (1 - if_inactive)
            found.append(
                Evidence(
                    kind="palpation", label=f"{sign} {touch.structure}", place=(touch.structure, touch.side),
                    positive=present, ratio=ratio,
                )
            )  # fmt: skip
    return found


def test_evidence(model: Model, results: tuple[TestResult, ...]) -> list[Evidence]:
    """Tests with published accuracy for a structure: they count as often as they are right."""
    found = []
    for result in results:
        test = model.knowledge.tests[result.test]
        truth = test_truth(result, results, model.knowledge)
        if truth is Truth.UNKNOWN:
            continue
        for accuracy in test.accuracy:
            columns = [
                index
                for index, cause in enumerate(model.causes)
                if accuracy.target in (cause.structure.id, cause.structure.group)
                and result.side in (None, cause.side)
            ]
            if not columns or accuracy.sensitivity is None or accuracy.specificity is None:
                continue
            link = np.zeros(len(model.causes))
            link[columns] = max(0.0, 1.0 - (1.0 - accuracy.sensitivity) / accuracy.specificity)
            leak = np.full(len(model.states), 1.0 - accuracy.specificity)
            side = f" {result.side}" if result.side else ""
            found.append(
                Evidence(
                    kind="test", label=f"{test.id}{side}", positive=truth is Truth.YES, link=link, leak=leak
                )
            )
    return found


def state_log_weight(
    model: Model,
    facts: Facts,
    concluded: frozenset[str],
    refused: frozenset[str],
    results: tuple[TestResult, ...],
) -> Array:
    """
    (K,) log of share times likelihood of the headache's own features, per rival headache.

    A rival whose definite criteria are all met, or all refused, is moved by a fixed factor on top.
    """
    weight = np.log(model.share)
    for expression, chance in model.features.values():
        truth = evaluate(expression, facts).truth
        if truth is Truth.UNKNOWN:
            continue
        likelihood = chance if truth is Truth.YES else 1.0 - chance
        mean = float(np.nanmean(likelihood))
        weight = weight + np.log(np.where(np.isnan(likelihood), mean, likelihood))
    met = math.log(model.knowledge.setting("criteria_met_factor"))
    unmet = math.log(model.knowledge.setting("criteria_refused_factor"))
    for row, state in enumerate(model.states):
        codes = set(state.presentation.codes)
        if codes & concluded:
            weight[row] += met
        elif codes and codes <= refused:
            weight[row] += unmet
    return weight + _test_weight(model, results)


def _test_weight(model: Model, results: tuple[TestResult, ...]) -> Array:
    """Tests with accuracy for a headache type but for no structure of the network."""
    weight = np.zeros(len(model.states))
    ranked = {cause.structure.id for cause in model.causes} | {
        cause.structure.group for cause in model.causes
    }
    for result in results:
        test = model.knowledge.tests[result.test]
        truth = test_truth(result, results, model.knowledge)
        if truth is Truth.UNKNOWN or any(accuracy.target in ranked for accuracy in test.accuracy):
            continue
        for accuracy in test.accuracy:
            if accuracy.sensitivity is None or accuracy.specificity is None:
                continue
            for row, state in enumerate(model.states):
                hit = accuracy.target in state.presentation.codes
                positive = accuracy.sensitivity if hit else 1.0 - accuracy.specificity
                positive = min(max(positive, 0.01), 0.99)
                weight[row] += math.log(positive if truth is Truth.YES else 1.0 - positive)
    return weight


def build(
    model: Model,
    evidence: Iterable[Evidence],
    log_weight: Array,
    *,
    keep: npt.NDArray[np.bool_] | None = None,
) -> Problem:
    """
    Fold single-cause evidence and negative findings into the priors; leave positive findings to the engine.

    Only parts that could bring something that was found, or that `keep` names, are in play. Any other part may be
    active in anybody; that explains nothing here and would only lift large muscles. Such parts touch no positive
    finding, so leaving them out changes nothing for the rest.
    """
    evidence = list(evidence)
    ratios = [item.ratio for item in evidence if item.ratio is not None]
    network = [item for item in evidence if item.ratio is None]
    positives = [item for item in network if item.positive]
    absent = [(item.link, item.leak) for item in network if not item.positive]
    silent = [(link, leak) for link, leak in absent if link is not None and leak is not None]
    factor = np.ones(len(model.causes))
    weight = log_weight.copy()
    if ratios:
        factor *= np.prod(np.stack(ratios), axis=0)
    if silent:
        factor *= np.prod(1.0 - np.stack([link for link, _ in silent]), axis=0)
        weight += np.log1p(-np.stack([leak for _, leak in silent])).sum(axis=0)
    odds_on = model.prior * factor
    odds_off = 1.0 - part_sums(model.prior, model.part)
    total = odds_off + part_sums(odds_on, model.part)
    weight += np.log(total).sum(axis=1)
    links = [item.link for item in positives if item.link is not None]
    leaks = [item.leak for item in positives if item.leak is not None]
    playing = in_play(model, evidence)
    if keep is not None:
        playing |= keep
    return Problem(
        log_weight=weight,
        active=np.where(playing, odds_on / total[:, model.part], 0.0),
        leak=np.stack(leaks, axis=1) if leaks else np.zeros((len(model.states), 0)),
        link=np.stack(links, axis=1) if links else np.zeros((len(model.causes), 0)),
        block=model.block,
        part=model.part,
    )


def in_play(model: Model, evidence: Iterable[Evidence]) -> npt.NDArray[np.bool_]:
    """(C,): the cause could bring something that was found, or hands found something there."""
    playing = np.zeros(len(model.causes), dtype=np.bool_)
    for item in evidence:
        if item.positive and item.link is not None:
            playing |= item.link > 0.0
        elif item.positive and item.kind == "palpation" and item.ratio is not None:
            playing |= item.ratio != 1.0
    return playing


def as_negative(item: Evidence) -> Evidence:
    """The same finding as if it were absent (to ask how likely it is that nothing explains it)."""
    return replace(item, positive=False)
