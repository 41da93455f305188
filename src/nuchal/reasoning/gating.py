"""
May this be done with this person today? Every technique, exercise and piece of advice passes its gates.

Three things close a gate: a danger sign that holds all hands-on care; a sign that rules out the technique's class in
the gating matrix; and the item's own safety criteria. An unanswered question never opens a gate: where a yes would
forbid, the item stays shut until somebody asks; where a yes would only modify, it is modified as a precaution.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from nuchal.knowledge.care import Advice, Exercise, Gate, Technique
from nuchal.knowledge.expressions import parse
from nuchal.knowledge.schema import Level
from nuchal.reasoning.criteria import Facts, evaluate
from nuchal.reasoning.reasons import Reason
from nuchal.reasoning.screening import Held, Screening, SignResult, sign_resolver
from nuchal.reasoning.truth import Truth

WITHOUT_FORCE = frozenset({"education", "referral"})
"""Classes that stay possible while hands-on care is held: talking, and sending to somebody else."""


class Gating(Enum):
    """What the gates say, from free to shut."""

    ALLOWED = "allowed"
    MODIFIED = "modified"
    OPEN = "open"
    FORBIDDEN = "forbidden"

    @property
    def may_be_planned(self) -> bool:
        """True if the item may stand in a plan (with its modifications)."""
        return self in (Gating.ALLOWED, Gating.MODIFIED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Barrier:
    """One reason why something is shut, open or modified."""

    gating: Gating
    says: str
    sign: str | None = None
    missing: frozenset[str] = frozenset()
    reason: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """The verdict on one item, with every barrier on the way."""

    gating: Gating
    barriers: tuple[Barrier, ...] = ()

    @property
    def ask(self) -> frozenset[str]:
        """Findings whose answer could open the gate."""
        return frozenset().union(*(barrier.missing for barrier in self.barriers))


def pass_technique(technique: Technique, facts: Facts, screening: Screening, held: Held | None) -> Passage:
    """The gates of a technique: held care, the matrix by its classes (the strictest counts), and its own."""
    barriers = [*_held(held, technique.classes), *_matrix(technique.classes, screening)]
    barriers += _own(technique.gates, facts, screening)
    return _verdict(barriers)


def pass_exercise(exercise: Exercise, facts: Facts, screening: Screening, held: Held | None) -> Passage:
    """The gates of an exercise: no sheet while anything is held, then its own."""
    return _verdict([*_held(held, ("exercise",)), *_own(exercise.gates, facts, screening)])


def pass_advice(advice: Advice, facts: Facts, screening: Screening) -> Passage:
    """The gates of a piece of advice; words may be given while hands are held."""
    return _verdict(list(_own(advice.gates, facts, screening)))


def _held(held: Held | None, classes: Iterable[str]) -> list[Barrier]:
    if held is None or set(classes) <= WITHOUT_FORCE:
        return []
    if held.standing or held.types:
        signs = ", ".join([*(result.sign.name for result in held.standing), *held.types])
        return [Barrier(gating=Gating.FORBIDDEN, says=f"held until cleared: {signs}")]
    signs = ", ".join(result.sign.name for result in held.open)
    return [Barrier(gating=Gating.OPEN, says=f"not cleared yet: {signs}", missing=frozenset(held.ask))]


def _matrix(classes: Iterable[str], screening: Screening) -> list[Barrier]:
    barriers = []
    for result in screening.signs:
        if screening.assumed and result.at_least.rank < Level.MODIFY.rank:
            continue
        for technique_class in classes:
            effect = result.sign.techniques.get(technique_class, "ok")
            if effect == "ok" or result.at_most.rank < Level.MODIFY.rank:
                continue
            barriers.append(_matrix_barrier(result, technique_class, effect == "contraindicated"))
    return barriers


def _matrix_barrier(result: SignResult, technique_class: str, forbids: bool) -> Barrier:
    note = result.sign.technique_notes.get(technique_class)
    says = f"{result.sign.name}: {note or ('not ' if forbids else 'gently: ') + technique_class.replace('_', ' ')}"
    if result.at_least.rank >= Level.MODIFY.rank:
        gating = Gating.FORBIDDEN if forbids else Gating.MODIFIED
        return Barrier(gating=gating, says=says, sign=result.sign.id)
    gating = Gating.OPEN if forbids else Gating.MODIFIED
    return Barrier(gating=gating, says=f"not asked yet: {says}", sign=result.sign.id, missing=result.missing)


def _own(gates: Iterable[Gate], facts: Facts, screening: Screening) -> list[Barrier]:
    signs = {result.sign.id: result for result in screening.signs}
    resolve = {"sign": sign_resolver(signs.__getitem__, assumed=screening.assumed)}
    barriers = []
    for gate in gates:
        reason = evaluate(parse(gate.when), facts, resolve)
        if reason.truth is Truth.NO:
            continue
        forbids = gate.effect == "forbids"
        if reason.truth is Truth.YES:
            gating = Gating.FORBIDDEN if forbids else Gating.MODIFIED
        else:
            gating = Gating.OPEN if forbids else Gating.MODIFIED
        barriers.append(Barrier(gating=gating, says=gate.says, missing=reason.missing, reason=reason))
    return barriers


def _verdict(barriers: list[Barrier]) -> Passage:
    order = list(Gating)
    worst = max((barrier.gating for barrier in barriers), key=order.index, default=Gating.ALLOWED)
    barriers.sort(key=lambda barrier: -order.index(barrier.gating))
    return Passage(gating=worst, barriers=tuple(barriers))
