"""
Which structures explain this drawing, and what does nothing explain?

Muscles, joints and nerves are ranked by the exact probability that any of their parts is active, given everything
found; the rival is always there: the headache itself may hurt where it was drawn. These are structures to palpate and
retest, never the one to blame.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from nuchal.findings.model import SIDES, Client, Drawing, Profile, Side
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.schema import Group, Presentation, Structure
from nuchal.reasoning.classification import Classification
from nuchal.reasoning.criteria import Facts
from nuchal.reasoning.evidence import (
    Evidence,
    as_negative,
    build,
    drawing_evidence,
    factor_evidence,
    in_play,
    palpation_evidence,
    state_log_weight,
    symptom_evidence,
    test_evidence,
)
from nuchal.reasoning.network import Model
from nuchal.reasoning.posterior import Array, Posterior, Problem, part_sums, plan, solve
from nuchal.reasoning.truth import Truth

LIKELY = 0.3
"""Probability from which a group is shown although it accounts for no drawn place."""

Solver = Callable[[Problem], Posterior]
Place = tuple[str, Side]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a muscle (or level of a joint group) with its own probability."""

    structure: Structure
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """One finding and how far it moves the log-odds of a group: positive speaks for it."""

    kind: str
    label: str
    positive: bool
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A muscle, joint group or nerve group on one side."""

    group: Group
    side: Side
    probability: float
    parts: tuple[Part, ...]
    explains: tuple[tuple[Place, float], ...]
    """Drawn places with the share of each that this group accounts for (0 to 1)."""
    low: float
    high: float
    """The probability if the assumptions of the model were off by the named margin."""
    arguments: tuple[Argument, ...] = ()

    @property
    def worth_showing(self) -> bool:
        """True if it accounts for something that was drawn, or is likely for other reasons."""
        return bool(self.explains) or self.probability >= LIKELY


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """A kind of headache that may itself be what was drawn."""

    presentation: Presentation
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookalike:
    """A disease whose pain is felt in the same places; never a treatment target."""

    structure: Structure
    side: Side
    covers: float
    """Share of its core zones that were drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Localisation:
    """Ranked structures of one profile, rivals, what nothing explains, and diseases that look the same."""

    ranked: tuple[Ranked, ...]
    rivals: tuple[Rival, ...]
    unexplained: tuple[tuple[Place, float], ...]
    """Drawn places with the probability that no structure and no headache explains them."""
    lookalikes: tuple[Lookalike, ...]
    left_aside: tuple[Place, ...] = ()
    """Weakest drawn places that were not weighed, because the drawing is too wide for an exact answer."""

    def of(self, group: str, side: Side) -> Ranked:
        """One group by id and side."""
        return next(r for r in self.ranked if r.group.id == group and r.side == side)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Everything localisation weighs for one profile, ready for the engine and for 'what if' questions."""

    model: Model
    evidence: tuple[Evidence, ...]
    log_weight: Array
    left_aside: tuple[Place, ...] = ()
    """Drawn places that are not weighed because the drawing is too wide for an exact answer in reasonable time."""
    solver: Solver = solve

    def problem(self, evidence: Sequence[Evidence] | None = None) -> Problem:
        """
        The network problem with this evidence instead of the own one.

        What is in play stays in play when a finding is taken away, so that the same question is asked twice.
        """
        weighed = self.evidence if evidence is None else evidence
        keep = None if evidence is None else in_play(self.model, self.evidence)
        return build(self.model, weighed, self.log_weight, keep=keep)

    def solve(self, evidence: Sequence[Evidence] | None = None) -> Posterior:
        """The posterior with this evidence instead of the own one."""
        return self.solver(self.problem(evidence))


def situation(
    model: Model, client: Client, profile: Profile, classification: Classification, solver: Solver = solve
) -> Situation | None:
    """Gather the evidence of one profile; None if nothing was drawn."""
    if profile.drawing is None or not profile.drawing.places:
        return None
    facts = Facts(model.knowledge, client, profile)
    exam = client.examination
    evidence = (
        *drawing_evidence(model, profile.drawing),
        *symptom_evidence(model, facts),
        *factor_evidence(model, facts),
        *palpation_evidence(model, exam.palpated),
        *test_evidence(model, exam.tests),
    )
    concluded = frozenset(c.code for c in classification.concluded if c.result.headache.rank == "definite")
    refused = frozenset(code for code, result in classification.types.items() if result.features is Truth.NO)
    weight = state_log_weight(model, facts, concluded, refused, exam.tests)
    kept, left_aside = _narrowed(model, evidence, profile.drawing)
    return Situation(model=model, evidence=kept, log_weight=weight, left_aside=left_aside, solver=solver)


def _narrowed(
    model: Model, evidence: tuple[Evidence, ...], drawing: Drawing
) -> tuple[tuple[Evidence, ...], tuple[Place, ...]]:
    """
    Leave the weakest marks aside, one by one, until the frontier of the exact engine is narrow enough.

    What is left aside counts neither for nor against anything, and the report names it. The answer for the rest stays
    exact. Work doubles with every open place, so an unbounded drawing could take minutes.
    """
    limit = int(model.knowledge.setting("widest_frontier"))
    strength = {(mark.zone, mark.side): (mark.worst, mark.intensity or 0.0) for mark in drawing.marks}
    weakest_first = sorted(drawing.places, key=lambda place: (strength[place], place))
    kept = evidence
    for aside in range(len(weakest_first) + 1):
        left = set(weakest_first[:aside])
        kept = tuple(e for e in evidence if e.kind != "drawn" or e.place not in left)
        if _frontier(model, kept) <= limit:
            break
    return kept, tuple(weakest_first[:aside])


def _frontier(model: Model, evidence: Sequence[Evidence]) -> int:
    """How many findings the exact engine holds open at a time."""
    links = [e.link for e in evidence if e.positive and e.link is not None]
    if not links:
        return 0
    return max((step.width for step in plan(np.stack(links, axis=1), model.block, model.part)), default=0)


def localise(given: Situation, *, arguments_for: int = 6) -> Localisation:
    """Rank the structures; the first `arguments_for` groups come with evidence for and against and a range."""
    posterior = given.solve()
    model = given.model
    shares = _shares(given, posterior)
    plain = [_ranked(model, posterior, block, shares) for block in range(len(model.blocks))]
    order = sorted(range(len(plain)), key=lambda b: -plain[b].probability)
    first = [block for block in order if plain[block].worth_showing][:arguments_for]
    arguments = _arguments(given, posterior, first)
    ranges = _ranges(given, posterior, first)
    ranked = [
        replace(plain[b], arguments=arguments[b], low=ranges[b][0], high=ranges[b][1])
        if b in ranges
        else plain[b]
        for b in order
    ]
    return Localisation(
        ranked=tuple(ranked),
        rivals=_rivals(model, posterior),
        unexplained=_unexplained(given, posterior),
        lookalikes=_lookalikes(given),
        left_aside=given.left_aside,
    )


def _ranked(model: Model, posterior: Posterior, block: int, shares: dict[Place, Array]) -> Ranked:
    group, side = model.blocks[block]
    members = np.flatnonzero(model.block == block)
    chance: dict[str, float] = {}
    for member in members.tolist():
        name = model.causes[member].structure.id
        chance[name] = chance.get(name, 0.0) + float(posterior.cause[member])
    parts = sorted(
        (Part(structure=model.knowledge.structures[name], probability=p) for name, p in chance.items()),
        key=lambda part: -part.probability,
    )
    explains = ((place, float(share[members].sum())) for place, share in shares.items())
    probability = float(posterior.block[block])
    return Ranked(
        group=model.knowledge.groups[group],
        side=side,
        probability=probability,
        parts=tuple(parts),
        explains=tuple(sorted((pair for pair in explains if pair[1] >= 0.05), key=lambda pair: -pair[1])),
        low=probability,
        high=probability,
    )


def _shares(given: Situation, posterior: Posterior) -> dict[Place, Array]:
    """(C,) per drawn place: the part of it that each structure is expected to account for."""
    shares = {}
    for item in given.evidence:
        if (
            item.kind == "drawn"
            and item.place is not None
            and item.link is not None
            and item.leak is not None
        ):
            pull = posterior.cause * item.link
            total = float(pull.sum() + posterior.state @ item.leak)
            shares[item.place] = pull / total if total > 0 else pull
    return shares


def _rivals(model: Model, posterior: Posterior) -> tuple[Rival, ...]:
    totals: dict[str, float] = {}
    for state, probability in zip(model.states, posterior.state, strict=True):
        totals[state.presentation.id] = totals.get(state.presentation.id, 0.0) + float(probability)
    rivals = (Rival(presentation=model.knowledge.presentations[i], probability=p) for i, p in totals.items())
    return tuple(sorted(rivals, key=lambda rival: -rival.probability))


def _unexplained(given: Situation, posterior: Posterior) -> tuple[tuple[Place, float], ...]:
    """
    Drawn places that only a stray mark accounts for, with that probability.

    P(nothing fired z | e) = stray / (1 - stray) x P(z absent, rest) / P(e), where "z absent" needs every reason for
    it to be silent, the stray one too; both are exact, by the same engine.
    """
    found = []
    for index, item in enumerate(given.evidence):
        if item.kind != "drawn" or item.place is None:
            continue
        absent = list(given.evidence)
        absent[index] = as_negative(item)
        ratio = np.exp(given.solve(absent).log_evidence - posterior.log_evidence)
        chance = float(min(1.0, item.stray / (1.0 - item.stray) * ratio))
        if chance >= 0.5:
            found.append((item.place, chance))
    return tuple(sorted(found, key=lambda pair: -pair[1]))


def _arguments(given: Situation, posterior: Posterior, blocks: list[int]) -> dict[int, tuple[Argument, ...]]:
    """For each block: what its log-odds lose when one finding is taken away."""
    result: dict[int, list[Argument]] = {block: [] for block in blocks}
    for index, item in enumerate(given.evidence):
        if item.kind == "undrawn" or not blocks:
            continue
        touched = [block for block in blocks if _touches(given.model, item, block)]
        if not touched:
            continue
        without = given.solve([e for i, e in enumerate(given.evidence) if i != index])
        for block in touched:
            weight = _log_odds(posterior.block[block]) - _log_odds(without.block[block])
            result[block].append(
                Argument(kind=item.kind, label=item.label, positive=item.positive, weight=weight)
            )
    for block in blocks:
        blank = [e for e in given.evidence if e.kind == "undrawn" and _touches(given.model, e, block)]
        names = {e.label for e in blank}
        without = given.solve([e for e in given.evidence if e.label not in names or e.kind != "undrawn"])
        weight = _log_odds(posterior.block[block]) - _log_odds(without.block[block])
        result[block].append(
            Argument(kind="undrawn", label=f"{len(blank)} of its places", positive=False, weight=weight)
        )
    return {
        block: tuple(sorted((a for a in found if abs(a.weight) >= 0.1), key=lambda a: -abs(a.weight)))
        for block, found in result.items()
    }


def _touches(model: Model, item: Evidence, block: int) -> bool:
    members = model.block == block
    if item.ratio is not None:
        return bool(np.any(item.ratio[members] != 1.0))
    return item.link is not None and bool(np.any(item.link[members] > 0.0))


def _ranges(given: Situation, posterior: Posterior, blocks: list[int]) -> dict[int, tuple[float, float]]:
    """Lowest and highest probability if priors were off by the named factor, or referral weaker."""
    factor = given.model.knowledge.setting("range_prior_factor")
    weaker = given.model.knowledge.setting("range_referral_factor")
    model = given.model
    problem = given.problem()
    if not blocks:
        return {}
    answers = [posterior.block]
    for odds_factor, link_factor in ((factor, 1.0), (1 / factor, 1.0), (1.0, weaker)):
        rest = 1.0 - part_sums(problem.active, model.part)
        odds = problem.active / rest[:, model.part] * odds_factor
        whole = 1.0 + part_sums(odds, model.part)
        answers.append(
            given.solver(
                replace(problem, active=odds / whole[:, model.part], link=problem.link * link_factor)
            ).block
        )
    table = np.stack(answers)
    return {block: (float(table[:, block].min()), float(table[:, block].max())) for block in blocks}


def _lookalikes(given: Situation) -> tuple[Lookalike, ...]:
    """Diseases with enough of their core zones drawn on one side, at least two unless they have only one."""
    drawn = {item.place for item in given.evidence if item.kind == "drawn"}
    knowledge = given.model.knowledge
    ranked = {cause.structure.id for cause in given.model.causes}
    found = []
    for structure in knowledge.structures.values():
        if structure.id in ranked:
            continue
        for side in SIDES:
            hits = sum((zone, side) in drawn for zone in structure.core)
            covers = hits / len(structure.core)
            if covers >= knowledge.setting("lookalike_from") and hits >= min(2, len(structure.core)):
                found.append(Lookalike(structure=structure, side=side, covers=covers))
    return tuple(sorted(found, key=lambda lookalike: -lookalike.covers))


def _log_odds(probability: float) -> float:
    bounded = min(max(float(probability), 1e-12), 1 - 1e-12)
    return float(np.log(bounded / (1.0 - bounded)))


def model_of(knowledge: Knowledge) -> Model:
    """The network of a knowledge release, built once."""
    cached = knowledge.__dict__.get("_model")
    if cached is None:
        cached = Model(knowledge)
        knowledge.__dict__["_model"] = cached
    return cached
