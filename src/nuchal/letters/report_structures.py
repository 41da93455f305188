"""Ranked structures as the rows of a report: how likely, what speaks for and against, where to feel."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from nuchal.bodymap.svg import referral
from nuchal.findings.model import Side
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.schema import Structure
from nuchal.letters import words
from nuchal.letters.parts import (
    Reasoned,
    Row,
)
from nuchal.reasoning.localisation import Argument, Localisation, Ranked
from nuchal.reasoning.pathway import Assessment
from nuchal.reasoning.wording import (
    argument_words,
    capital,
    full_stop,
    in_row,
    inside,
    percent,
)

SHOWN_STRUCTURES = 5


def shown_structures(found: Localisation) -> tuple[Ranked, ...]:
    """The structures that get a row, the likeliest first."""
    worth = [r for r in found.ranked if r.worth_showing]
    return tuple(worth[:SHOWN_STRUCTURES])


def shown_ids(found: Assessment) -> tuple[str, ...]:
    """Structures that the report names: the best part of every row."""
    rows = (
        r
        for p in found.profiles
        if isinstance(p.localisation, Localisation)
        for r in shown_structures(p.localisation)
    )
    return tuple(dict.fromkeys(ranked.parts[0].structure.id for ranked in rows))


def row_of(rank: int, ranked: Ranked, whole: Assessment, knowledge: Knowledge) -> Row:
    """One structure: how likely, which places it explains, what speaks for and against, and how to touch it."""
    best = ranked.parts[0]
    structure = best.structure
    felt = referral(structure.core, structure.spillover, ranked.side, structure.side, structure.both_sides_in)
    palpation = best.structure.palpation
    return Row(
        rank=rank,
        name=ranked.group.name,
        side=ranked.side,
        percent=percent(ranked.probability),
        range=f"{percent(ranked.low)} to {percent(ranked.high)}",
        share=ranked.probability,
        low=ranked.low,
        high=ranked.high,
        part=_part(ranked),
        explains=tuple(
            _explained(zone, side, ranked.side, knowledge) for (zone, side), _ in ranked.explains[:4]
        ),
        reasons=_reasons(ranked, knowledge),
        palpate=full_stop(palpation.how) if palpation and palpation.palpable else "",
        caution=full_stop(palpation.caution) if palpation and palpation.caution else "",
        blocked=_blocked(best.structure, whole),
        core=felt.core,
        spill=felt.spill,
    )


def told_once(rows: Iterable[Row]) -> tuple[Row, ...]:
    """A touch that is the same as in a row above (the other side of a muscle) is told only there."""
    first: dict[str, int] = {}
    told = []
    for row in rows:
        rank = first.setdefault(row.palpate, row.rank)
        if row.palpate and rank != row.rank:
            row = replace(row, palpate=words.SAME_TOUCH.format(rank=rank), caution="")
        told.append(row)
    return tuple(told)


def _part(ranked: Ranked) -> str:
    if len(ranked.parts) < 2:
        return ""
    best = ranked.parts[0]
    name = inside(best.structure.part or best.structure.name)
    return words.BEST_PART.format(part=name, percent=percent(best.probability))


def _explained(zone: str, side: Side, own: Side, knowledge: Knowledge) -> str:
    name = knowledge.zones[zone].name
    return name if side == own else f"{name}, {side}"


def _reasons(ranked: Ranked, knowledge: Knowledge) -> tuple[Reasoned, ...]:
    both = []
    for speaks_for, most in ((True, 3), (False, 2)):
        found = [a for a in ranked.arguments if (a.weight > 0) is speaks_for][:most]
        both += [
            Reasoned(speaks_for=speaks_for, says=argument_says(a, knowledge), weight=_weight(a))
            for a in found
        ]
    return tuple(both)


def _weight(argument: Argument) -> str:
    size = abs(argument.weight)
    return words.MUCH if size >= 1.0 else words.SOME if size >= 0.4 else words.LITTLE


def argument_says(argument: Argument, knowledge: Knowledge) -> str:
    """One finding for or against a structure, as a line of its own."""
    return capital(argument_words(argument.kind, argument.label, argument.positive, knowledge))


def _blocked(structure: Structure, whole: Assessment) -> str:
    """Danger signs that have to be settled before this touch, and are not."""
    if structure.palpation is None or whole.screening.assumed:
        return ""
    wanted = set(structure.palpation.blocked_until)
    return in_row(r.sign.name for r in whole.screening.signs if r.sign.id in wanted and r.at_most.holds)


def rivals_of(found: Localisation | None) -> str:
    """The kinds of headache that the structures compete with, with their chances."""
    if found is None:
        return ""
    likely = [rival for rival in found.rivals if rival.probability >= 0.05][:4]
    return ", ".join(f"{inside(r.presentation.name)} {percent(r.probability)}\u00a0%" for r in likely)
