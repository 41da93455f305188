"""The knowledge base in memory: every item by kind and id, with its criteria parsed once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from nuchal.errors import KnowledgeError
from nuchal.knowledge import asking, care, schema
from nuchal.knowledge.expressions import Expression, leaves, parse

KINDS: dict[str, type[Any]] = {
    "sources": schema.Source,
    "findings": schema.Finding,
    "checklists": asking.Checklist,
    "question_groups": asking.QuestionGroup,
    "intake_pages": asking.IntakePage,
    "stop_pages": asking.StopPage,
    "level_actions": care.LevelAction,
    "disagreements": asking.Disagreement,
    "medicine_groups": asking.MedicineGroup,
    "emergency_numbers": asking.EmergencyNumber,
    "danger_signs": schema.DangerSign,
    "headaches": schema.Headache,
    "zones": schema.Zone,
    "groups": schema.Group,
    "structures": schema.Structure,
    "tests": schema.Test,
    "rom_norms": schema.RomNorm,
    "presentations": schema.Presentation,
    "lay_words": asking.LayWord,
    "settings": schema.Setting,
    "techniques": care.Technique,
    "systems": care.System,
    "pathways": care.Pathway,
    "patterns": care.Pattern,
    "pressure_limits": care.PressureLimit,
    "exercises": care.Exercise,
    "advice": care.Advice,
    "claims": care.Claim,
}
"""Plural name -> struct, in the order in which they are listed."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A parsed level rule of a danger sign."""

    level: schema.Level
    when: Expression
    because: str


