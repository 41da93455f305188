"""
The exact posterior of a two-layer noisy-OR network, in NumPy: the reference engine.

Causes are active or not; a positive finding is there because something active caused it or because it leaks in. For
every rival headache (state) the network has its own priors and leaks. Nothing is sampled and nothing is subtracted:
a forward-backward pass runs over the set of positive findings that are already explained, so every term is positive
and no digits cancel. A finding's bit is opened at its first cause and closed after its last.

Negative findings never enter here: given the state they only scale a cause's odds, which the caller folds in first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LARGEST_BLOCK = 2**27
"""Most numbers that one pass may store (1 GiB) before it works state by state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """
    What the engine needs, with K states, C causes and P positive findings.

    log_weight: (K,) log of prior times likelihood of everything outside the network, per state.
    active: (K, C) probability that a cause is active, negatives and single-cause evidence folded in.
    leak: (K, P) probability that a positive finding is there without any cause.
    link: (C, P) probability that an active cause brings the finding.
    block: (C,) number of the block (structure group and side) that each cause belongs to; equal numbers are adjacent.
    part: (C,) number of the part that each cause belongs to, rising, parts inside blocks; causes of one part exclude
        each other (the ways in which one part can be active). Left out, every cause is a part of its own.
    """

    log_weight: Array
    active: Array
    leak: Array
    link: Array
    block: Ints
    part: Ints | None = None

    @property
    def parts(self) -> Ints:
        """(C,) number of the part of each cause."""
        return np.arange(self.block.size, dtype=np.int64) if self.part is None else self.part


@dataclass(frozen=True, slots=True, kw_only=True)
class Posterior:
    """
    What the engine gives.

    log_evidence: log probability of everything observed, up to the constant in `log_weight`.
    state: (K,) posterior of the states. cause: (C,) marginals; those of one part add up to the part's. block: (B,)
    probability that any part of it is active.
    """

    log_evidence: float
    state: Array
    cause: Array
    block: Array


def solve(problem: Problem) -> Posterior:
    """
    The exact posterior of one problem.

    Raises ValueError if the arrays do not fit together. Work grows with 2 to the width of the frontier, not with
    the number of positive findings.
    """
    check_shapes(problem)
    steps = plan(problem.link, problem.block, problem.parts)
    states = problem.active.shape[0]
    stored = sum(2**step.width * (1 + len(step.parts)) for step in steps)
    together = states * stored <= LARGEST_BLOCK
    batches = [slice(0, states)] if together else [slice(k, k + 1) for k in range(states)]
    results = [_pass(problem, steps, batch) for batch in batches]
    evidence = np.concatenate([result[0] for result in results])
    cause = np.concatenate([result[1] for result in results])
    block_off = np.concatenate([result[2] for result in results])
    with np.errstate(divide="ignore"):
        log_joint = problem.log_weight + np.log(evidence)
    return finish(log_joint, cause, block_off)


def finish(log_joint: Array, cause: Array, block_off: Array) -> Posterior:
    """Mix the per-state answers: log_joint (K,), cause marginals (K, C), all-off probabilities (K, B)."""
    peak = float(np.max(log_joint))
    weight = np.exp(log_joint - peak)
    total = float(weight.sum())
    state = weight / total
    return Posterior(
        log_evidence=peak + float(np.log(total)),
        state=state,
        cause=np.clip(state @ cause, 0.0, 1.0),
        block=np.clip(1.0 - state @ block_off, 0.0, 1.0),
    )


def check_shapes(problem: Problem) -> None:
    """Refuse arrays that do not fit together or that are no probabilities."""
    states, causes = problem.active.shape
    positives = problem.link.shape[1]
    if problem.link.shape[0] != causes or problem.leak.shape != (states, positives):
        raise ValueError("active (K, C), link (C, P) and leak (K, P) do not fit together")
    if problem.log_weight.shape != (states,) or problem.block.shape != (causes,):
        raise ValueError("log_weight is (K,) and block is (C,)")
    if causes and np.any(np.diff(problem.block) < 0):
        raise ValueError("causes of one block must stand together, blocks in rising order")
    if problem.parts.shape != (causes,) or (causes and np.any(np.diff(problem.parts) < 0)):
        raise ValueError("part is (C,), and causes of one part must stand together, parts in rising order")
    for name in ("active", "leak", "link"):
        values = getattr(problem, name)
        if values.size and (np.min(values) < 0 or np.max(values) > 1 or np.isnan(values).any()):
            raise ValueError(f"{name} holds something that is no probability")
    if causes and np.max(part_sums(problem.active, problem.parts)) > 1 + 1e-12:
        raise ValueError(
            "causes of one part exclude each other, but their probabilities add up to more than 1"
        )


