"""Generated noisy-OR networks, and the slow plain truth about them: every combination, counted."""

from __future__ import annotations

import itertools

import numpy as np

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
