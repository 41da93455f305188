"""
What to propose: goals, staged steps, dose, home programme, review; and what was ruled out, and why.

The plan joins three things: the pathway of the headache type (what trials support, with caps), the practitioner's
system of care (what they are trained and allowed to do, in their order), and what was found (which structures, which
factors). Nothing whose gate is open or shut can stand in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from nuchal.errors import UsageError
from nuchal.findings.model import Client, Range, Side
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.care import Advice, Dose, Effect, Exercise, Pathway, System, Technique
from nuchal.knowledge.expressions import parse
from nuchal.reasoning.classification import Classification
from nuchal.reasoning.criteria import Facts, evaluate
from nuchal.reasoning.gating import Gating, Passage, pass_advice, pass_exercise, pass_technique
from nuchal.reasoning.localisation import Localisation, Ranked
from nuchal.reasoning.pathway import Assessment, ProfileAssessment
from nuchal.reasoning.reasons import Reason
from nuchal.reasoning.screening import Held, sign_resolver
from nuchal.reasoning.truth import Truth

STRUCTURES = 3
"""Most structures that one plan works on."""
PER_STRUCTURE = 2
EXERCISES = 4
ADVICE = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One technique at one structure (or in general), with its gates passed."""

    technique: Technique
    passage: Passage
    target: str
    side: Side | None = None
    grade: str
    stage: Literal["first", "addition", "alternative"] = "first"
    """`alternative`: only instead of the first choice, after the review."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuledOut:
    """Something that was considered and left out, and why."""

    id: str
    name: str
    why: str
    gating: Gating | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeItem:
    """An exercise or a piece of advice for home, with its gates passed."""

    item: Exercise | Advice
    passage: Passage
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A proposal for a therapist to accept, change or refuse."""

    system: System
    pathway: Pathway
    also: tuple[Pathway, ...]
    medical_first: tuple[str, ...]
    """Whom the person should see first or beside, in words."""
    education: tuple[Work, ...]
    hands: tuple[Work, ...]
    programme: tuple[HomeItem, ...]
    dose: Dose
    warnings: tuple[str, ...]
    modifications: tuple[tuple[str, str], ...]
    """(technique name, what to change) for children, pregnancy, age, allodynia and migraine."""
    ruled_out: tuple[RuledOut, ...]
    expected: tuple[Effect, ...]


def propose(
    found: Assessment,
    knowledge: Knowledge,
    *,
    system: str,
    profile: int = 0,
    licences: frozenset[str] = frozenset(),
) -> Plan | Held:
    """
    A plan within the system of care, or what holds it.

    `licences` names techniques that need one and that this practitioner may use. Raises UsageError for an unknown
    system.
    """
    care = knowledge.systems.get(system)
    if care is None:
        raise UsageError(
            f"there is no system of care {system!r}", remedy=f"Known: {', '.join(knowledge.systems)}."
        )
    if found.plan_held is not None:
        return found.plan_held
    return _Planner(found, found.profiles[profile], knowledge, care, licences).plan()