def part_sums(values: Array, part: Ints) -> Array:
    """(…, C) values added up over the causes of each part, in part order."""
    starts = np.flatnonzero(np.r_[True, part[1:] != part[:-1]])
    result: Array = np.add.reduceat(values, starts, axis=-1)
    return result


@dataclass(frozen=True, slots=True)
class Step:
    """One block in the order of elimination: findings opened before it, its parts, findings closed after it."""

    block: int
    opens: tuple[int, ...]
    parts: tuple[tuple[int, ...], ...]
    closes: tuple[int, ...]
    width: int


def plan(link: Array, block: Ints, part: Ints) -> list[Step]:
    """
    A greedy order of the linked blocks that keeps few findings open at a time.

    Findings without any cause are not in it: they can only leak in.
    """
    members: dict[int, list[tuple[int, ...]]] = {}
    touches: dict[int, int] = {}
    waiting = [0] * link.shape[1]
    for causes in _linked_parts(link, part):
        number = int(block[causes[0]])
        members.setdefault(number, []).append(causes)
        mask = 0
        for finding in np.flatnonzero(link[list(causes)].any(axis=0)).tolist():
            mask |= 1 << finding
        touches[number] = touches.get(number, 0) | mask
    for mask in touches.values():
        for finding in _bits(mask):
            waiting[finding] += 1
    steps: list[Step] = []
    is_open = 0
    while touches:
        number = min(touches, key=lambda n: (_width_after(touches[n], is_open, waiting), n))
        mask = touches.pop(number)
        opens = tuple(_bits(mask & ~is_open))
        is_open |= mask
        width = is_open.bit_count()
        for finding in _bits(mask):
            waiting[finding] -= 1
        closes = tuple(finding for finding in _bits(mask) if waiting[finding] == 0)
        for finding in closes:
            is_open &= ~(1 << finding)
        steps.append(Step(number, opens, tuple(members[number]), closes, width))
    return steps


def _linked_parts(link: Array, part: Ints) -> list[tuple[int, ...]]:
    """Causes of each part that brings at least one finding, in order."""
    numbers = set(part[link.any(axis=1)].tolist())
    grouped: dict[int, list[int]] = {}
    for cause in np.flatnonzero(np.isin(part, list(numbers))).tolist():
        grouped.setdefault(int(part[cause]), []).append(cause)
    return [tuple(causes) for causes in grouped.values()]


def _width_after(mask: int, is_open: int, waiting: list[int]) -> int:
    grown = mask | is_open
    return grown.bit_count() - sum(1 for finding in _bits(mask) if waiting[finding] == 1)


def _bits(mask: int) -> list[int]:
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


def _pass(problem: Problem, steps: list[Step], batch: slice) -> tuple[Array, Array, Array]:
    """
    Forward and backward for some states: evidence (k,), cause marginals (k, C), block all-off (k, B).

    A message is (k, 2^w): one number per state and per set of open findings that are explained so far; the finding
    that was opened last is the highest bit.
    """
    active, leak, link = problem.active[batch], problem.leak[batch], problem.link
    states, causes = active.shape
    linked = link.any(axis=0)
    constant = np.prod(leak[:, ~linked], axis=1)
    order: list[int] = []
    message = np.ones((states, 1))
    before: list[list[Array]] = []
    at_block: list[list[int]] = []
    firings: list[list[_Firing]] = []
    for step in steps:
        for finding in step.opens:
            chance = leak[:, finding, None]
            message = np.concatenate([message * (1.0 - chance), message * chance], axis=1)
            order.append(finding)
        at_block.append(list(order))
        firings.append([_firing(part, active, link, order) for part in step.parts])
        before.append([])
        for firing in firings[-1]:
            before[-1].append(message)
            message = firing.silent * message + np.einsum("mk,mks->ks", firing.on, _forward(message, firing))
        for finding in step.closes:
            message = _bit_view(message, order.index(finding))[:, :, 1].reshape(states, -1)
            order.remove(finding)
    evidence = constant * message[:, 0]
    marginal = active.copy()
    numbers = int(problem.block.max()) + 1 if causes else 0
    off = _free_off(problem, active, numbers, steps)
    back = np.ones((states, 1))
    safe = np.where(message[:, 0] > 0, message[:, 0], 1.0)
    for step, starts, order, fired in list(zip(steps, before, at_block, firings, strict=True))[::-1]:
        back = _reopen(back, order, step.closes)
        all_off = np.prod([firing.silent[:, 0] for firing in fired], axis=0)
        off[:, step.block] *= all_off * np.einsum("ks,ks->k", starts[0], back) / safe
        for firing, start in zip(reversed(fired), reversed(starts), strict=True):
            moved = _backward(back, firing)
            marginal[:, firing.part] = (firing.on * np.einsum("ks,mks->mk", start, moved) / safe).T
            back = firing.silent * back + np.einsum("mk,mks->ks", firing.on, moved)
        for finding in reversed(step.opens):
            chance = leak[:, finding, None]
            half = back.shape[1] // 2
            back = (1.0 - chance) * back[:, :half] + chance * back[:, half:]
    return evidence, marginal, off


