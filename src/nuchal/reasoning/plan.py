"""
What to propose: goals, staged steps, dose, home programme, review; and what was ruled out, and why.

The plan joins three things: the pathway of the headache type (what trials support, with caps), the practitioner's
system of care (what they are trained and allowed to do, in their order), and what was found (which structures, which
factors). Nothing whose gate is open or shut can stand in it, unless two people put it in by name and reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from nuchal.errors import UsageError
from nuchal.findings.model import Client, Range, Side
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.care import Advice, Indication, Pathway, Technique
from nuchal.knowledge.expressions import parse
from nuchal.reasoning.classification import Classification
from nuchal.reasoning.criteria import Facts, evaluate
from nuchal.reasoning.dosing import capped, dose_warnings, pressure_for
from nuchal.reasoning.gating import Gating, pass_advice, pass_exercise, pass_technique
from nuchal.reasoning.home import Home, for_home
from nuchal.reasoning.localisation import Localisation, Ranked
from nuchal.reasoning.overriding import check_overrides
from nuchal.reasoning.pathway import Assessment, ProfileAssessment
from nuchal.reasoning.patterns import patterns_seen
from nuchal.reasoning.proposal import (
    HomeItem,
    Override,
    Plan,
    Pressure,
    RuledOut,
    SeenPattern,
    Work,
)
from nuchal.reasoning.reasons import Reason
from nuchal.reasoning.scope import Practice, region_scope
from nuchal.reasoning.screening import Held, sign_resolver
from nuchal.reasoning.truth import Truth

__all__ = [
    "HomeItem",
    "Override",
    "Plan",
    "Pressure",
    "RuledOut",
    "SeenPattern",
    "Work",
    "capped",
    "groups_of",
    "pathways_for",
    "propose",
]

STRUCTURES = 3
"""Most structures that one plan works on."""
PER_STRUCTURE = 2
"""Most techniques by hand at one structure."""
DEVICES = frozenset({"heat", "tens"})
"""Classes of techniques that are no work by hand."""
WITHOUT_PLACE = frozenset({"exercise", "education", "referral"})
"""Classes of techniques that are for the headache as a whole, wherever it comes from."""


def propose(
    found: Assessment,
    knowledge: Knowledge,
    *,
    system: str,
    profile: int = 0,
    licences: frozenset[str] = frozenset(),
    region: str | None = None,
    overrides: tuple[Override, ...] = (),
) -> Plan | Held:
    """
    A plan within the system of care, or what holds it.

    `licences` names techniques that need one and that this practitioner may use; `region` narrows or widens the scope
    as far as the knowledge says something of it. `overrides` put techniques in past an open or shut gate. Raises
    UsageError for an unknown system or region and for an override without effect, OverrideRefused for one that
    nobody may make.
    """
    care = knowledge.systems.get(system)
    if care is None:
        raise UsageError(
            f"there is no system of care {system!r}", remedy=f"Known: {', '.join(knowledge.systems)}."
        )
    practice = Practice(care=care, licences=licences, scope=region_scope(care, region, knowledge))
    accepted = check_overrides(overrides, knowledge, found.screening, found.plan_held)
    if found.plan_held is not None:
        return found.plan_held
    planner = _Planner(found, found.profiles[profile], knowledge, practice, accepted)
    plan = replace(planner.plan(), region=region)
    _refuse_idle(accepted, plan, knowledge)
    return plan


def _refuse_idle(overrides: Iterable[str], plan: Plan, knowledge: Knowledge) -> None:
    """An override that changes nothing was a mistake, and a mistake about a gate must not pass in silence."""
    used = {w.technique.id for w in (*plan.education, *plan.hands) if w.overridden is not None}
    whys = {out.id: out.why for out in plan.ruled_out}
    for name in overrides:
        if name not in used:
            why = whys.get(name, "its gates are passed")
            raise UsageError(
                f"the override of {knowledge.techniques[name].name.lower()} changes nothing: {why}",
                remedy="Only a gate that is open or shut can be overridden, never scope, licence or indication.",
            )


class _Planner:
    def __init__(
        self,
        found: Assessment,
        of: ProfileAssessment,
        knowledge: Knowledge,
        practice: Practice,
        overrides: dict[str, Override],
    ) -> None:
        self.found = found
        self.of = of
        self.knowledge = knowledge
        self.practice = practice
        self.care = practice.care
        self.overrides = overrides
        self.facts = Facts(knowledge, found.client, of.profile)
        self.ruled_out: list[RuledOut] = []
        self.pathways = pathways_for(of.classification, knowledge)
        self.codes = codes_of(of.classification, knowledge)
        signs = {result.sign.id: result for result in found.screening.signs}
        self.resolve = {
            "sign": sign_resolver(signs.__getitem__, assumed=found.screening.assumed),
            "code": lambda leaf: _code_reason(leaf.subject, of.classification),
        }

    def plan(self) -> Plan:
        pathway, *also = self.pathways
        education = self._education()
        hands = self._hands({work.technique.id for work in education})
        works = (*hands, *education)
        groups = groups_of(self.found.client, self.facts, self.codes)
        dose = capped(pathway, self.care, works)
        least_minutes = self.knowledge.setting("least_session_minutes")
        programme, not_at_home = for_home(self._home(works))
        own = (goal.activity for goal in self.found.client.goals)
        return Plan(
            system=self.care,
            pathway=pathway,
            also=tuple(also),
            medical_first=_who(self.pathways, first=True),
            beside=_who(self.pathways, first=False),
            goals=tuple(dict.fromkeys((*own, *(goal for p in self.pathways for goal in p.goals)))),
            education=education,
            hands=hands,
            programme=programme,
            dose=dose,
            pressure=pressure_for(hands, groups, self.facts, self.knowledge),
            patterns=tuple(patterns_seen(self.care, self.facts, self.resolve, self.knowledge)),
            warnings=(*self._without_first_choice(), *dose_warnings(dose, hands, least_minutes)),
            modifications=_modifications((*education, *hands), groups),
            ruled_out=(*self.ruled_out, *not_at_home),
            expected=tuple(effect for p in self.pathways for effect in p.expected),
        )

    # -- techniques -------------------------------------------------------------------------------

    def _education(self) -> tuple[Work, ...]:
        names = [name for p in self.pathways for name in p.first_line if name in self.knowledge.techniques]
        works = (self._work(self.knowledge.techniques[n], target="everybody") for n in dict.fromkeys(names))
        return tuple(work for work in works if work is not None)

    def _hands(self, taught: set[str]) -> tuple[Work, ...]:
        """Either-or options first, in the system's order; then what each pathway supports, then the rest."""
        techniques = self.knowledge.techniques
        wanted = [name for p in self.pathways for name in (*p.one_of, *p.optional) if name in techniques]
        offered = [name for name in (*self.care.techniques, *self.practice.scope.also) if name in techniques]
        refused = {name: why for p in self.pathways for name, why in p.not_offered.items()}
        first_line = {name for p in self.pathways for name in p.first_line}
        works: list[Work] = []
        chosen: dict[str, int] = {}
        either = [name for name in offered if any(name in p.one_of for p in self.pathways)]
        supported = [
            name for p in self.pathways for name in sorted(offered, key=self._grade_of) if name in p.optional
        ]
        refusals = [name for name in refused if name in techniques]
        for name in dict.fromkeys([*either, *supported, *offered, *wanted, *refusals]):
            technique = techniques[name]
            if name in first_line:
                continue
            if name in refused:
                self._rule_out(technique, refused[name])
            elif name not in offered:
                self._rule_out(technique, f"not part of {self.care.name.lower()}")
            else:
                self._place(technique, name in wanted, works, chosen)
        return self._staged(works, taught)

    def _staged(self, works: list[Work], taught: set[str]) -> tuple[Work, ...]:
        """
        Of a pathway's either-or options the system's first leads; the others wait for the review.

        Where another pathway puts one of them first for everybody, that one leads; where the system offers none of
        them, everything else is only beside it.
        """
        either = {name for p in self.pathways for name in p.one_of}
        options = [work.technique.id for work in works if work.technique.id in either]
        first = None if either & taught or not options else options[0]
        rank = {"first": 0, "addition": 1, "alternative": 2}
        staged = [
            replace(
                work,
                stage="first" if work.technique.id == first
                else "alternative" if work.technique.id in either
                else "addition" if either
                else "first",
            )
            for work in works
        ]  # fmt: skip
        return tuple(sorted(staged, key=lambda work: rank[work.stage]))

    def _without_first_choice(self) -> Iterable[str]:
        for pathway in self.pathways:
            if pathway.one_of and not set(pathway.one_of) & set(self.care.techniques):
                names = ", ".join(self.knowledge.techniques[name].name.lower() for name in pathway.one_of)
                yield (
                    f"The first choices of this pathway ({names}) are not part of {self.care.name.lower()}: "
                    "say so, and who offers them."
                )

    def _place(
        self, technique: Technique, in_pathway: bool, works: list[Work], chosen: dict[str, int]
    ) -> None:
        """Put a technique where it is indicated: at a ranked structure, or for the headache as a whole."""
        ranked = self._structures()
        targets = [
            (r, fit) for r in ranked if (fit := self._fits(technique, "structure", {r.group.id, *_parts(r)}))
        ]
        for_type = self._fits(technique, "headache", self.codes)
        for_factor = self._fits(technique, "factor", self._factors())
        best = for_type or (targets[0][1] if targets else None) or for_factor
        if best is None:
            self._rule_out(technique, "not indicated by what was found")
        elif for_type is not None and for_type.grade == "N":
            self._rule_out(technique, "trials found no benefit for this headache")
        elif not in_pathway and for_type is None:
            self._rule_out(technique, "no support for this kind of headache")
        elif set(technique.classes) <= WITHOUT_PLACE or not targets:
            self._add(works, technique, best, target="the headache")
        else:
            by_hand = not set(technique.classes) <= DEVICES
            free = [
                (r, fit) for r, fit in targets if not by_hand or chosen.get(_place_of(r), 0) < PER_STRUCTURE
            ]
            if not free:
                self._rule_out(technique, "enough is planned for these structures already")
            for r, fit in free:
                if self._add(works, technique, for_type or fit, target=r.group.id, side=r.side) and by_hand:
                    chosen[_place_of(r)] = chosen.get(_place_of(r), 0) + 1

    def _add(
        self,
        works: list[Work],
        technique: Technique,
        indication: Indication,
        *,
        target: str,
        side: Side | None = None,
    ) -> bool:
        work = self._work(technique, target=target, side=side)
        if work is not None:
            either = any(technique.id in p.one_of for p in self.pathways)
            note = self._condition(indication)
            works.append(replace(work, grade=indication.grade, note=note, optional=not either))
        return work is not None

    def _work(self, technique: Technique, *, target: str, side: Side | None = None) -> Work | None:
        outside = self.practice.outside(technique)
        if outside:
            self._rule_out(technique, outside)
            return None
        passage = pass_technique(technique, self.facts, self.found.screening, self.found.plan_held)
        override = None
        if not passage.gating.may_be_planned:
            override = self.overrides.get(technique.id)
            if override is None:
                self._rule_out(technique, passage.barriers[0].says, passage.gating)
                return None
        caps = [p.caps[technique.id] for p in self.pathways if technique.id in p.caps]
        return Work(
            technique=technique, passage=passage, target=target, side=side, grade=technique.grade,
            cap=caps[0] if caps else None, overridden=override,
        )  # fmt: skip

    def _grade_of(self, name: str) -> str:
        """How well what was found supports the technique: the better supported comes before the habitual."""
        technique = self.knowledge.techniques[name]
        structures = {part for r in self._structures() for part in (r.group.id, *_parts(r))}
        found = (("headache", self.codes), ("structure", structures), ("factor", self._factors()))
        fits = (self._fits(technique, target, ids) for target, ids in found)
        return min((fit.grade for fit in fits if fit is not None), default="Z")

    # -- indications ------------------------------------------------------------------------------

    def _fits(self, technique: Technique, target: str, ids: set[str]) -> Indication | None:
        """The first indication of this kind that is not ruled out by what was found."""
        for indication in technique.indications:
            concerns = indication.target == target and bool(ids & set(indication.ids))
            if concerns and self._when(indication).truth is not Truth.NO:
                return indication
        return None

    def _when(self, indication: Indication) -> Reason:
        if indication.when is None:
            return Reason(asks="always", truth=Truth.YES)
        return evaluate(parse(indication.when), self.facts, self.resolve)

    def _condition(self, indication: Indication) -> str:
        """What still has to be found before it is used, if the indication waits for it."""
        reason = self._when(indication)
        if reason.truth is not Truth.UNKNOWN:
            return ""
        findings = self.knowledge.findings
        names = [findings[name].name for name in sorted(reason.missing) if name in findings]
        return f"only if found: {', '.join(names).lower()}" if names else ""

    def _structures(self) -> list[Ranked]:
        localisation = self.of.localisation
        if not isinstance(localisation, Localisation):
            return []
        worth = self.knowledge.setting("structure_worth_working_on")
        likely = [
            r for r in localisation.ranked if r.explains and r.group.treatable and r.probability >= worth
        ]
        return likely[:STRUCTURES]

    def _factors(self) -> set[str]:
        seen = {**self.facts.client.observations, **self.of.profile.observations}
        return {name for name, observed in seen.items() if observed.value is True}

    def _rule_out(self, technique: Technique, why: str, gating: Gating | None = None) -> None:
        if all(seen.id != technique.id for seen in self.ruled_out):
            self.ruled_out.append(RuledOut(id=technique.id, name=technique.name, why=why, gating=gating))

    def _home(self, works: tuple[Work, ...]) -> Home:
        screening, held = self.found.screening, self.found.plan_held
        return Home(
            knowledge=self.knowledge,
            pathways=tuple(self.pathways),
            care=self.care,
            facts=self.facts,
            resolve=self.resolve,
            first={name for p in self.pathways for name in p.first_line}
            | {name for w in works if w.stage == "first" and not w.optional for name in w.technique.home},
            present=frozenset(self._factors() | self.codes | {r.group.id for r in self._structures()}),
            passage=lambda item: (
                pass_advice(item, self.facts, screening)
                if isinstance(item, Advice)
                else pass_exercise(item, self.facts, screening, held)
            ),
        )


