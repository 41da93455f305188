"""What belongs at home: what the pathway puts first, then what answers most of what was found; the rest is named."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.care import Advice, Exercise, Pathway, System
from nuchal.knowledge.expressions import parse
from nuchal.reasoning.criteria import Facts, Resolver, evaluate
from nuchal.reasoning.gating import Passage
from nuchal.reasoning.proposal import HomeItem, RuledOut
from nuchal.reasoning.truth import Truth

EXERCISES = 4
ADVICE = 6
"""Most exercises and pieces of advice; what a pathway puts first always stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """What home items are chosen by."""

    knowledge: Knowledge
    pathways: tuple[Pathway, ...]
    care: System
    facts: Facts
    resolve: dict[str, Resolver]
    first: set[str]
    """What stands in any case: the pathways' first line, and the home part of the technique that leads."""
    present: frozenset[str]
    """Codes, likely structures and factors that are there."""
    passage: Callable[[Exercise | Advice], Passage]


def for_home(home: Home) -> tuple[tuple[HomeItem, ...], tuple[RuledOut, ...]]:
    """Exercises, then advice; and what was considered and left out."""
    exercises, without = _chosen(home, home.knowledge.exercises.values(), EXERCISES)
    advice, unsaid = _chosen(home, home.knowledge.advice.values(), ADVICE)
    return (*exercises, *advice), (*without, *unsaid)


def _chosen(
    home: Home, items: Iterable[Exercise | Advice], most: int
) -> tuple[list[HomeItem], list[RuledOut]]:
    wanted = [name for p in home.pathways for name in (*p.first_line, *p.one_of, *p.optional)]
    wanted += home.care.home_care
    refused = {name: why for pathway in home.pathways for name, why in pathway.not_offered.items()}
    found: list[tuple[tuple[bool, int, int], HomeItem]] = []
    out: list[RuledOut] = []
    for item in items:
        hits = home.present & set(item.targets)
        if not hits and item.id not in wanted:
            continue
        if item.id in refused:
            out.append(RuledOut(id=item.id, name=item.name, why=refused[item.id]))
            continue
        if item.when is not None and evaluate(parse(item.when), home.facts, home.resolve).truth is Truth.NO:
            continue
        passage = home.passage(item)
        if not passage.gating.may_be_planned:
            why = passage.barriers[0].says
            out.append(RuledOut(id=item.id, name=item.name, why=why, gating=passage.gating))
            continue
        rank = wanted.index(item.id) if item.id in wanted else len(wanted)
        chosen = HomeItem(item=item, passage=passage, because=_because(hits, home.knowledge))
        found.append(((item.id not in home.first, -len(hits), rank), chosen))
    found.sort(key=lambda pair: pair[0])
    kept = max(most, sum(not beside for (beside, _, _), _ in found))
    out += [
        RuledOut(id=left.item.id, name=left.item.name, why="enough is planned for home already")
        for _, left in found[kept:]
    ]
    return [chosen for _, chosen in found[:kept]], out


def _because(hits: Iterable[str], knowledge: Knowledge) -> str:
    names = []
    for name in sorted(hits):
        if name in knowledge.findings:
            names.append(knowledge.findings[name].name.lower())
        elif name in knowledge.groups:
            names.append(knowledge.groups[name].lay_name)
    return ", ".join(names)
