"""
The letter to the physician: what is asked, danger signs, criteria, findings, medicines, and what is planned.

Built from the same assessment and plan that the therapist sees; a held plan is said to be held and why.
"""

from __future__ import annotations

from collections.abc import Iterable

from nuchal.knowledge.base import Knowledge
from nuchal.letters import phrases, words
from nuchal.letters.content import Hands, report_of
from nuchal.letters.document import (
    Block,
    Checked,
    Document,
    Envelope,
    Facts,
    Heading,
    Painted,
    Points,
    Role,
    Signature,
    Strip,
    Table,
    Text,
)
from nuchal.letters.facts import examined_lines, headache_lines, medicine_rows
from nuchal.letters.head import person_words, salutation, warning_of
from nuchal.letters.parts import ProfileReport, Report
from nuchal.reasoning.pathway import Assessment, ProfileAssessment
from nuchal.reasoning.plan import Plan
from nuchal.reasoning.screening import Held
from nuchal.reasoning.wording import dose_words

_SHOWN_STRUCTURES = 3
_SHOWN_OPEN = 6


def physician_letter(
    found: Assessment,
    plan: Plan | Held | None,
    knowledge: Knowledge,
    envelope: Envelope,
    hands: Hands | None = None,
) -> Document:
    """
    The letter about one assessment; `plan` None leaves the plan out and says that it waits for the answer.

    `hands`: the strokes of each drawing, as `report_of` takes them.
    """
    report = report_of(found, knowledge, hands)
    blocks: list[Block] = [
        Text(salutation(envelope)),
        Text(phrases.LETTER_OPENING.format(person=person_words(found, envelope)), "lead"),
        Heading(phrases.WE_ASK),
        Points(tuple(_requests(found, plan, knowledge)), "number"),
        Heading(phrases.DANGER),
        *_danger(found, report),
    ]
    for profile, shown in zip(found.profiles, report.profiles, strict=True):
        blocks += _headache(profile, shown, knowledge)
    blocks += _examined(found, knowledge)
    blocks += _medicines(found, knowledge)
    blocks += _planned(plan, knowledge)
    blocks += [Text(phrases.REGARDS), Signature(who=envelope.therapist or phrases.THERAPIST)]
    return Document(
        role=Role.LETTER,
        title=phrases.LETTER_TITLE,
        envelope=envelope,
        blocks=tuple(blocks),
        foot=(phrases.WORKING, report.release, report.reviewed),
        warning=warning_of(found),
    )


def _requests(found: Assessment, plan: Plan | Held | None, knowledge: Knowledge) -> Iterable[str]:
    held = found.plan_held
    for result in held.standing if held else ():
        yield phrases.ASK_SIGN.format(name=result.sign.name, suggests=result.sign.suggests)
    for code in held.types if held else ():
        yield phrases.ASK_TYPE.format(says=knowledge.headaches[code].says)
    concluded = [
        c for p in found.profiles for c in p.classification.concluded if not (held and c.code in held.types)
    ]
    for conclusion in {c.code: c for c in concluded}.values():
        yield phrases.ASK_CONFIRM.format(says=_inside(conclusion.result.headache.says))
    if not concluded and not (held and held.types):
        yield phrases.ASK_UNCLEAR
    if isinstance(plan, Plan) and plan.medical_first:
        yield phrases.ASK_WHO.format(who=", ".join(plan.medical_first))


def _inside(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:].rstrip(".")


def _danger(found: Assessment, report: Report) -> Iterable[Block]:
    yield Strip(tier=report.strip.tier, word=report.strip.word, text=report.strip.fact)
    if report.standing:
        yield Points(tuple(f"{s.word}: {s.name}{f': {s.says}' if s.says else ''}" for s in report.standing))
    absent = sum(result.at_most.rank == 0 for result in found.screening.signs)
    lines = [phrases.SCREENED.format(count=absent, of=len(found.screening.signs))]
    open_signs = [] if found.screening.assumed else [r.sign.name for r in found.screening.signs if r.is_open]
    if open_signs:
        more = len(open_signs) - _SHOWN_OPEN
        names = "; ".join(open_signs[:_SHOWN_OPEN])
        lines.append(
            phrases.OPEN_SIGNS.format(
                names=f"{names}; {words.AND_MORE.format(count=more)}" if more > 0 else names
            )
        )
    yield Text(" ".join(lines), "small")
    if report.differing:
        yield Facts(tuple((words.DIFFERENTLY, line) for line in report.differing))


