"""
What the person says: features of the headache, symptoms that structures bring along, and factors.

A sentence that belongs to the headache and to a structure (`provoked_head_turn`) is one thing that the person has or
has not: either may bring it. Values of one finding never contradict each other (severe pain is at least moderate),
and every feature is as frequent as its presentation says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from nuchal.findings.model import Named, OneOf, Range, Value
from nuchal.knowledge.expressions import HOURS, Expression, Leaf, leaves
from nuchal.reasoning.network import Model
from nuchal.reasoning.posterior import Array
from nuchal.reasoning.truth import Truth
from nuchal.simulation.answers import Answers, Chosen, Values, answers_of, finding_of, picked
from nuchal.simulation.dice import Rng, happens, one_of, weighted
from nuchal.simulation.presenting import Presenting

FLIPPED = 0.03
"""Noisy: share of answers that are the wrong way round."""
MOST_LIKELY = 0.95
"""Factors multiply; no answer becomes more certain than this."""
_FITTING_ROUNDS = 60

SentenceKey = tuple[str, str, str, frozenset[str]]


@dataclass(slots=True)
class Sentence:
    """One thing about a finding, with everything that bears on it; `ratio` multiplies, `link` brings it."""

    leaf: Leaf
    feature: Array | None = None
    links: list[tuple[Expression, Array]] = field(default_factory=list)
    ratio: Array | None = None


class Story:
    """Every sentence that the model knows, by finding. Build it with `story_of`."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.answers: Answers = answers_of(model.knowledge)

    @cached_property
    def sentences(self) -> dict[str, list[Sentence]]:
        """Finding -> its sentences."""
        table: dict[SentenceKey, Sentence] = {}
        for expression, chance in self.model.features.values():
            self._entry(table, expression).feature = chance
        for expression, link in self.model.associations.values():
            self._entry(table, expression).links.append((expression, link))
        for expression, ratio in self.model.provocations.values():
            self._entry(table, expression).ratio = ratio
        grouped: dict[str, list[Sentence]] = {}
        for sentence in table.values():
            grouped.setdefault(finding_of(sentence.leaf), []).append(sentence)
        return grouped

    def _entry(self, table: dict[SentenceKey, Sentence], expression: Expression) -> Sentence:
        """The sentence about a finding inside an expression; a drawn place beside it is a condition."""
        leaf = next(leaf for leaf in leaves(expression) if leaf.verb != "pain")
        key = (leaf.verb, leaf.subject, leaf.operator, frozenset(leaf.values))
        return table.setdefault(key, Sentence(leaf))

    def tell(self, person: Presenting, rng: Rng) -> Chosen:
        """An answer to every finding that the model has a sentence about."""
        values: Chosen = {}
        for name, sentences in self.sentences.items():
            kind = self.model.knowledge.findings[name].value
            if kind == "yes_no":
                values[name] = happens(rng, self._chance(sentences[0], person))
            elif kind == "choices":
                values[name] = self._several(name, sentences, person, rng)
            else:
                values[name] = self._one_value(name, sentences, person, rng)
        if values.get("continuous") is True:
            values.pop("dur_usual_h", None)
        return values

    def _chance(self, sentence: Sentence, person: Presenting) -> float:
        """Noisy-OR of the headache (or the base rate) and the structures, times the ratios of its factors."""
        chance = 1.0 - (1.0 - self._without_structures(sentence, person)) * self._not_brought(
            sentence, person
        )
        if sentence.ratio is not None:
            cap = self.model.knowledge.setting("factor_ratio_cap")
            chance *= float(np.prod(np.minimum(sentence.ratio[person.active], cap)))
        return min(chance, MOST_LIKELY) if sentence.ratio is not None else chance

    def _without_structures(self, sentence: Sentence, person: Presenting) -> float:
        if sentence.feature is None:
            return self.model.base_rate(sentence.leaf)
        chance = float(sentence.feature[person.row])
        return float(np.nanmean(sentence.feature)) if np.isnan(chance) else chance

    def _not_brought(self, sentence: Sentence, person: Presenting) -> float:
        quiet = 1.0
        for expression, link in sentence.links:
            if self._place_fits(expression, person):
                quiet *= float(np.prod(1.0 - link[person.active]))
        return quiet

    def _place_fits(self, expression: Expression, person: Presenting) -> bool:
        places = (leaf for leaf in leaves(expression) if leaf.verb == "pain")
        return all(self.answers.truth(place, {}, person.zones) is Truth.YES for place in places)

    def _several(self, name: str, sentences: Sequence[Sentence], person: Presenting, rng: Rng) -> Named:
        """Each sentence that comes true adds one of its options; a headache feature may already have brought it."""
        chosen: set[str] = set()
        for sentence in sentences:
            base = 0.0 if sentence.feature is None else self._without_structures(sentence, person)
            if happens(rng, 1.0 - (1.0 - base) * self._not_brought(sentence, person)):
                chosen.add(one_of(rng, sentence.leaf.values))
        finding = self.model.knowledge.findings[name]
        if not chosen and "dull" in {option.id for option in finding.options}:
            chosen.add("dull")
        return picked(finding, chosen)

    def _one_value(self, name: str, sentences: Sequence[Sentence], person: Presenting, rng: Rng) -> Value:
        """One value of a choice or number, so that each sentence about it is as frequent as it should be."""
        patterns = self._patterns[name]
        keys = list(patterns)
        chances = np.array([self._chance(sentence, person) for sentence in sentences])
        key = keys[weighted(rng, fitted(np.array(keys, dtype=bool), chances))]
        return _on_the_drawn_side(patterns[key], person) or one_of(rng, patterns[key])

    @cached_property
    def _patterns(self) -> dict[str, dict[tuple[bool, ...], list[Value]]]:
        """Finding -> which of its sentences hold together -> the values with that pattern."""
        table: dict[str, dict[tuple[bool, ...], list[Value]]] = {}
        for name, sentences in self.sentences.items():
            if self.model.knowledge.findings[name].value not in ("choice", "number"):
                continue
            for value in self.answers.possible(name):
                if not _is_told(value, self.model.knowledge.findings[name].unit):
                    continue
                truths = [self.answers.truth(s.leaf, {name: value}) for s in sentences]
                pattern = tuple(truth is Truth.YES for truth in truths)
                table.setdefault(name, {}).setdefault(pattern, []).append(value)
        return table