def codes_of(found: Classification, knowledge: Knowledge) -> set[str]:
    """The given types and those that they are a form of: what is indicated in a type is indicated in its forms."""
    codes: set[str] = set()
    for conclusion in found.concluded:
        code: str | None = conclusion.code
        while code is not None:
            codes.add(code)
            code = knowledge.headaches[code].parent
    return codes


def pathways_for(found: Classification, knowledge: Knowledge) -> list[Pathway]:
    """The pathways of the given types, leading one first; the unclear one where nothing is given."""
    codes = {conclusion.code for conclusion in found.concluded}
    fitting = [p for p in knowledge.pathways.values() if codes & set(p.codes)]
    fitting.sort(key=lambda pathway: pathway.order)
    return fitting or [knowledge.pathways["unclear"]]


def groups_of(client: Client, facts: Facts, codes: set[str]) -> tuple[str, ...]:
    """Which groups with modifications of their own the person belongs to."""
    groups = []
    age = client.observations.get("age_years")
    if age is not None and isinstance(age.value, Range):
        if age.value.least < 18:
            groups.append("child")
        if age.value.most >= 65:
            groups.append("older")
    for finding, group in (("pregnant", "pregnancy"), ("touch_hurts_now", "allodynia")):
        seen = facts.observation(finding)
        if seen is not None and seen.value is True:
            groups.append(group)
    if any(code.startswith("1.") for code in codes):
        groups.append("migraine")
    return tuple(groups)


def _who(pathways: Iterable[Pathway], *, first: bool) -> tuple[str, ...]:
    """To whom the pathways refer: before anything else, or beside the course."""
    before = dict.fromkeys(who for p in pathways if p.medical_first for who in p.refer_to)
    if first:
        return tuple(before)
    return tuple(dict.fromkeys(who for p in pathways for who in p.refer_to if who not in before))


def _modifications(works: Iterable[Work], groups: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(
        dict.fromkeys(
            (work.technique.name, work.technique.modifications[group])
            for work in works
            for group in groups
            if group in work.technique.modifications
        )
    )


def _parts(ranked: Ranked) -> set[str]:
    return {part.structure.id for part in ranked.parts[:2]}


def _place_of(ranked: Ranked) -> str:
    return f"{ranked.group.id} {ranked.side}"


def _code_reason(code: str, found: Classification) -> Reason:
    result = found.types[code]
    return Reason(asks=code, truth=result.features, joint="all", parts=tuple(result.criteria.values()))