def _headache(found: ProfileAssessment, shown: ProfileReport, knowledge: Knowledge) -> Iterable[Block]:
    title = phrases.HEADACHE if not shown.name else f"{phrases.HEADACHE}: {shown.name}"
    yield Heading(title)
    facts = headache_lines(found.profile, knowledge)
    facts += tuple((words.DIFFERENTLY, line) for line in shown.differing)
    if facts:
        yield Facts(facts)
    if shown.places:
        yield Painted(drawing=shown.drawing, places=shown.places, hand=shown.hand)
    for block in shown.types:
        yield Text(f"{f'{block.code} ' if block.code else ''}{block.says}", "strong")
        if block.criteria:
            yield Checked(tuple((c.letter, c.says, c.truth, c.word) for c in block.criteria))
        if block.note:
            yield Text(block.note, "small")
    if shown.cannot_say:
        yield Text(words.CANNOT_SAY)
    if shown.rows:
        yield Text(phrases.STRUCTURES, "strong")
        yield Points(
            tuple(
                phrases.STRUCTURE.format(name=r.name, side=r.side, percent=r.percent, range=r.range)
                for r in shown.rows[:_SHOWN_STRUCTURES]
            )
        )
        yield Text(words.BASIS, "small")


def _examined(found: Assessment, knowledge: Knowledge) -> Iterable[Block]:
    lines = examined_lines(found.client, knowledge)
    if lines:
        yield Heading(phrases.EXAMINED)
        yield Points(lines)


def _medicines(found: Assessment, knowledge: Knowledge) -> Iterable[Block]:
    yield Heading(phrases.MEDICINES)
    taken = found.client.medicines
    if taken is None:
        yield Text(phrases.MEDICINES_NOT_ASKED)
    elif not taken:
        yield Text(phrases.NO_MEDICINES)
    else:
        yield Table(head=phrases.MEDICINE_HEAD, rows=medicine_rows(taken, knowledge))


def _planned(plan: Plan | Held | None, knowledge: Knowledge) -> Iterable[Block]:
    yield Heading(phrases.PLANNED)
    if plan is None:
        yield Text(phrases.NO_PLAN)
        return
    if isinstance(plan, Held):
        yield Text(phrases.HELD_PLAN)
        return
    weeks = " and ".join(f"{week:g}" for week in plan.pathway.review_weeks)
    first = [work for work in plan.hands if work.stage == "first"]
    steps = dict.fromkeys(work.technique.name for work in (*plan.education, *first))
    options = dict.fromkeys(work.technique.name for work in plan.hands if work.stage == "addition")
    home = dict.fromkeys(item.item.name for item in plan.programme)
    rows = [
        (phrases.SYSTEM, plan.system.name),
        (phrases.STEPS, "; ".join(steps)),
        (phrases.OPTIONS, "; ".join(options)),
        (phrases.AT_HOME, "; ".join(home)),
        (phrases.COURSE, dose_words(plan.dose)),
        (phrases.REVIEW_AT, phrases.REVIEW_WEEKS.format(weeks=weeks)),
        (phrases.STOP_RULE, plan.pathway.stop_rule),
        (phrases.REFER_RULE, plan.pathway.refer_rule),
    ]
    unsafe = [out for out in plan.ruled_out if out.gating is not None]
    by_hand = [f"{out.name} ({out.why.rstrip('.')})" for out in unsafe if out.id in knowledge.techniques]
    at_home = [out.name for out in unsafe if out.id not in knowledge.techniques]
    if unsafe:
        rows.append((phrases.LEFT_OUT, "; ".join([*by_hand[:_SHOWN_OPEN], *at_home[:_SHOWN_OPEN]])))
    yield Facts(tuple(row for row in rows if row[1]))
