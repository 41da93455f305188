"""Throws of a seeded generator; only uniform numbers are used, so that every machine throws the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from nuchal.reasoning.posterior import Array

Rng = np.random.Generator
Thing = TypeVar("Thing")


def generator(seed: int, number: int) -> Rng:
    """The dice of one client: client `number` of a seed is the same however many are drawn."""
    return np.random.Generator(np.random.PCG64([seed, number]))


def happens(rng: Rng, chance: float) -> bool:
    """True with this probability."""
    return bool(rng.random() < chance)


def one_of(rng: Rng, things: Sequence[Thing]) -> Thing:
    """One of them, each as likely."""
    return things[min(int(rng.random() * len(things)), len(things) - 1)]


def shuffled(rng: Rng, things: Sequence[Thing]) -> list[Thing]:
    """All of them in random order."""
    keys = rng.random(len(things))
    return [things[index] for index in np.argsort(keys, kind="stable")]


def weighted(rng: Rng, weights: Array) -> int:
    """An index, as likely as its weight."""
    ends = np.cumsum(weights)
    return min(int(np.searchsorted(ends, rng.random() * ends[-1], side="right")), len(weights) - 1)
