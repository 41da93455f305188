"""Generated noisy-OR networks, and the slow plain truth about them: every combination, counted."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from nuchal.reasoning.evidence import Evidence
from nuchal.reasoning.network import Model
from nuchal.reasoning.posterior import Posterior, Problem


def generated(seed: int, *, causes: int, positives: int, states: int = 2, exclusive: bool = True) -> Problem:
    """A network from a seed, with zeros and ones where they are allowed, blocks of several causes, exclusive parts."""
    dice = np.random.default_rng(seed)
    link = dice.random((causes, positives)) * (dice.random((causes, positives)) < 0.4)
    link[dice.random((causes, positives)) < 0.02] = 1.0
    active = dice.random((states, causes)) * 0.4
    active[:, dice.random(causes) < 0.1] = 0.0
    leak = dice.random((states, positives)) * 0.2 + 1e-6
    steps = dice.random(causes) < 0.5
    block = np.cumsum(steps) - (steps[0] if causes else 0)
    part = None
    if exclusive and causes:
        new_part = steps | (dice.random(causes) < 0.6)
        part = np.cumsum(new_part) - new_part[0]
        for number in range(int(part[-1]) + 1):
            members = part == number
            active[:, members] /= max(1.0, members.sum())
    return Problem(
        log_weight=dice.normal(size=states) * 2, active=active, leak=leak, link=link,
        block=block.astype(np.int64), part=None if part is None else part.astype(np.int64),
    )  # fmt: skip


def brute_force(problem: Problem) -> Posterior:
    """The posterior by adding up every combination of causes, state by state."""
    states, causes = problem.active.shape
    blocks = int(problem.block.max()) + 1 if causes else 0
    joint = np.zeros(states)
    cause = np.zeros((states, causes))
    block = np.zeros((states, blocks))
    choices = [_ways(problem, number) for number in range(int(problem.parts.max()) + 1 if causes else 0)]
    for ways in itertools.product(*choices):
        on = np.array([way for way in ways if way is not None], dtype=int)
        silent = np.prod(1.0 - problem.link[on], axis=0)
        for k in range(states):
            chance = float(np.prod(1.0 - (1.0 - problem.leak[k]) * silent)) * _prior(
                problem, k, ways, choices
            )
            joint[k] += chance
            cause[k, on] += chance
            block[k, np.unique(problem.block[on])] += chance
    weight = np.exp(problem.log_weight - problem.log_weight.max())
    total = float(weight @ joint)
    return Posterior(
        log_evidence=float(problem.log_weight.max() + np.log(total)), state=weight * joint / total,
        cause=weight @ cause / total, block=weight @ block / total,
    )  # fmt: skip


def _ways(problem: Problem, part: int) -> list[int | None]:
    return [None, *np.flatnonzero(problem.parts == part).tolist()]


def _prior(problem: Problem, k: int, ways: tuple[int | None, ...], choices: list[list[int | None]]) -> float:
    chance = 1.0
    for way, members in zip(ways, choices, strict=True):
        if way is None:
            chance *= 1.0 - sum(problem.active[k, m] for m in members if m is not None)
        else:
            chance *= problem.active[k, way]
    return float(chance)


def furthest(one: Posterior, other: Posterior) -> float:
    """The largest difference between two answers, over everything they say."""
    gaps = [abs(one.log_evidence - other.log_evidence)]
    gaps += [
        float(np.abs(getattr(one, n) - getattr(other, n)).max(initial=0.0))
        for n in ("state", "cause", "block")
    ]
    return max(gaps)


@dataclass(frozen=True)
class Counted:
    """Every way in which a person can be, each with its weight: (rival headache, active causes) -> weight."""

    model: Model
    weights: dict[tuple[int, frozenset[int]], float]

    @property
    def total(self) -> float:
        return sum(self.weights.values())

    def state(self, number: int) -> float:
        return sum(w for (state, _), w in self.weights.items() if state == number) / self.total

    def cause(self, number: int) -> float:
        return sum(w for (_, on), w in self.weights.items() if number in on) / self.total

    def block(self, number: int) -> float:
        members = set(np.flatnonzero(self.model.block == number).tolist())
        return sum(w for (_, on), w in self.weights.items() if on & members) / self.total

    def uncertainty(self) -> float:
        """Bits that are open: which headache, and for every block whether it is active."""
        rivals = sum(_bits(self.state(k)) for k in range(len(self.model.states)))
        blocks = [self.block(b) for b in range(len(self.model.blocks))]
        return rivals + sum(_bits(chance) + _bits(1 - chance) for chance in blocks)


def counted(
    model: Model, evidence: Iterable[Evidence], log_weight: np.ndarray, *, prior: np.ndarray | None = None,
    weaker: float = 1.0,
) -> Counted:  # fmt: skip
    """Count the network of a knowledge release straight from what each finding means; links of what was found times `weaker`."""
    prior = model.prior if prior is None else prior
    evidence = list(evidence)
    members = [np.flatnonzero(model.part == number).tolist() for number in range(len(model.parts))]
    weights = {}
    for k, ways in itertools.product(
        range(len(model.states)), itertools.product(*([None, *m] for m in members))
    ):
        weight = math.exp(log_weight[k])
        for way, part in zip(ways, members, strict=True):
            weight *= 1 - sum(prior[k, c] for c in part) if way is None else prior[k, way]
        on = frozenset(way for way in ways if way is not None)
        for item in evidence:
            weight *= _likelihood(item, k, on, weaker)
        weights[k, on] = weight
    return Counted(model, weights)


def _likelihood(item: Evidence, state: int, on: frozenset[int], weaker: float) -> float:
    if item.ratio is not None:
        return math.prod(item.ratio[c] for c in on)
    strength = weaker if item.positive else 1.0
    silent = (1 - item.leak[state]) * math.prod(1 - strength * item.link[c] for c in on)
    return 1 - silent if item.positive else silent


def _bits(chance: float) -> float:
    return -chance * math.log2(chance) if chance > 0 else 0.0