@dataclass(frozen=True)
class Knowledge:
    """Every item of one release. Build it with `nuchal.knowledge.reading.load`."""

    release: str
    digest: str
    items: tuple[Any, ...]

    def of_kind(self, kind: type[Any]) -> dict[str, Any]:
        """Items of one struct by id, in id order."""
        return self._by_kind.get(kind, {})

    @cached_property
    def _by_kind(self) -> dict[type[Any], dict[str, Any]]:
        grouped: dict[type[Any], dict[str, Any]] = {}
        for item in sorted(self.items, key=lambda item: str(item.id)):
            grouped.setdefault(type(item), {})[item.id] = item
        return grouped

    @cached_property
    def findings(self) -> Mapping[str, schema.Finding]:
        """The vocabulary."""
        return self.of_kind(schema.Finding)

    @cached_property
    def zones(self) -> Mapping[str, schema.Zone]:
        """The places of the body map, each left and right."""
        return self.of_kind(schema.Zone)

    @cached_property
    def groups(self) -> Mapping[str, schema.Group]:
        """Groups of zones and of structures."""
        return self.of_kind(schema.Group)

    @cached_property
    def structures(self) -> Mapping[str, schema.Structure]:
        """Muscle parts, joints, nerves and look-alike diseases."""
        return self.of_kind(schema.Structure)

    @cached_property
    def danger_signs(self) -> Mapping[str, schema.DangerSign]:
        """What must be excluded before hands go on the neck."""
        return self.of_kind(schema.DangerSign)

    @cached_property
    def checklists(self) -> tuple[asking.Checklist, ...]:
        """Intake screens in their order, then those of the every-visit form."""
        return tuple(
            sorted(self.of_kind(asking.Checklist).values(), key=lambda c: (c.form != "intake", c.order))
        )

    @cached_property
    def question_groups(self) -> Mapping[str, asking.QuestionGroup]:
        """Yes-or-no questions that stand on one page."""
        return self.of_kind(asking.QuestionGroup)

    @cached_property
    def intake_pages(self) -> Mapping[str, asking.IntakePage]:
        """The words of other pages of the intake."""
        return self.of_kind(asking.IntakePage)

    @cached_property
    def stop_pages(self) -> tuple[asking.StopPage, ...]:
        """The words of the pages that end the questions."""
        return tuple(self.of_kind(asking.StopPage).values())

    @cached_property
    def level_actions(self) -> Mapping[schema.Level, care.LevelAction]:
        """Level of urgency -> what a therapist does at it."""
        return {one.level: one for one in self.of_kind(care.LevelAction).values()}

    @cached_property
    def disagreements(self) -> Mapping[str, asking.Disagreement]:
        """Pairs of sources about one fact, and when they cannot both be right."""
        return self.of_kind(asking.Disagreement)

    @cached_property
    def medicine_groups(self) -> tuple[asking.MedicineGroup, ...]:
        """Medicines by class, in the order in which a client chooses a kind."""
        groups = self.of_kind(asking.MedicineGroup).values()
        return tuple(sorted(groups, key=lambda group: (group.order is None, group.order)))

    @cached_property
    def emergency_numbers(self) -> Mapping[str, str]:
        """Country (two letters) -> whom to call."""
        found = self.of_kind(asking.EmergencyNumber).values()
        return {country: item.number for item in found for country in item.countries}

    @cached_property
    def headaches(self) -> Mapping[str, schema.Headache]:
        """Headache types by code ("1.1"), in code order."""
        by_code = {item.code: item for item in self.of_kind(schema.Headache).values()}
        return dict(sorted(by_code.items(), key=lambda pair: code_order(pair[0])))

    @cached_property
    def tests(self) -> Mapping[str, schema.Test]:
        """Physical tests."""
        return self.of_kind(schema.Test)

    @cached_property
    def presentations(self) -> Mapping[str, schema.Presentation]:
        """How each kind of headache usually presents."""
        return self.of_kind(schema.Presentation)

    @cached_property
    def sources(self) -> Mapping[str, schema.Source]:
        """Publications and other bases."""
        return self.of_kind(schema.Source)

    @cached_property
    def techniques(self) -> Mapping[str, care.Technique]:
        """Techniques of every system of care."""
        return self.of_kind(care.Technique)

    @cached_property
    def systems(self) -> Mapping[str, care.System]:
        """Systems of care."""
        return self.of_kind(care.System)

    @cached_property
    def pathways(self) -> Mapping[str, care.Pathway]:
        """What to offer for each kind of headache."""
        return self.of_kind(care.Pathway)

    @cached_property
    def patterns(self) -> Mapping[str, care.Pattern]:
        """Practitioners' concepts."""
        return self.of_kind(care.Pattern)

    @cached_property
    def pressure_limits(self) -> Mapping[str, care.PressureLimit]:
        """How strong hands may be."""
        return self.of_kind(care.PressureLimit)

    @cached_property
    def exercises(self) -> Mapping[str, care.Exercise]:
        """Exercises for home."""
        return self.of_kind(care.Exercise)

    @cached_property
    def advice(self) -> Mapping[str, care.Advice]:
        """Advice for home."""
        return self.of_kind(care.Advice)

    @cached_property
    def claims(self) -> Mapping[str, care.Claim]:
        """Claims of the founding articles with what trials found."""
        return self.of_kind(care.Claim)

    def setting(self, setting_id: str) -> float:
        """The value of one of the engine's numbers."""
        item = self.of_kind(schema.Setting).get(setting_id)
        if item is None:
            raise KnowledgeError(
                f"the setting {setting_id} is missing",
                remedy=f"Write knowledge/vocabulary/settings/{setting_id}.yaml.",
            )
        return float(item.value)

    @cached_property
    def sign_rules(self) -> Mapping[str, tuple[Rule, ...]]:
        """Parsed rules per danger sign, most urgent first."""
        return {
            sign.id: tuple(Rule(rule.level, parse(rule.when), rule.because) for rule in sign.levels)
            for sign in self.danger_signs.values()
        }

    @cached_property
    def criteria(self) -> Mapping[str, Mapping[str, Expression]]:
        """Parsed lettered criteria per headache code."""
        return {
            code: {letter: parse(rule.when) for letter, rule in item.criteria.items()}
            for code, item in self.headaches.items()
        }

    @cached_property
    def derivations(self) -> Mapping[str, Expression]:
        """Findings whose truth may follow from others."""
        return {
            item.id: parse(item.derived_when)
            for item in self.findings.values()
            if item.derived_when is not None
        }

    @cached_property
    def ruled_out(self) -> Mapping[str, Expression]:
        """Findings that age or sex can rule out, and when."""
        return {
            item.id: parse(item.ruled_out_when)
            for item in self.findings.values()
            if item.ruled_out_when is not None
        }

    @cached_property
    def shown_when(self) -> Mapping[str, Expression]:
        """Checklists that are for some people only, and for whom."""
        return {item.id: parse(item.shown_when) for item in self.checklists if item.shown_when is not None}

    @cached_property
    def fitted_words(self) -> tuple[tuple[Expression, asking.FittedWords], ...]:
        """Words of the intake for some ages, each with whom they are for."""
        pages: list[asking.Checklist | asking.QuestionGroup] = [
            *self.checklists,
            *self.question_groups.values(),
        ]
        return tuple((parse(fitted.when), fitted) for page in pages for fitted in page.fitted)

    @cached_property
    def contradictions(self) -> Mapping[str, Expression]:
        """When the two sources of a disagreement cannot both be right."""
        return {item.id: parse(item.when) for item in self.disagreements.values()}

    @cached_property
    def danger_findings(self) -> frozenset[str]:
        """Yes/no findings about the person that any danger sign mentions: the full danger screen."""
        named = {
            leaf.subject for rules in self.sign_rules.values() for rule in rules for leaf in leaves(rule.when)
        }
        return frozenset(
            name
            for name in named
            if name in self.findings
            and self.findings[name].value == "yes_no"
            and self.findings[name].about == "person"
        )

    def zones_of(self, names: Iterable[str]) -> frozenset[str]:
        """Zone ids for a mix of zone and zone-group names."""
        wanted = set(names)
        return frozenset(zone.id for zone in self.zones.values() if zone.id in wanted or zone.group in wanted)


def code_order(code: str) -> tuple[Any, ...]:
    """Sort key for ICHD-3 codes: chapter by chapter, appendix and conventions last."""
    parts = code.split(".")
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts)
