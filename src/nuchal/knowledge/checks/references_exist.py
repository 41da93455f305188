"""Every id that an item uses exists, and is used as what it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nuchal.errors import KnowledgeError
from nuchal.knowledge import asking, schema
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.checks.places import Place, Read, complain, criteria_of, nearest
from nuchal.knowledge.expressions import Leaf, leaves, parse

_TEST_READINGS = {"value", "this_side", "other_side", "side_deficit"}
_VALUE_OF_VERB = {
    "present": {"yes_no"},
    "compare": {"number", "choice"},
    "exceeds": {"number"},
    "is": {"choice"},
    "has": {"choices"},
}


def check(read: Read) -> Iterator[KnowledgeError]:
    """One error per unknown id and per finding that is used as another type than it has."""
    for item, document in read.pairs:
        for place, criterion in criteria_of(item):
            for leaf in leaves(parse(criterion)):
                message, remedy = _leaf_problem(leaf, item, read)
                if message:
                    yield complain(document, place, message, remedy)
        for place, word, known, what in _plain_references(item, read):
            if word not in known:
                yield complain(document, place, f"{word!r} is no {what}", nearest(word, known))


def _leaf_problem(leaf: Leaf, item: Any, read: Read) -> tuple[str, str]:
    knowledge = read.knowledge
    if isinstance(item, schema.Test) and leaf.subject in _TEST_READINGS:
        return "", ""
    if leaf.verb in ("code", "criterion"):
        return _code_problem(leaf, read)
    if leaf.verb == "sign":
        if leaf.subject not in knowledge.danger_signs:
            return f"{leaf.subject!r} is no danger sign", nearest(leaf.subject, knowledge.danger_signs)
        if leaf.values[0] not in {level.value for level in schema.Level}:
            return f"{leaf.values[0]!r} is no level", ""
        return "", ""
    if leaf.verb == "pain":
        places = set(knowledge.zones) | {zone.group for zone in knowledge.zones.values()}
        for name in leaf.values:
            if name not in places:
                return f"{name!r} is neither a zone nor a group of zones", nearest(name, places)
        return "", ""
    if leaf.verb in ("lasts", "attested"):
        return "", ""
    return _finding_problem(leaf, read)


def _code_problem(leaf: Leaf, read: Read) -> tuple[str, str]:
    headache = read.knowledge.headaches.get(leaf.subject)
    if headache is None:
        return f"{leaf.subject!r} is no headache code", nearest(leaf.subject, read.knowledge.headaches)
    if leaf.verb == "criterion" and leaf.values[0] not in headache.criteria:
        return f"{leaf.subject} has no criterion {leaf.values[0]}", f"It has {', '.join(headache.criteria)}."
    return "", ""


def _finding_problem(leaf: Leaf, read: Read) -> tuple[str, str]:
    finding = read.knowledge.findings.get(leaf.subject)
    if finding is None:
        return f"{leaf.subject!r} is no finding", nearest(leaf.subject, read.knowledge.findings)
    if finding.value not in _VALUE_OF_VERB[leaf.verb]:
        return f"`{leaf.text}`: {leaf.subject} is a {finding.value} finding", "See the table of sentences."
    if leaf.verb == "exceeds":
        other = read.knowledge.findings.get(leaf.values[0])
        if other is None or other.value != "number" or other.unit != finding.unit:
            return f"`{leaf.text}`: {leaf.values[0]!r} is no number in {finding.unit}", ""
        return "", ""
    options = {option.id for option in finding.options}
    if finding.value in ("choice", "choices"):
        for name in leaf.values:
            if name not in options:
                return f"`{leaf.text}`: {name!r} is no answer of {leaf.subject}", nearest(name, options)
    if leaf.verb == "compare" and finding.value == "choice" and not finding.ordered:
        return (
            f"`{leaf.text}`: the answers of {leaf.subject} have no order",
            "Set `ordered: true` or use `is`.",
        )
    if leaf.verb == "compare" and finding.value == "number" and not _is_number(leaf.values[0]):
        return f"`{leaf.text}`: {leaf.values[0]!r} is no number", ""
    return "", ""


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _plain_references(item: Any, read: Read) -> Iterator[tuple[Place, str, Any, str]]:
    knowledge = read.knowledge
    structure_groups = {g.id for g in knowledge.groups.values() if g.of == "structures"}
    zone_groups = {g.id for g in knowledge.groups.values() if g.of == "zones"}
    if isinstance(item, schema.Finding):
        for index, group in enumerate(item.familiar_at):
            yield (
                ("familiar_at", index),
                group,
                {*structure_groups, *knowledge.structures, "muscle", "joint", "nerve"},
                "structure or group of structures",
            )
        for field in ("only_after", "speaks_of"):
            if getattr(item, field) is not None:
                yield (field,), getattr(item, field), knowledge.findings, "finding"
        if item.reading_of is not None:
            yield ("reading_of", "test"), item.reading_of.test, knowledge.tests, "test"
    if isinstance(item, schema.Zone):
        yield ("group",), item.group, zone_groups, "group of zones"
        for index, zone in enumerate(item.neighbours):
            yield ("neighbours", index), zone, knowledge.zones, "zone"
    if isinstance(item, schema.Structure):
        yield ("group",), item.group, structure_groups, "group of structures"
        for field in ("core", "spillover", "both_sides_in"):
            for index, zone in enumerate(getattr(item, field)):
                yield (field, index), zone, knowledge.zones, "zone"
        for index, sign in enumerate(item.exclude_first):
            yield ("exclude_first", index), sign, knowledge.danger_signs, "danger sign"
        for index, sign in enumerate(item.palpation.blocked_until if item.palpation else ()):
            yield ("palpation", "blocked_until", index), sign, knowledge.danger_signs, "danger sign"
    if isinstance(item, schema.Headache):
        for field in ("gives_way_to", "goes_with"):
            for index, code in enumerate(getattr(item, field)):
                yield (field, index), code, knowledge.headaches, "headache code"
        if item.parent is not None:
            yield ("parent",), item.parent, knowledge.headaches, "headache code"
        for index, pattern in enumerate(item.one_missing):
            yield ("one_missing", index, "code"), pattern.code, knowledge.headaches, "headache code"
    if isinstance(item, asking.Checklist):
        for index, finding in enumerate(item.covers):
            yield ("covers", index), finding, knowledge.findings, "finding"
        for finding in item.lines:
            yield ("lines", finding), finding, item.covers, "finding that this checklist covers"
        yield from _fitted_of(item, item.covers, gates=item.gates)
        for index, sign in enumerate(item.opens):
            yield ("opens", index), sign, knowledge.danger_signs, "danger sign"
    if isinstance(item, asking.QuestionGroup):
        yield from _lines_of(item, knowledge)
    if isinstance(item, asking.Disagreement):
        for field in ("between", "opens"):
            for index, finding in enumerate(getattr(item, field)):
                yield (field, index), finding, knowledge.findings, "finding"
    if isinstance(item, schema.Test):
        targets = {*knowledge.structures, *knowledge.headaches, *knowledge.danger_signs, *structure_groups}
        for index, accuracy in enumerate(item.accuracy):
            yield (
                ("accuracy", index, "target"),
                accuracy.target,
                targets,
                "structure, headache or danger sign",
            )
        for index, finding in enumerate(item.records):
            yield ("records", index), finding, knowledge.findings, "finding"
    if isinstance(item, schema.Presentation):
        for index, code in enumerate(item.codes):
            yield ("codes", index), code, knowledge.headaches, "headache code"
        for zone in item.own_pain:
            yield ("own_pain", zone), zone, knowledge.zones, "zone"
        for group in item.structures:
            yield (
                ("structures", group),
                group,
                {*structure_groups, *knowledge.structures},
                "structure or group",
            )
    if isinstance(item, asking.LayWord):
        targets = {*knowledge.headaches, *structure_groups, *knowledge.structures, *knowledge.danger_signs}
        for index, word in enumerate(item.maps_to):
            yield ("maps_to", index), word, targets, "headache code, structure or danger sign"


def _lines_of(item: asking.QuestionGroup, knowledge: Knowledge) -> Iterator[tuple[Place, str, Any, str]]:
    for index, finding in enumerate(item.covers):
        yield ("covers", index), finding, knowledge.findings, "finding"
    for number, section in enumerate(item.sections):
        for index, finding in enumerate(section.covers):
            yield ("sections", number, "covers", index), finding, knowledge.findings, "finding"
    for finding in item.lines:
        yield ("lines", finding), finding, item.findings, "finding that this group covers"
    yield from _fitted_of(item, item.findings, sections=item.sections)


def _fitted_of(
    item: asking.Checklist | asking.QuestionGroup,
    covers: tuple[str, ...],
    *,
    gates: tuple[asking.Gate, ...] = (),
    sections: tuple[asking.TitledLines, ...] = (),
) -> Iterator[tuple[Place, str, Any, str]]:
    """Each line, gate and heading that gets other words for some ages is one that the page has."""
    for number, fitted in enumerate(item.fitted):
        for field, known, what in (
            ("lines", covers, "finding that this page covers"),
            ("gates", [gate.covers[0] for gate in gates if gate.covers], "first finding of a gate"),
            ("headings", [part.covers[0] for part in sections if part.covers], "first finding of a section"),
        ):
            for finding in getattr(fitted, field):
                yield ("fitted", number, field, finding), finding, known, what
