"""What Nuchal says of one synthetic client, beside the truth."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from nuchal.findings.model import Side
from nuchal.knowledge.base import Knowledge
from nuchal.reasoning.evidence import build
from nuchal.reasoning.localisation import Localisation, Situation, Solver, model_of, situation
from nuchal.reasoning.network import Model
from nuchal.reasoning.pathway import Assessment, assess
from nuchal.reasoning.posterior import Array, Problem, part_sums
from nuchal.simulation.clients import Synthetic, TruthOf

Block = tuple[str, Side]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """
    The ranked groups of one client.

    `chances`: for each group in play, the probability given and whether a part of it in play is really active. A
    part is in play if it could bring anything that was found. `order`, `usual`, `best`: groups in the order given, by
    how common they are, and (where asked for) by the exact probability of accounting for a drawn place.
    """

    chances: tuple[tuple[float, bool], ...]
    order: tuple[Block, ...]
    usual: tuple[Block, ...]
    best: tuple[Block, ...] | None
    kinds: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """One client: truth, whether held and by which signs, what is concluded, and the ranking unless held."""

    truth: TruthOf
    held: bool
    held_by: tuple[str, ...]
    concluded: tuple[str, ...]
    true_code: str | None
    """Whether the criteria of the true code are met: yes, no or unknown; None if no code was made true."""
    places: int
    palpated: bool
    ranking: Ranking | None

    @property
    def localised(self) -> bool:
        """True if structures were given."""
        return self.ranking is not None


def observe(one: Synthetic, knowledge: Knowledge, solver: Solver, *, with_best: bool = False) -> Observed:
    """Assess a synthetic client as `nuchal assess` does and put the answer beside the truth."""
    found = assess(one.client, knowledge, solver=solver, with_next=False, arguments_for=0)
    profile = found.profiles[0]
    types = profile.classification.types
    drawing = one.client.profiles[0].drawing
    return Observed(
        truth=one.truth,
        held=found.held is not None,
        held_by=_held_by(found),
        concluded=tuple(c.code for c in profile.classification.concluded),
        true_code=types[one.truth.code].features.value if one.truth.code else None,
        places=len(drawing.places) if drawing else 0,
        palpated=bool(one.client.examination.palpated),
        ranking=_ranking(one, found, knowledge, solver, with_best),
    )


def _held_by(found: Assessment) -> tuple[str, ...]:
    held = found.held
    return tuple(result.sign.id for result in (*held.standing, *held.open)) if held else ()


def _ranking(
    one: Synthetic, found: Assessment, knowledge: Knowledge, solver: Solver, with_best: bool
) -> Ranking | None:
    profile = found.profiles[0]
    if not isinstance(profile.localisation, Localisation):
        return None
    model = model_of(knowledge)
    given = situation(model, one.client, profile.profile, profile.classification, solver)
    assert given is not None
    problem = build(model, list(given.evidence), given.log_weight)
    in_play = problem.active.max(axis=0) > 0
    playing = {model.blocks[b] for b in model.block[in_play].tolist()}
    true = _active_in_play(model, one.truth, in_play)
    ranked = profile.localisation.ranked
    return Ranking(
        chances=tuple(
            (r.probability, (r.group.id, r.side) in true) for r in ranked if (r.group.id, r.side) in playing
        ),
        order=tuple((r.group.id, r.side) for r in ranked if (r.group.id, r.side) in playing),
        usual=_by_prevalence(model, playing),
        best=_by_accounting(model, given, problem, playing) if with_best else None,
        kinds=tuple((r.presentation.id, r.probability) for r in profile.localisation.rivals),
    )


def _active_in_play(model: Model, truth: TruthOf, in_play: Array) -> set[Block]:
    active = set(truth.active)
    return {
        cause.block
        for cause, plays in zip(model.causes, in_play.tolist(), strict=True)
        if plays and (cause.structure.id, cause.side) in active
    }


def _by_prevalence(model: Model, playing: set[Block]) -> tuple[Block, ...]:
    """Groups in play by how common they are among all clients, whatever was found."""
    parts = model.share @ part_sums(model.prior, model.part)
    quiet = np.ones(len(model.blocks))
    for part, (structure, side) in enumerate(model.parts):
        quiet[model.blocks.index((structure.group, side))] *= 1.0 - float(parts[part])
    order = np.argsort(quiet, kind="stable")
    return tuple(model.blocks[b] for b in order.tolist() if model.blocks[b] in playing)


def _by_accounting(
    model: Model, given: Situation, problem: Problem, playing: set[Block]
) -> tuple[Block, ...]:
    """Groups in play by the exact probability that they brought at least one drawn place."""
    positives = [item for item in given.evidence if item.positive and item.ratio is None]
    drawn = [number for number, item in enumerate(positives) if item.kind == "drawn"]
    before = given.solver(problem).log_evidence
    chance: dict[Block, float] = {}
    for block in sorted(playing):
        members = model.block == model.blocks.index(block)
        silent = given.solver(silenced(problem, members, drawn)).log_evidence
        chance[block] = 1.0 - float(np.exp(silent - before))
    return tuple(sorted(chance, key=lambda block: -chance[block]))


def silenced(problem: Problem, members: Array, found: list[int]) -> Problem:
    """
    The problem in which these causes bring none of these findings, for whatever other reason they are there.

    The ratio of its evidence to the problem's own is the probability that they brought none of them.
    """
    theirs = np.zeros(problem.link.shape, dtype=np.bool_)
    theirs[:, found] = members[:, np.newaxis]
    quiet = np.prod(1.0 - np.where(theirs, problem.link, 0.0), axis=1)
    active = problem.active * quiet
    total = 1.0 - part_sums(problem.active, problem.parts) + part_sums(active, problem.parts)
    return replace(
        problem,
        link=np.where(theirs, 0.0, problem.link),
        active=active / total[:, problem.parts],
        log_weight=problem.log_weight + np.log(total).sum(axis=1),
    )