@dataclass(frozen=True, slots=True)
class _Firing:
    """One part at work: its causes, how likely each is (m, k), how likely none is (k, 1), and what they may explain."""

    part: list[int]
    on: Array
    silent: Array
    explains: list[tuple[int, Array]]
    """(bit, (m, 1, 1, 1) probability that each cause explains that finding)."""


def _firing(part: tuple[int, ...], active: Array, link: Array, order: list[int]) -> _Firing:
    causes = list(part)
    on = active[:, causes].T
    chances = link[causes]
    touched = set(np.flatnonzero(chances.any(axis=0)).tolist())
    explains = [
        (bit, chances[:, finding].reshape(-1, 1, 1, 1))
        for bit, finding in enumerate(order)
        if finding in touched
    ]
    return _Firing(causes, on, 1.0 - on.sum(axis=0)[:, None], explains)


def _forward(message: Array, firing: _Firing) -> Array:
    """(m, k, 2^w): the message after each cause has fired."""
    fired = np.repeat(message[None], len(firing.part), axis=0)
    for bit, chance in firing.explains:
        view = fired.reshape(*fired.shape[:2], -1, 2, 1 << bit)
        view[:, :, :, 1] += chance * view[:, :, :, 0]
        view[:, :, :, 0] *= 1.0 - chance
    return fired


def _backward(back: Array, firing: _Firing) -> Array:
    """(m, k, 2^w): what lies behind, seen from before each cause has fired."""
    moved = np.repeat(back[None], len(firing.part), axis=0)
    for bit, chance in firing.explains:
        view = moved.reshape(*moved.shape[:2], -1, 2, 1 << bit)
        view[:, :, :, 0] *= 1.0 - chance
        view[:, :, :, 0] += chance * view[:, :, :, 1]
    return moved


def _bit_view(message: Array, bit: int) -> Array:
    """(k, higher bits, 2, lower bits): the message with one bit as an axis of its own."""
    return message.reshape(message.shape[0], -1, 2, 1 << bit)


def _reopen(back: Array, order: list[int], closed: tuple[int, ...]) -> Array:
    """Give closed findings their bit again: they had to be explained, so every other state weighs nothing."""
    for bit, finding in enumerate(order):
        if finding in closed:
            wide = np.zeros((back.shape[0], back.shape[1] >> bit, 2, 1 << bit))
            wide[:, :, 1] = back.reshape(back.shape[0], -1, 1 << bit)
            back = wide.reshape(back.shape[0], -1)
    return back


def _free_off(problem: Problem, active: Array, numbers: int, steps: list[Step]) -> Array:
    """Per block, the probability that all its parts without any positive finding are inactive."""
    linked = {cause for step in steps for part in step.parts for cause in part}
    off = np.ones((active.shape[0], numbers))
    if not numbers:
        return off
    starts = np.flatnonzero(np.r_[True, problem.parts[1:] != problem.parts[:-1]])
    for cause, total in zip(starts.tolist(), part_sums(active, problem.parts).T, strict=True):
        if cause not in linked:
            off[:, problem.block[cause]] *= 1.0 - total
    return off
