"""Many synthetic clients, observed side by side on all cores, and what they add up to."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from nuchal.accuracy.interviewing import Interviewed, interview
from nuchal.accuracy.measures import (
    Gap,
    Proportion,
    Reliability,
    chance_of_a_hit,
    gap,
    reliability,
)
from nuchal.accuracy.observing import Block, Observed, Ranking, observe
from nuchal.knowledge.base import Knowledge
from nuchal.reasoning.solvers import best_solver
from nuchal.simulation.clients import generate
from nuchal.simulation.danger import ALL_CLEAN
from nuchal.simulation.dice import generator
from nuchal.simulation.presenting import Noise

TOPS = (1, 3, 5)
INTERVIEW_PLACES = 8
"""Interviews are measured on drawings of at most this many places: each step asks the engine dozens of times."""


def observed_cohort(
    knowledge: Knowledge, count: int, seed: int, noise: Noise, *, best_for: int = 0, workers: int = 1
) -> Iterator[Observed]:
    """Clients 0 to `count` of a seed, in order; the first `best_for` also with the by exact accounting ranking."""
    job = partial(_observe_one, seed=seed, noise=noise, best_for=best_for)
    return _in_order(job, knowledge, count, workers)


def interviewed_cohort(
    knowledge: Knowledge, count: int, seed: int, *, workers: int = 1
) -> Iterator[Interviewed]:
    """Interviews of clean clients who know every answer."""
    return _in_order(partial(_interview_one, seed=seed), knowledge, count, workers)


def _observe_one(number: int, *, seed: int, noise: Noise, best_for: int) -> Observed:
    knowledge = _at_work["knowledge"]
    one = generate(knowledge, generator(seed, number), noise=noise)
    return observe(one, knowledge, best_solver(many=True), with_best=number < best_for)


def _interview_one(number: int, *, seed: int) -> Interviewed:
    knowledge = _at_work["knowledge"]
    one = generate(
        knowledge,
        generator(seed, number),
        unanswered=0.0,
        screens=ALL_CLEAN,
        most_places=INTERVIEW_PLACES,
    )
    return interview(one, knowledge, best_solver(many=True))


_at_work: dict[str, Knowledge] = {}
"""The knowledge of this process: every process works with the one that it was handed, whatever the files say now."""


def _start_work(knowledge: Knowledge) -> None:
    _at_work["knowledge"] = knowledge


def _in_order(job: Callable[[int], Any], knowledge: Knowledge, count: int, workers: int) -> Iterator[Any]:
    if workers == 1:
        _start_work(knowledge)
        yield from map(job, range(count))
        return
    bare = Knowledge(release=knowledge.release, digest=knowledge.digest, items=knowledge.items)
    context = multiprocessing.get_context("spawn")
    with context.Pool(workers, initializer=_start_work, initargs=(bare,)) as pool:
        yield from pool.imap(job, range(count), chunksize=4)


# -- what they add up to ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """How often one of the first k groups is a right one, by Nuchal and by others."""

    top: int
    nuchal: Proportion
    usual: Proportion
    """Ranked by how common the groups are, whatever was found."""
    at_random: float
    best: Proportion | None
    """Ranked by the exact probability of accounting for a drawn place, on the clients where that was computed."""
    nuchal_there: Proportion | None
    """Nuchal on those same clients."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Safety:
    """Who was held. `missed` are open or dangerous clients that were not: it must be 0."""

    dangerous: Proportion
    open: Proportion
    missed: tuple[str, ...]
    clean_given: Proportion
    clean_held_by: tuple[tuple[str, int], ...]


def structure_reliability(clients: list[Observed]) -> Reliability:
    """Probabilities of groups in play against what was really active."""
    pairs = [pair for ranking in _rankings(clients) for pair in ranking.chances]
    table = np.array(pairs, dtype=np.float64)
    return reliability(table[:, 0], table[:, 1])


def structure_gap(clients: list[Observed]) -> Gap:
    """Active groups beyond those foretold, per client."""
    sums = [sum(came - chance for chance, came in ranking.chances) for ranking in _rankings(clients)]
    return gap(np.array(sums))


def kind_reliability(clients: list[Observed]) -> Reliability:
    """Probabilities of the kinds of headache against the true one."""
    table = np.array(
        [
            (chance, kind == client.truth.kind)
            for client in clients
            if client.ranking
            for kind, chance in client.ranking.kinds
        ],
        dtype=np.float64,
    )
    return reliability(table[:, 0], table[:, 1])


def kind_hits(clients: list[Observed], kind: str | None = None) -> Proportion:
    """How often the likeliest kind is the true one."""
    right = [
        client.ranking.kinds[0][0] == client.truth.kind
        for client in clients
        if client.ranking and kind in (None, client.truth.kind)
    ]
    return Proportion(sum(right), len(right))


def hits(clients: list[Observed], top: int) -> Hits:
    """
    Top-k over clients with something to find: a truly active group that brought a drawn place.

    `at_random` is the mean chance of k groups in play taken at random.
    """
    found = [(c.ranking, set(c.truth.accounts_for)) for c in clients if c.ranking and c.truth.accounts_for]
    with_best = [(ranking, right) for ranking, right in found if ranking.best is not None]
    luck = [
        chance_of_a_hit(len(ranking.order), len(right.intersection(ranking.order)), top)
        for ranking, right in found
    ]
    return Hits(
        top=top,
        nuchal=_hit_share(found, top, lambda ranking: ranking.order),
        usual=_hit_share(found, top, lambda ranking: ranking.usual),
        at_random=float(np.mean(luck)) if luck else 0.0,
        best=_hit_share(with_best, top, lambda ranking: ranking.best or ()) if with_best else None,
        nuchal_there=_hit_share(with_best, top, lambda ranking: ranking.order) if with_best else None,
    )


def _hit_share(
    found: list[tuple[Ranking, set[Block]]], top: int, order: Callable[[Ranking], tuple[Block, ...]]
) -> Proportion:
    return Proportion(sum(bool(right.intersection(order(r)[:top])) for r, right in found), len(found))


def safety(clients: list[Observed]) -> Safety:
    """Whether every open or dangerous client was held, and clean ones were not."""
    by_state = {s: [c for c in clients if c.truth.danger.state == s] for s in ("clean", "open", "danger")}
    missed = [c for c in (*by_state["open"], *by_state["danger"]) if not c.held]
    clean_held = Counter(sign for c in by_state["clean"] if c.held for sign in c.held_by)
    return Safety(
        dangerous=_held(by_state["danger"]),
        open=_held(by_state["open"]),
        missed=tuple(f"{c.truth.danger.sign}: {', '.join(c.truth.danger.findings)}" for c in missed),
        clean_given=Proportion(sum(not c.held for c in by_state["clean"]), len(by_state["clean"])),
        clean_held_by=tuple(clean_held.most_common()),
    )


def criteria(clients: list[Observed]) -> dict[str, Counter[str]]:
    """Kind -> how often the true code is met, open or refused, over clients whose answers no danger changed."""
    table: dict[str, Counter[str]] = {}
    for client in clients:
        if client.truth.danger.state == "clean" and client.true_code is not None:
            table.setdefault(client.truth.kind, Counter())[client.true_code] += 1
    return table


def _held(clients: list[Observed]) -> Proportion:
    return Proportion(sum(c.held for c in clients), len(clients))


def _rankings(clients: Iterable[Observed]) -> Iterator[Ranking]:
    return (client.ranking for client in clients if client.ranking is not None)
