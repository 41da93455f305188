"""The plan in the client's words: what we think, what we would do, what to expect, and when to get help."""

from __future__ import annotations

from collections.abc import Iterable

from nuchal.knowledge.base import Knowledge
from nuchal.letters import phrases
from nuchal.letters.document import (
    Block,
    Document,
    Envelope,
    Facts,
    Heading,
    Points,
    Role,
    Signature,
    Strip,
    Text,
)
from nuchal.letters.head import safety_net, warning_of
from nuchal.reasoning.pathway import Assessment
from nuchal.reasoning.plan import Plan, Work
from nuchal.reasoning.truth import Truth
from nuchal.reasoning.wording import capital, dose_words


def client_plan(found: Assessment, plan: Plan, knowledge: Knowledge, envelope: Envelope) -> Document:
    """The plan as the client takes it home; every sentence about the body comes from the knowledge base."""
    lead, *also = (plan.pathway, *plan.also)
    first = [work for work in plan.hands if work.stage == "first"]
    added = [work for work in plan.hands if work.stage == "addition"]
    instead = [work for work in plan.hands if work.stage == "alternative"]
    concluded = [c.result.headache for p in found.profiles for c in p.classification.concluded]
    says = tuple(dict.fromkeys(f"{headache.says.rstrip('.')}." for headache in concluded))
    blocks: list[Block] = [Heading(phrases.WHAT_WE_THINK), Text(lead.client_says, "lead")]
    if says:
        blocks.append(Points(says))
    blocks += [Text(pathway.client_says) for pathway in also]
    blocks.append(Text(phrases.NOT_DIAGNOSIS, "small"))
    if plan.medical_first:
        who = ", ".join(phrases.WHO[name] for name in plan.medical_first)
        blocks.append(Strip(tier="refer_first", word="", text=phrases.DOCTOR_FIRST.format(who=who)))
    if plan.beside:
        who = ", ".join(phrases.WHO[name] for name in plan.beside)
        blocks.append(Text(phrases.BESIDE_US.format(who=who)))
    blocks += [Text(seen.pattern.client_says) for seen in plan.patterns if seen.truth is Truth.YES]
    blocks += [Heading(phrases.GOALS), Points(plan.goals or lead.goals, "tick")]
    blocks += [Heading(phrases.WHAT_WE_DO), *_works((*plan.education, *first))]
    if added:
        blocks += [Text(phrases.ADDED, "strong"), Points(tuple(_option(work) for work in _each(added)))]
    if instead:
        blocks += [Text(phrases.CHOICES, "strong"), Points(tuple(_option(work) for work in _each(instead)))]
    blocks.append(Facts(((phrases.HOW_OFTEN, dose_words(plan.dose)),)))
    if plan.pressure is not None:
        says = tuple(dict.fromkeys(limit.client_says for limit in plan.pressure.limits))
        blocks += [Heading(phrases.PRESSURE), Points((*says, plan.pressure.stop_signal))]
    changes = tuple(dict.fromkeys(change for _, change in plan.modifications))
    if changes:
        blocks += [Heading(phrases.CHANGES_FOR_YOU), Points(changes)]
    blocks += [Heading(phrases.WITHOUT), Text(lead.natural_course)]
    if plan.programme:
        blocks += [Heading(phrases.AT_HOME), Points(tuple(home.item.name for home in plan.programme))]
    weeks = " and ".join(f"{week:g}" for week in lead.review_weeks)
    blocks += [
        Heading(phrases.LOOK_AGAIN),
        Text(phrases.LOOKS_AFTER.format(weeks=weeks)),
        Text(phrases.RULES, "strong"),
        Points(lead.we_agree),
        Heading(phrases.HELP_NOW),
        Strip(tier="emergency_soft", word="", text=safety_net(knowledge, easy=False)),
        Signature(who=envelope.name or phrases.YOUR_NAME),
        Signature(who=envelope.therapist or phrases.THERAPIST),
    ]
    return Document(
        role=Role.CLIENT_PLAN, title=phrases.CLIENT_PLAN_TITLE, envelope=envelope, blocks=tuple(blocks),
        foot=(phrases.PLAN_FOOT,), warning=warning_of(found),
    )  # fmt: skip


def _works(works: Iterable[Work]) -> Iterable[Block]:
    """Each technique once, in the client's words, with how sure the trials are."""
    for work in _each(works):
        yield Text(capital(work.technique.lay_name), "strong")
        yield Text(work.technique.client_says)
        yield Text(f"{phrases.HOW_SURE}: {phrases.GRADES[work.grade]}.", "small")


def _option(work: Work) -> str:
    """Something that may be chosen, in one line, with how sure the trials are."""
    return f"{capital(work.technique.lay_name)} ({phrases.GRADES[work.grade]})"


def _each(works: Iterable[Work]) -> Iterable[Work]:
    """Every technique once, wherever it is used."""
    return {work.technique.id: work for work in works}.values()
