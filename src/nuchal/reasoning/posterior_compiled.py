"""
The same exact posterior as `posterior`, compiled (extra `fast`): the same order of elimination, the same sums.

A state of the frontier is an integer whose bits say which open findings are already explained. Import fails with
ImportError where numba is not installed; nothing falls back in silence.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from nuchal.reasoning.posterior import Posterior, Problem, check_shapes

MOST_POSITIVES = 62


def solve(problem: Problem) -> Posterior:
    """
    The exact posterior; agrees with `nuchal.reasoning.posterior.solve` to 1e-9.

    Raises ValueError if the arrays do not fit together or more than 62 findings are positive.
    """
    part = problem.parts
    if not _fits(problem.log_weight, problem.active, problem.leak, problem.link, problem.block, part):
        check_shapes(problem)
    if problem.link.shape[1] > MOST_POSITIVES:
        raise ValueError(f"the compiled engine takes at most {MOST_POSITIVES} positive findings")
    blocks = int(problem.block[-1]) + 1 if problem.block.size else 0
    evidence, cause, off = _solve(
        np.ascontiguousarray(problem.active),
        np.ascontiguousarray(problem.leak),
        np.ascontiguousarray(problem.link),
        np.ascontiguousarray(problem.block),
        np.ascontiguousarray(part),
        blocks,
    )
    log_evidence, state, causes, block = _mix(problem.log_weight, evidence, cause, off)
    return Posterior(log_evidence=log_evidence, state=state, cause=causes, block=block)


@njit(cache=True)
def _fits(log_weight: Any, active: Any, leak: Any, link: Any, block: Any, part: Any) -> bool:
    """The promises of `check_shapes`, quickly; where one is broken, `check_shapes` says which."""
    states, causes = active.shape
    positives = link.shape[1]
    if link.shape[0] != causes or leak.shape != (states, positives):
        return False
    if log_weight.shape[0] != states or block.shape[0] != causes or part.shape[0] != causes:
        return False
    for state in range(states):
        total = 0.0
        for cause in range(causes):
            value = active[state, cause]
            if cause > 0 and part[cause] == part[cause - 1]:
                total += value
            else:
                total = value
            if not value >= 0.0 or not total <= 1.0:
                return False
        for finding in range(positives):
            if not 0.0 <= leak[state, finding] <= 1.0:
                return False
    for cause in range(causes):
        if cause > 0 and (block[cause] < block[cause - 1] or part[cause] < part[cause - 1]):
            return False
        for finding in range(positives):
            if not 0.0 <= link[cause, finding] <= 1.0:
                return False
    return True


@njit(cache=True)
def _mix(log_weight: Any, evidence: Any, cause: Any, off: Any) -> Any:
    """Mix the per-state answers as `posterior.finish` does."""
    states, causes = cause.shape
    blocks = off.shape[1]
    log_joint = log_weight + np.log(evidence)
    peak = log_joint.max()
    state = np.exp(log_joint - peak)
    total = state.sum()
    state /= total
    marginal = np.zeros(causes)
    silent = np.zeros(blocks)
    for row in range(states):
        share = state[row]
        for column in range(causes):
            marginal[column] += share * cause[row, column]
        for column in range(blocks):
            silent[column] += share * off[row, column]
    for column in range(causes):
        marginal[column] = min(max(marginal[column], 0.0), 1.0)
    block = np.empty(blocks)
    for column in range(blocks):
        block[column] = min(max(1.0 - silent[column], 0.0), 1.0)
    return peak + np.log(total), state, marginal, block


@njit(cache=True)
def _plan(link: Any, block: Any, blocks: int) -> Any:
    """Greedy order of the linked blocks: (order, width per step, mask opened, mask closed)."""
    causes, positives = link.shape
    touches = np.zeros(blocks, np.int64)
    for cause in range(causes):
        for finding in range(positives):
            if link[cause, finding] > 0.0:
                touches[block[cause]] |= 1 << finding
    waiting = np.zeros(positives, np.int64)
    left = 0
    for number in range(blocks):
        if touches[number]:
            left += 1
        for finding in range(positives):
            waiting[finding] += (touches[number] >> finding) & 1
    order = np.empty(left, np.int64)
    width = np.empty(left, np.int64)
    opened = np.empty(left, np.int64)
    closed = np.empty(left, np.int64)
    is_open = 0
    for step in range(left):
        best, best_width = -1, 1 << 30
        for number in range(blocks):
            mask = touches[number]
            if mask == 0:
                continue
            size = 0
            grown = mask | is_open
            for finding in range(positives):
                if (grown >> finding) & 1 and not ((mask >> finding) & 1 and waiting[finding] == 1):
                    size += 1
            if size < best_width:
                best, best_width = number, size
        mask = touches[best]
        touches[best] = 0
        opened[step] = mask & ~is_open
        is_open |= mask
        size = 0
        shut = 0
        for finding in range(positives):
            size += (is_open >> finding) & 1
            if (mask >> finding) & 1:
                waiting[finding] -= 1
                if waiting[finding] == 0:
                    shut |= 1 << finding
        closed[step] = shut
        is_open &= ~shut
        order[step] = best
        width[step] = size
    return order, width, opened, closed


@njit(cache=True, fastmath=False)
def _solve(active: Any, leak: Any, link: Any, block: Any, part: Any, blocks: int) -> Any:
    states, causes = active.shape
    positives = link.shape[1]
    order, width, opened, closed = _plan(link, block, blocks)
    steps = order.size
    linked = np.zeros(causes, np.bool_)
    caused = np.zeros(positives, np.bool_)
    for cause in range(causes):
        for finding in range(positives):
            if link[cause, finding] > 0.0:
                linked[cause] = True
                caused[finding] = True
    # A part counts as linked as a whole: its causes exclude each other.
    begin = np.arange(causes)
    end = np.arange(causes) + 1
    for cause in range(1, causes):
        if part[cause] == part[cause - 1]:
            begin[cause] = begin[cause - 1]
            linked[cause] = linked[cause] or linked[cause - 1]
    for cause in range(causes - 2, -1, -1):
        if part[cause] == part[cause + 1]:
            end[cause] = end[cause + 1]
            linked[cause] = linked[cause + 1]
    first = np.full(blocks, causes, np.int64)
    last = np.zeros(blocks, np.int64)
    for cause in range(causes):
        first[block[cause]] = min(first[block[cause]], cause)
        last[block[cause]] = cause + 1
    room = 0
    widest = 0
    for step in range(steps):
        inside = 0
        for cause in range(first[order[step]], last[order[step]]):
            inside += linked[cause] and begin[cause] == cause
        room += inside << width[step]
        widest = max(widest, width[step])
    stored = np.empty(max(room, 1))
    message = np.empty(1 << widest)
    other = np.empty(1 << widest)
    mixed = np.empty(1 << widest)
    slots = np.empty((max(steps, 1), max(positives, 1)), np.int64)
    where = np.empty(max(positives, 1), np.int64)
    evidence = np.empty(states)
    marginal = active.copy()
    off = np.ones((states, blocks))
    for state in range(states):
        constant = 1.0
        for finding in range(positives):
            if not caused[finding]:
                constant *= leak[state, finding]
        message[0] = 1.0
        bits = 0
        offset = 0
        for step in range(steps):
            for finding in range(positives):
                if (opened[step] >> finding) & 1:
                    size = 1 << bits
                    chance = leak[state, finding]
                    for index in range(size):
                        message[size + index] = message[index] * chance
                        message[index] *= 1.0 - chance
                    slots[step, bits] = finding
                    bits += 1
            size = 1 << bits
            for slot in range(bits):
                where[slots[step, slot]] = slot
            number = order[step]
            cause = first[number]
            while cause < last[number]:
                stop = end[cause]
                if not linked[cause]:
                    cause = stop
                    continue
                silent = 1.0
                for member in range(cause, stop):
                    silent -= active[state, member]
                for index in range(size):
                    stored[offset + index] = message[index]
                    mixed[index] = silent * message[index]
                offset += size
                for member in range(cause, stop):
                    for index in range(size):
                        other[index] = message[index]
                    for slot in range(bits):
                        chance = link[member, slots[step, slot]]
                        if chance > 0.0:
                            bit = 1 << slot
                            for index in range(size):
                                if not index & bit:
                                    other[index | bit] += chance * other[index]
                                    other[index] *= 1.0 - chance
                    on = active[state, member]
                    for index in range(size):
                        mixed[index] += on * other[index]
                for index in range(size):
                    message[index] = mixed[index]
                cause = stop
            if step + 1 < steps:
                kept = 0
                for slot in range(bits):
                    finding = slots[step, slot]
                    if not (closed[step] >> finding) & 1:
                        slots[step + 1, kept] = finding
                        kept += 1
            bits = _close(message, slots[step], bits, closed[step])
        evidence[state] = constant * message[0]
        total = message[0] if message[0] > 0.0 else 1.0
        for cause in range(causes):
            if not linked[cause] and begin[cause] == cause:
                silent = 1.0
                for member in range(cause, end[cause]):
                    silent -= active[state, member]
                off[state, block[cause]] *= silent
        message[0] = 1.0
        for step in range(steps - 1, -1, -1):
            bits = width[step]
            size = 1 << bits
            _reopen(message, other, slots[step], bits, closed[step])
            number = order[step]
            inside = 0
            all_off = 1.0
            for cause in range(first[number], last[number]):
                if linked[cause] and begin[cause] == cause:
                    inside += 1
                    silent = 1.0
                    for member in range(cause, end[cause]):
                        silent -= active[state, member]
                    all_off *= silent
            start = offset - inside * size
            product = 0.0
            for index in range(size):
                product += stored[start + index] * message[index]
            off[state, number] *= all_off * product / total
            cause = last[number] - 1
            while cause >= first[number]:
                head = begin[cause]
                if not linked[cause]:
                    cause = head - 1
                    continue
                offset -= size
                silent = 1.0
                for member in range(head, cause + 1):
                    silent -= active[state, member]
                for index in range(size):
                    mixed[index] = silent * message[index]
                for member in range(head, cause + 1):
                    for index in range(size):
                        other[index] = message[index]
                    for slot in range(bits):
                        chance = link[member, slots[step, slot]]
                        if chance > 0.0:
                            bit = 1 << slot
                            for index in range(size):
                                if not index & bit:
                                    other[index] = (1.0 - chance) * other[index] + chance * other[index | bit]
                    on = active[state, member]
                    product = 0.0
                    for index in range(size):
                        product += stored[offset + index] * other[index]
                        mixed[index] += on * other[index]
                    marginal[state, member] = on * product / total
                for index in range(size):
                    message[index] = mixed[index]
                cause = head - 1
            for slot in range(bits - 1, -1, -1):
                finding = slots[step, slot]
                if (opened[step] >> finding) & 1:
                    chance = leak[state, finding]
                    half = 1 << slot
                    for index in range(half):
                        message[index] = (1.0 - chance) * message[index] + chance * message[half + index]
    return evidence, marginal, off


@njit(cache=True)
def _close(message: Any, slots: Any, bits: int, closed: int) -> int:
    """Keep the states in which every closed finding is explained; squeeze their bits out."""
    kept = 0
    must = 0
    for slot in range(bits):
        if (closed >> slots[slot]) & 1:
            must |= 1 << slot
        else:
            kept += 1
    target = 0
    for index in range(1 << bits):
        if index & must == must:
            message[target] = message[index]
            target += 1
    return kept


@njit(cache=True)
def _reopen(message: Any, other: Any, slots: Any, bits: int, closed: int) -> None:
    """The reverse of `_close`: closed findings had to be explained, all other states weigh nothing."""
    must = 0
    for slot in range(bits):
        if (closed >> slots[slot]) & 1:
            must |= 1 << slot
    source = 0
    for index in range(1 << bits):
        if index & must == must:
            other[index] = message[source]
            source += 1
        else:
            other[index] = 0.0
    for index in range(1 << bits):
        message[index] = other[index]