def fitted(patterns: Array, chances: Array) -> Array:
    """
    Weights of patterns (rows; columns are sentences) so that each sentence holds with its chance.

    Iterative proportional fitting; where the chances contradict each other, as near as it comes.
    """
    weight = np.full(len(patterns), 1.0 / len(patterns))
    for _ in range(_FITTING_ROUNDS):
        for column, chance in enumerate(chances):
            holds = patterns[:, column]
            share = float(weight[holds].sum())
            if 0.0 < share < 1.0:
                weight = np.where(holds, weight * chance / share, weight * (1.0 - chance) / (1.0 - share))
    result: Array = np.round(weight / weight.sum(), 9)
    return result


def misheard(values: Values, answers: Answers, rng: Rng, *, keep: frozenset[str]) -> Chosen:
    """Noisy: some answers come out as another one that is possible; those in `keep` are always right."""
    heard: Chosen = {}
    for name, value in values.items():
        heard[name] = value
        others = [other for other in answers.possible(name) if other != value and name not in keep]
        if others and happens(rng, FLIPPED):
            heard[name] = one_of(rng, others)
    return heard


def _is_told(value: Value, unit: str | None) -> bool:
    """People tell lengths of attacks from seconds to weeks, not fractions of a second or years."""
    if unit != "h" or not isinstance(value, Range):
        return True
    return HOURS["s"] <= value.least <= 30 * HOURS["d"]


def story_of(model: Model) -> Story:
    """The story of a model, built once."""
    cached: Story | None = model.__dict__.get("_story")
    if cached is None:
        cached = Story(model)
        model.__dict__["_story"] = cached
    return cached


def _on_the_drawn_side(values: Iterable[Value], person: Presenting) -> Value | None:
    """Where the value names a side: the side with more drawn places."""
    left = sum(side == "left" for _, side in person.drawing.places)
    wanted = "left" if 2 * left >= len(person.drawing.places) else "right"
    sided = [value for value in values if isinstance(value, OneOf) and value.said in _LOCKED]
    return next((v for v in sided if isinstance(v, OneOf) and v.said == f"{wanted}_locked"), None)


_LOCKED = {"left_locked", "right_locked"}
