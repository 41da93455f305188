"""The plan as a summary to read: first steps, dose, review, what is held or ruled out, and why."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.record.assessing import Known
from nuchal.clinic.record.proposing import Terms
from nuchal.reasoning.gating import Gating
from nuchal.reasoning.plan import HomeItem, Plan, Work
from nuchal.reasoning.screening import Held
from nuchal.reasoning.wording import dose_words

FIRST = 4
HOME = 4
RULED_OUT = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One technique, exercise or piece of advice, where it goes, how good the evidence is, and what to change."""

    name: str
    where: str
    grade: str
    changed: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A proposal in short, or what holds it."""

    system: str
    pathway: str = ""
    first: tuple[Step, ...] = ()
    home: tuple[Step, ...] = ()
    dose: str = ""
    review: str = ""
    rules: tuple[tuple[str, str], ...] = ()
    before: tuple[str, ...] = ()
    ruled_out: tuple[tuple[str, str], ...] = ()
    more_ruled_out: int = 0
    held: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()


def summary_of(known: Known, terms: Terms | None, kind: str) -> Summary | None:
    """The plan for one kind of headache under these terms; None where there are none."""
    if terms is None:
        return None
    plan = known.plan(terms, kind)
    name = knowledge().systems[terms.system].name
    return _held(plan, name) if isinstance(plan, Held) else _proposed(plan, name)


def _held(held: Held, system: str) -> Summary:
    names = [result.sign.name for result in (*held.standing, *held.open)[:3]]
    types = [f"{code} {knowledge().headaches[code].name}" for code in held.types]
    return Summary(system=system, held=tuple([*types, *names][:4]), ask=held.ask)


def _proposed(plan: Plan, system: str) -> Summary:
    first = [work for work in plan.hands if work.stage == "first"] or list(plan.hands)
    pathway = plan.pathway
    weeks = " – ".join(f"{week:g}" for week in pathway.review_weeks[:2])
    return Summary(
        system=system,
        pathway=pathway.name,
        first=tuple(_work(work) for work in (*plan.education[:1], *first)[:FIRST]),
        home=tuple(_home(item) for item in plan.programme[:HOME]),
        dose=dose_words(plan.dose),
        review=_("after %(weeks)s weeks") % {"weeks": weeks} if weeks else "",
        rules=(
            (_("Stop"), pathway.stop_rule),
            (_("Change"), pathway.change_rule),
            (_("Refer"), pathway.refer_rule),
        ),
        before=plan.medical_first,
        ruled_out=tuple((one.name, one.why) for one in plan.ruled_out[:RULED_OUT]),
        more_ruled_out=max(0, len(plan.ruled_out) - RULED_OUT),
    )


def _work(work: Work) -> Step:
    group = knowledge().groups.get(work.target)
    where = f"{group.name}, {work.side}" if group and work.side else group.name if group else ""
    changed = [b.says for b in work.passage.barriers if b.gating is Gating.MODIFIED]
    return Step(
        name=work.technique.name, where=where, grade=work.grade, changed=tuple(changed[:2]), note=work.note
    )


def _home(item: HomeItem) -> Step:
    grade = getattr(item.item, "grade", "")
    return Step(name=item.item.name, where=item.because, grade=grade)
