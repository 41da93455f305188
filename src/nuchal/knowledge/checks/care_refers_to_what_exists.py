"""Every id in techniques, systems, pathways, exercises, advice and claims exists as what it is used for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any, get_args

from nuchal.errors import KnowledgeError
from nuchal.knowledge import care, schema
from nuchal.knowledge.checks.places import Place, Read, complain, nearest

ARTICLES = ("000", "001", "002", "003", "004")
MODIFIED_GROUPS = ("child", "pregnancy", "older", "allodynia", "migraine")
NOT_A_TEST = ("drawing", "palpation")
"""What a system examines that is neither a test nor a finding."""

Reference = tuple[Place, str, Collection[str], str]
"""Where an id stands, the id, the ids that it may be, and what those are."""


def check(read: Read) -> Iterator[KnowledgeError]:
    """One error per unknown id, per id that means two things, and per headache type with no or two pathways."""
    known = _Known(read)
    for item, document in read.pairs:
        for place, word, allowed, what in _references(item, known):
            if word not in allowed:
                yield complain(document, place, f"{word!r} is no {what}", nearest(word, allowed))
    yield from _one_id_one_thing(read)
    yield from _one_pathway_each(read)
    yield from _offered_or_not(read)
    yield from _figures_or_why_not(read)


class _Known:
    """The ids that care may name, by what they are."""

    def __init__(self, read: Read) -> None:
        knowledge = read.knowledge
        self.techniques = set(knowledge.of_kind(care.Technique))
        self.systems = set(knowledge.of_kind(care.System))
        self.claims = set(knowledge.of_kind(care.Claim))
        self.home_care = {*knowledge.of_kind(care.Exercise), *knowledge.of_kind(care.Advice)}
        self.headaches = set(knowledge.headaches)
        self.structures = {*knowledge.structures, *(g.id for g in knowledge.groups.values() if _is_group(g))}
        self.factors = {name for name in knowledge.findings if name.startswith("factor_")}
        self.examined = {*knowledge.tests, *knowledge.findings, *NOT_A_TEST}
        self.sources = set(knowledge.sources)
        self.tests = set(knowledge.tests)
        self.findings = set(knowledge.findings)

    @property
    def planned(self) -> set[str]:
        """What a plan may hold."""
        return self.techniques | self.home_care

    @property
    def targets(self) -> set[str]:
        """What an exercise or an advice may answer."""
        return self.headaches | self.structures | self.factors


def _is_group(group: schema.Group) -> bool:
    return group.of == "structures"


def _references(item: Any, known: _Known) -> Iterator[Reference]:
    if isinstance(item, schema.DangerSign):
        yield from _each("techniques", item.techniques, get_args(care.TechniqueClass), "class of techniques")
    if isinstance(item, care.Technique):
        yield from _of_technique(item, known)
    if isinstance(item, care.System):
        yield from _each("assessment", item.assessment, known.examined, "test or finding")
        yield from _each("techniques", item.techniques, known.techniques, "technique")
        yield from _each("home_care", item.home_care, known.home_care, "exercise or advice")
        yield from _each("claims", item.claims, known.claims, "claim")
        yield from _each(
            "techniques_by_region", item.techniques_by_region, item.scope_by_region, "region with words"
        )
        for region, scope in item.techniques_by_region.items():
            for field in ("without", "wants_licence", "also"):
                for word in getattr(scope, field):
                    yield ("techniques_by_region", region, field, word), word, known.techniques, "technique"
    if isinstance(item, care.Pattern):
        yield from _each("systems", item.systems, known.systems, "system of care")
        yield from _each("test", [item.test] if item.test else [], known.tests, "test")
        yield from _each("record", item.record, known.findings, "finding")
        yield from _each("claims", item.claims, known.claims, "claim")
    if isinstance(item, care.PressureLimit):
        yield from _each("groups", item.groups, MODIFIED_GROUPS, "group to modify for")
    if isinstance(item, care.Pathway):
        yield from _each("codes", item.codes, known.headaches, "headache code")
        for field in ("first_line", "one_of", "optional", "not_offered"):
            yield from _each(field, getattr(item, field), known.planned, "technique, exercise or advice")
        yield from _each("caps", item.caps, known.techniques, "technique")
        yield from _of_effects("expected", item.expected, known)
    if isinstance(item, (care.Exercise, care.Advice)):
        what = "headache code, structure, group of structures or factor"
        yield from _each("targets", item.targets, known.targets, what)
        yield from _of_effects("effects", item.effects, known)
    if isinstance(item, care.Claim):
        shown = known.techniques | known.systems | known.structures | known.headaches
        yield from _each("about", item.about, shown, "technique, system, structure or headache code")
        yield from _each("article", item.article, ARTICLES, "founding article")


def _of_technique(item: care.Technique, known: _Known) -> Iterator[Reference]:
    allowed = {
        "headache": (known.headaches, "headache code"),
        "structure": (known.structures, "structure or group of structures"),
        "factor": (known.factors, "factor"),
    }
    for index, indication in enumerate(item.indications):
        ids, what = allowed[indication.target]
        for number, word in enumerate(indication.ids):
            yield ("indications", index, "ids", number), word, ids, what
    yield from _each("claims", item.claims, known.claims, "claim")
    yield from _each("home", item.home, known.home_care, "exercise or advice")
    yield from _each("modifications", item.modifications, MODIFIED_GROUPS, "group to modify for")
    yield from _of_effects("effects", item.effects, known)


def _of_effects(field: str, effects: Iterable[care.Effect], known: _Known) -> Iterator[Reference]:
    for index, effect in enumerate(effects):
        yield (field, index, "source"), effect.source, known.sources, "source"


def _each(field: str, words: Iterable[str], allowed: Collection[str], what: str) -> Iterator[Reference]:
    keyed = isinstance(words, dict)
    for index, word in enumerate(words):
        yield (field, word if keyed else index), word, allowed, what


def _one_id_one_thing(read: Read) -> Iterator[KnowledgeError]:
    """Plans list techniques, exercises and advice together, so that an id must tell which of them it is."""
    homes: dict[str, str] = {}
    for item, document in read.pairs:
        if isinstance(item, (care.Technique, care.Exercise, care.Advice)):
            kind = type(item).__name__.lower()
            if item.id in homes:
                message = f"{item.id!r} names two things: {homes[item.id]} and {kind}"
                yield complain(document, ("id",), message, "Rename one of them.")
            homes[item.id] = kind


def _one_pathway_each(read: Read) -> Iterator[KnowledgeError]:
    leads: dict[str, str] = {}
    for pathway, document in read.of(care.Pathway):
        for index, code in enumerate(pathway.codes):
            if code in leads:
                message = f"{code} already has the pathway {leads[code]}"
                yield complain(document, ("codes", index), message, "One headache type, one pathway.")
            leads[code] = pathway.id
    if not leads:
        return
    for headache, document in read.of(schema.Headache):
        if headache.code not in leads:
            message = f"{headache.code} has no pathway"
            yield complain(document, ("code",), message, "Name it in `codes` of a file in 5_plan/pathways/.")


def _offered_or_not(read: Read) -> Iterator[KnowledgeError]:
    for pathway, document in read.of(care.Pathway):
        offered = {*pathway.first_line, *pathway.one_of, *pathway.optional}
        for word in pathway.not_offered:
            if word in offered:
                yield complain(document, ("not_offered", word), f"{word} is offered and not offered at once")
        for word in pathway.caps:
            if word not in offered:
                yield complain(document, ("caps", word), f"{word} has a cap but is not offered here")


def _figures_or_why_not(read: Read) -> Iterator[KnowledgeError]:
    for pathway, document in read.of(care.Pathway):
        if bool(pathway.expected) == bool(pathway.no_figures):
            message = (
                f"{pathway.id} needs either `expected` figures or `no_figures`, which says why there are none"
            )
            yield complain(document, ("id",), message, "Nobody should have to guess what may be expected.")
