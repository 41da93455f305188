"""Has every item the cases that were promised? Each gap is told with what to write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from nuchal.cases.planning import shown_gatings
from nuchal.cases.reading import Case
from nuchal.errors import CaseFailure
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.care import Technique
from nuchal.reasoning.gating import WITHOUT_FORCE


def gaps(cases: Iterable[Case], knowledge: Knowledge) -> list[CaseFailure]:
    """Four cases per danger sign and headache type, two per structure, one per verdict of each technique's gates."""
    read = list(cases)
    return [*_too_few(read, knowledge), *_verdicts_not_shown(read, knowledge)]


def _too_few(cases: list[Case], knowledge: Knowledge) -> Iterator[CaseFailure]:
    shown = Counter(name for case in cases for name in case.shows)
    wanted = dict.fromkeys(knowledge.danger_signs, 4)
    wanted |= {headache.id: 4 for headache in knowledge.headaches.values()}
    wanted |= dict.fromkeys(knowledge.structures, 2)
    for name, number in wanted.items():
        if shown[name] < number:
            yield CaseFailure(
                f"{name} has {shown[name]} cases, {number} are promised", remedy="Add them under cases/."
            )


def _verdicts_not_shown(cases: list[Case], knowledge: Knowledge) -> Iterator[CaseFailure]:
    shown = {pair for case in cases for pair in shown_gatings(case.expect.get("plan") or [])}
    for technique in knowledge.techniques.values():
        for verdicts in possible_verdicts(technique, knowledge):
            if not any((technique.id, verdict) in shown for verdict in verdicts):
                yield CaseFailure(
                    f"no case shows {technique.id} {' or '.join(verdicts)}",
                    remedy="Add one under cases/5_plan, such as `expect: {plan: {system: …, allowed: […]}}`.",
                )


def possible_verdicts(technique: Technique, knowledge: Knowledge) -> Iterator[tuple[str, ...]]:
    """What the gates can say of a technique: always free; changed or shut only if some gate, sign or hold says so."""
    effects = {str(gate.effect) for gate in technique.gates}
    for sign in knowledge.danger_signs.values():
        of_classes = {sign.techniques.get(name, "ok") for name in technique.classes}
        effects.add(
            "forbids" if "contraindicated" in of_classes else "modifies" if "modify" in of_classes else "ok"
        )
    yield ("allowed",)
    if "modifies" in effects:
        yield ("modified",)
    if "forbids" in effects or not set(technique.classes) <= WITHOUT_FORCE:
        yield ("forbidden", "open")
