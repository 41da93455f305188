"""
The person who comes: kind of headache, active structures, and the drawing that follows from them.

Everything is drawn as the model says: the kind by its share, the structures by its priors, each place by what the
headache, the structures and stray marks bring there. People who draw nothing, or more places than are asked for, are
sent home and the next one is taken; since that depends on the drawing alone, it leaves every posterior as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from nuchal.findings.model import Drawing, Mark, Side
from nuchal.reasoning.network import HeadacheState, Model
from nuchal.reasoning.posterior import Array, Ints
from nuchal.simulation.dice import Rng, happens, one_of, weighted

Noise = Literal["plain", "noisy"]
NOISES: tuple[Noise, ...] = ("plain", "noisy")

MOST_PLACES = 12
"""Wider drawings are left out: the exact posterior takes time that doubles with every further open finding."""
LEFT_OUT = 0.20
"""Noisy: share of true marks that are not drawn."""
SMEARED = 0.15
"""Noisy: share of marks whose pen also touches a neighbouring zone."""
WORST_MARKED = 0.7
"""Share of people who mark the worst place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Presenting:
    """
    One person before any question.

    `active` are the numbers of the causes that are really active; `brought` says for each of them which places it
    brought to the drawing: none if it explains nothing that was drawn.
    """

    state: HeadacheState
    row: int
    active: Ints
    brought: dict[int, tuple[tuple[str, Side], ...]]
    drawing: Drawing

    @property
    def zones(self) -> frozenset[str]:
        """Drawn zones on either side."""
        return self.drawing.zones


def present(model: Model, rng: Rng, noise: Noise = "plain", *, most_places: int = MOST_PLACES) -> Presenting:
    """A person with at least one and at most `most_places` drawn places."""
    while True:
        row = weighted(rng, model.share)
        active = _active(model, row, rng)
        fired = rng.random((len(active), len(model.places))) < model.refers[active]
        hurts = fired.any(axis=0) | (rng.random(len(model.places)) < model.own_pain[row])
        drawn = np.flatnonzero(hurts) if noise == "plain" else _by_a_shaky_hand(model, hurts, rng)
        if 1 <= drawn.size <= most_places:
            break
    on_paper = set(drawn.tolist())
    brought = {
        cause: tuple(model.places[p] for p in np.flatnonzero(places) if p in on_paper)
        for cause, places in zip(active.tolist(), fired, strict=True)
    }
    drawing = _drawing(model, drawn, rng, noise)
    return Presenting(state=model.states[row], row=row, active=active, brought=brought, drawing=drawing)


def _active(model: Model, row: int, rng: Rng) -> Ints:
    """Active causes: each part by its prior, in one of the ways in which it can be active."""
    prior = model.prior[row]
    below = np.cumsum(prior) - prior
    first = np.searchsorted(model.part, np.arange(model.part[-1] + 1))
    throw = rng.random(len(first))[model.part] + below[first][model.part]
    return np.flatnonzero((throw >= below) & (throw < below + prior)).astype(np.int64)


def drawn_columns(model: Model, drawing: Drawing) -> Ints:
    """Numbers of the drawn places."""
    return np.array(sorted(model.place_index[place] for place in drawing.places), dtype=np.int64)


def _by_a_shaky_hand(model: Model, hurts: Array, rng: Rng) -> Ints:
    """Noisy: some places are left out, and the pen slips into neighbouring zones."""
    kept: set[int] = set()
    for column in np.flatnonzero(hurts).tolist():
        if happens(rng, LEFT_OUT):
            continue
        kept.add(column)
        zone, side = model.places[column]
        neighbours = model.knowledge.zones[zone].neighbours
        if neighbours and happens(rng, SMEARED):
            kept.add(model.place_index[one_of(rng, neighbours), side])
    return np.array(sorted(kept), dtype=np.int64)


def _drawing(model: Model, drawn: Ints, rng: Rng, noise: Noise) -> Drawing:
    """Plain marks are all clear, so that the engine doubts none; noisy ones may be faint."""
    low, high = (int(model.knowledge.setting("clear_mark_intensity")) if noise == "plain" else 1), 10
    ratings = [low + int(rng.random() * (high - low + 1)) for _ in range(len(drawn))]
    worst = int(np.argmax(ratings)) if happens(rng, WORST_MARKED) else None
    marks = [
        Mark(
            zone=model.places[column][0],
            side=model.places[column][1],
            intensity=float(rating),
            worst=number == worst,
        )
        for number, (column, rating) in enumerate(zip(drawn.tolist(), ratings, strict=True))
    ]
    return Drawing(tuple(marks))