class _Planner:
    def __init__(
        self,
        found: Assessment,
        of: ProfileAssessment,
        knowledge: Knowledge,
        care: System,
        licences: frozenset[str],
    ) -> None:
        self.found = found
        self.of = of
        self.knowledge = knowledge
        self.care = care
        self.licences = licences
        self.facts = Facts(knowledge, found.client, of.profile)
        self.ruled_out: list[RuledOut] = []
        self.pathways = pathways_for(of.classification, knowledge)
        self.codes = {conclusion.code for conclusion in of.classification.concluded}
        signs = {result.sign.id: result for result in found.screening.signs}
        self.resolve = {
            "sign": sign_resolver(signs.__getitem__),
            "code": lambda leaf: _code_reason(leaf.subject, of.classification),
        }

    def plan(self) -> Plan:
        pathway, *also = self.pathways
        education = self._education()
        hands = self._hands()
        dose = capped(pathway, self.care, hands)
        return Plan(
            system=self.care,
            pathway=pathway,
            also=tuple(also),
            medical_first=tuple(
                dict.fromkeys(who for p in self.pathways if p.medical_first for who in p.refer_to)
            ),
            education=education,
            hands=hands,
            programme=self._programme(),
            dose=dose,
            warnings=tuple(_warnings(dose, hands, self.knowledge.setting("least_session_minutes"))),
            modifications=self._modifications((*education, *hands)),
            ruled_out=tuple(self.ruled_out),
            expected=tuple(effect for p in self.pathways for effect in p.expected),
        )

    # -- techniques -------------------------------------------------------------------------------

    def _education(self) -> tuple[Work, ...]:
        names = [name for p in self.pathways for name in p.first_line if name in self.knowledge.techniques]
        works = (self._work(self.knowledge.techniques[n], target="everybody") for n in dict.fromkeys(names))
        return tuple(work for work in works if work is not None)

    def _hands(self) -> tuple[Work, ...]:
        wanted = [name for p in self.pathways for name in (*p.one_of, *p.optional)]
        offered = [name for name in self.care.techniques if name in self.knowledge.techniques]
        refused = {name: why for p in self.pathways for name, why in p.not_offered.items()}
        taught = {work for p in self.pathways for work in p.first_line}
        works: list[Work] = []
        chosen: dict[str, int] = {}
        for name in dict.fromkeys([*offered, *(n for n in wanted if n in self.knowledge.techniques)]):
            technique = self.knowledge.techniques[name]
            if name in taught:
                continue
            if name in refused:
                self._rule_out(technique, refused[name])
                continue
            if name not in offered:
                self._rule_out(technique, f"not part of {self.care.name.lower()}")
                continue
            self._place(technique, name in wanted, works, chosen)
        return self._staged(works)

    def _staged(self, works: list[Work]) -> tuple[Work, ...]:
        """Of a pathway's either-or options the system's first leads; the others wait for the review."""
        either = {name for p in self.pathways for name in p.one_of}
        first = next((work.technique.id for work in works if work.technique.id in either), None)
        rank = {"first": 0, "addition": 1, "alternative": 2}
        staged = [
            replace(
                work,
                stage="first" if work.technique.id == first
                else "alternative" if work.technique.id in either
                else "addition" if first is not None
                else "first",
            )
            for work in works
        ]  # fmt: skip
        return tuple(sorted(staged, key=lambda work: rank[work.stage]))

    def _place(
        self, technique: Technique, in_pathway: bool, works: list[Work], chosen: dict[str, int]
    ) -> None:
        """Put a technique where it is indicated: at a ranked structure, or for the headache as a whole."""
        targets = [
            r for r in self._structures() if _indicates(technique, {r.group.id, *_parts(r)}, "structure")
        ]
        for_type = self._type_grade(technique)
        if not targets and for_type is None:
            self._rule_out(technique, "not indicated by what was found")
            return
        if not in_pathway and for_type is None:
            self._rule_out(technique, "no support for this kind of headache")
            return
        if set(technique.classes) <= {"exercise", "education", "referral"} or not targets:
            work = self._work(technique, target="the headache", grade=for_type)
            if work is not None:
                works.append(work)
            return
        free = [r for r in targets if chosen.get(f"{r.group.id} {r.side}", 0) < PER_STRUCTURE]
        if not free:
            self._rule_out(technique, "enough is planned for these structures already")
            return
        for ranked in free:
            work = self._work(technique, target=ranked.group.id, side=ranked.side, grade=for_type)
            if work is None:
                return
            works.append(work)
            key = f"{ranked.group.id} {ranked.side}"
            chosen[key] = chosen.get(key, 0) + 1

    def _work(
        self, technique: Technique, *, target: str, side: Side | None = None, grade: str | None = None
    ) -> Work | None:
        if self.care.profession not in technique.professions:
            self._rule_out(technique, f"outside the scope of a {self.care.profession.replace('_', ' ')}")
            return None
        if technique.needs_licence and technique.id not in self.licences:
            self._rule_out(technique, "needs a licence that this practice has not recorded")
            return None
        passage = pass_technique(technique, self.facts, self.found.screening, self.found.plan_held)
        if not passage.gating.may_be_planned:
            self._rule_out(technique, passage.barriers[0].says, passage.gating)
            return None
        return Work(
            technique=technique, passage=passage, target=target, side=side, grade=grade or technique.grade,
            note=self._condition(technique),
        )  # fmt: skip

    def _condition(self, technique: Technique) -> str:
        """What still has to be found before it is used, if an indication waits for it."""
        for indication in technique.indications:
            if indication.when is not None:
                reason = evaluate(parse(indication.when), self.facts, self.resolve)
                if reason.truth is Truth.UNKNOWN:
                    names = [
                        self.knowledge.findings[n].name
                        for n in sorted(reason.missing)
                        if n in self.knowledge.findings
                    ]
                    return f"only if found: {', '.join(names).lower()}" if names else ""
        return ""

    def _type_grade(self, technique: Technique) -> str | None:
        codes = self.codes | {code for p in self.pathways for code in p.codes if code in self.codes}
        for indication in technique.indications:
            if indication.target != "headache" or not codes & set(indication.ids):
                continue
            if (
                indication.when is None
                or evaluate(parse(indication.when), self.facts, self.resolve).truth is not Truth.NO
            ):
                return indication.grade
        return None

    def _structures(self) -> list[Ranked]:
        localisation = self.of.localisation
        if not isinstance(localisation, Localisation):
            return []
        worth = self.knowledge.setting("structure_worth_working_on")
        likely = [
            r for r in localisation.ranked if r.explains and r.group.treatable and r.probability >= worth
        ]
        return likely[:STRUCTURES]

    def _rule_out(self, technique: Technique, why: str, gating: Gating | None = None) -> None:
        if all(seen.id != technique.id for seen in self.ruled_out):
            self.ruled_out.append(RuledOut(id=technique.id, name=technique.name, why=why, gating=gating))

    # -- home -------------------------------------------------------------------------------------

    def _programme(self) -> tuple[HomeItem, ...]:
        wanted = [name for p in self.pathways for name in (*p.first_line, *p.one_of, *p.optional)]
        wanted += list(self.care.home_care)
        exercises = self._home(wanted, self.knowledge.exercises.values(), EXERCISES)
        advice = self._home(wanted, self.knowledge.advice.values(), ADVICE)
        return (*exercises, *advice)

    def _home(self, wanted: list[str], items: Iterable[Exercise | Advice], most: int) -> list[HomeItem]:
        present = self._present()
        found: list[tuple[int, HomeItem]] = []
        for item in items:
            if (
                item.when is not None
                and evaluate(parse(item.when), self.facts, self.resolve).truth is Truth.NO
            ):
                continue
            hits = present & set(item.targets)
            rank = wanted.index(item.id) if item.id in wanted else len(wanted)
            if not hits and rank == len(wanted):
                continue
            passage = (
                pass_exercise(item, self.facts, self.found.screening, self.found.plan_held)
                if isinstance(item, Exercise)
                else pass_advice(item, self.facts, self.found.screening)
            )
            if not passage.gating.may_be_planned:
                why = passage.barriers[0].says
                self.ruled_out.append(RuledOut(id=item.id, name=item.name, why=why, gating=passage.gating))
                continue
            because = self._because(hits)
            found.append((rank - 100 * len(hits), HomeItem(item=item, passage=passage, because=because)))
        found.sort(key=lambda pair: pair[0])
        return [home for _, home in found[:most]]

    def _present(self) -> set[str]:
        """Everything that a home item may answer: codes, likely structures, factors that are there."""
        factors = {
            name
            for name, seen in {**self.facts.client.observations, **self.of.profile.observations}.items()
            if seen.value is True
        }
        return factors | self.codes | {ranked.group.id for ranked in self._structures()}

    def _because(self, hits: set[str]) -> str:
        names = []
        for name in sorted(hits):
            if name in self.knowledge.findings:
                names.append(self.knowledge.findings[name].name.lower())
            elif name in self.knowledge.groups:
                names.append(self.knowledge.groups[name].lay_name)
            elif name in self.knowledge.headaches:
                names.append(self.knowledge.headaches[name].name.lower())
        return ", ".join(names)

    def _modifications(self, works: tuple[Work, ...]) -> tuple[tuple[str, str], ...]:
        groups = groups_of(self.found.client, self.facts, self.codes)
        return tuple(
            dict.fromkeys(
                (work.technique.name, work.technique.modifications[group])
                for work in works
                for group in groups
                if group in work.technique.modifications
            )
        )


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


def capped(pathway: Pathway, care: System, hands: tuple[Work, ...]) -> Dose:
    """The pathway's dose, never more than the caps of what is planned; the system's course never raises it."""
    caps = [pathway.caps[work.technique.id] for work in hands if work.technique.id in pathway.caps]
    sessions = [d.sessions_most for d in (pathway.dose, *caps) if d.sessions_most is not None]
    return Dose(
        minutes=care.course.minutes or pathway.dose.minutes,
        per_week=pathway.dose.per_week or care.course.per_week,
        weeks=pathway.dose.weeks or care.course.weeks,
        sessions_most=min(sessions) if sessions else None,
        note=pathway.dose.note,
    )


def _warnings(dose: Dose, hands: tuple[Work, ...], least_minutes: float) -> Iterable[str]:
    if hands and dose.minutes is not None and dose.minutes[1] < least_minutes:
        yield f"Sessions under {least_minutes:.0f} minutes are shorter than those of the trials."
    for work in hands:
        trial = work.technique.dose
        if trial.minutes and dose.minutes and dose.minutes[1] < trial.minutes[0]:
            yield f"{work.technique.name}: trials used sessions of at least {trial.minutes[0]:g} minutes."


def _indicates(technique: Technique, ids: set[str], target: str) -> bool:
    return any(i.target == target and ids & set(i.ids) for i in technique.indications)


def _parts(ranked: Ranked) -> set[str]:
    return {part.structure.id for part in ranked.parts[:2]}


def _code_reason(code: str, found: Classification) -> Reason:
    result = found.types[code]
    return Reason(asks=code, truth=result.features, joint="all", parts=tuple(result.criteria.values()))
