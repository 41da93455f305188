"""
What does the report say, and in which order?

Everything that both the page and the PDF show, as plain values: danger first, then per kind of headache the drawing,
the ranked structures, the types, the next step; at the end sources and the footer. No markup and no layout here.
"""

from __future__ import annotations

from collections.abc import Mapping

from nuchal import __version__
from nuchal.bodymap import Drawing as Hand
from nuchal.findings.model import Drawing, Mark
from nuchal.knowledge.base import Knowledge
from nuchal.letters import figures, words
from nuchal.letters.facts import differing_line
from nuchal.letters.parts import (
    ProfileReport,
    Report,
    Step,
)
from nuchal.letters.report_danger import danger_of, held_frame, to_examine
from nuchal.letters.report_structures import (
    rivals_of,
    row_of,
    shown_ids,
    shown_structures,
    told_once,
)
from nuchal.letters.report_types import open_type, set_aside, types_of
from nuchal.letters.sources import sources_of
from nuchal.reasoning.localisation import Localisation, Ranked
from nuchal.reasoning.next_step import Ask, NextSteps, Touch
from nuchal.reasoning.pathway import Assessment, NothingDrawn, ProfileAssessment, SideOpen
from nuchal.reasoning.screening import Held
from nuchal.reasoning.wording import in_row, inside, place_words, question_for

_SHOWN_NEXT = 3
Hands = Mapping[str, Hand]


def report_of(found: Assessment, knowledge: Knowledge, hands: Hands | None = None) -> Report:
    """
    Put an assessment into words, in the order in which it must be read.

    `hands`: the strokes of the drawing of each kind of headache, by its name, where they were kept.
    """
    strip, standing = danger_of(found, knowledge)
    profiles = tuple(_profile(profile, found, knowledge, hands or {}) for profile in found.profiles)
    lines, more = sources_of(found, knowledge, shown=shown_ids(found))
    reviewed = sum(getattr(getattr(i, "review", None), "state", "") == "reviewed" for i in knowledge.items)
    return Report(
        title=found.client.about or found.client.id,
        case=found.client.id,
        source=found.client.source_title,
        assumed=found.screening.assumed,
        strip=strip,
        standing=standing,
        to_examine=to_examine(found, knowledge),
        differing=_differing(found, "", knowledge),
        profiles=profiles,
        sources=lines,
        more_sources=more,
        release=words.RELEASE.format(release=found.release, digest=found.digest[:8], engine=__version__),
        reviewed=words.REVIEWED.format(reviewed=reviewed, items=len(knowledge.items)),
    )


def _profile(
    found: ProfileAssessment, whole: Assessment, knowledge: Knowledge, hands: Hands
) -> ProfileReport:
    localisation = found.localisation
    ranked = localisation if isinstance(localisation, Localisation) else None
    shown = shown_structures(ranked) if ranked else ()
    return ProfileReport(
        name=found.profile.name if len(whole.profiles) > 1 else "",
        drawing=found.profile.drawing,
        hand=hands.get(found.profile.name),
        places=_places(found.profile.drawing, knowledge),
        empty=_empty(localisation, shown),
        held=held_frame(localisation, knowledge) if isinstance(localisation, Held) else None,
        rows=told_once(row_of(n, r, whole, knowledge) for n, r in enumerate(shown, start=1)),
        rivals=rivals_of(ranked),
        unexplained=in_row(place_words(z, s, knowledge) for (z, s), _ in ranked.unexplained)
        if ranked
        else "",
        left_aside=in_row(place_words(z, s, knowledge) for z, s in ranked.left_aside) if ranked else "",
        lookalikes=in_row(dict.fromkeys(x.structure.name for x in ranked.lookalikes)) if ranked else "",
        types=types_of(found.classification),
        cannot_say=found.classification.cannot_say,
        open_types=tuple(open_type(r, knowledge) for r in found.classification.nearly(3)),
        set_aside=tuple(set_aside(c) for c in found.classification.set_aside),
        step=_step(found.next, whole, knowledge),
        differing=_differing(whole, found.profile.name, knowledge),
    )


def _differing(found: Assessment, profile: str, knowledge: Knowledge) -> tuple[str, ...]:
    return tuple(differing_line(one, knowledge) for one in found.open_disagreements if one.profile == profile)


def _empty(localisation: Localisation | Held | NothingDrawn | SideOpen, shown: tuple[Ranked, ...]) -> str:
    if isinstance(localisation, NothingDrawn):
        return words.BLANK_DRAWING if localisation.stated else words.NO_DRAWING
    if isinstance(localisation, SideOpen):
        return words.SIDE_OPEN
    if isinstance(localisation, Localisation) and not shown:
        return words.NONE_STANDS_OUT
    return ""


def _places(drawing: Drawing | None, knowledge: Knowledge) -> tuple[str, ...]:
    marks = [mark for mark in drawing.marks if mark.intensity != 0] if drawing else []
    marks.sort(key=lambda mark: (not mark.worst, -(mark.intensity or 0)))
    if marks and all(mark.intensity is None for mark in marks):
        return (*(mark_words(mark, knowledge, unknown="") for mark in marks), words.NO_STRENGTHS)
    return tuple(mark_words(mark, knowledge) for mark in marks)


def mark_words(mark: Mark, knowledge: Knowledge, unknown: str = f", {words.STRENGTH_NOT_SAID}") -> str:
    """One painted place in words."""
    strength = unknown if mark.intensity is None else f", {mark.intensity:g} of 10"
    inside = "" if figures.is_drawable((mark.zone, mark.side)) else f" ({words.NOT_ON_PICTURE})"
    return (
        f"{place_words(mark.zone, mark.side, knowledge)}{strength}{', worst' if mark.worst else ''}{inside}"
    )


def _step(steps: NextSteps, whole: Assessment, knowledge: Knowledge) -> Step:
    if whole.held is not None:
        urgent = bool(whole.held.standing or whole.held.types)
        return Step(kind="held", says=words.ACT if urgent else words.FINISH_DANGER, minutes="", why="")
    if whole.plan_held is not None and whole.plan_held.ask:
        first, *others = (question_for(name, knowledge) for name in whole.plan_held.ask)
        return Step(
            kind="ask", says=first, minutes="", why=words.UNLOCKS_CARE, ask=tuple(others)[:_SHOWN_NEXT]
        )
    both: list[Ask | Touch] = sorted([*steps.questions, *steps.touches], key=lambda s: -s.per_minute)
    if not both:
        return Step(kind="none", says=words.NOTHING_LEFT, minutes="", why="")
    best = both[0]
    return Step(
        kind="ask" if isinstance(best, Ask) else best.what,
        says=_step_words(best, knowledge),
        minutes=words.NEXT_MINUTES.format(minutes=_time(best.bits / best.per_minute))
        if best.per_minute
        else "",
        why=_why(best, knowledge),
        ask=tuple(question_for(a.finding, knowledge) for a in steps.questions if a is not best)[:_SHOWN_NEXT],
        hands=tuple(_step_words(t, knowledge) for t in steps.touches if t is not best)[:_SHOWN_NEXT],
    )


def _step_words(step: Ask | Touch, knowledge: Knowledge) -> str:
    if isinstance(step, Ask):
        return question_for(step.finding, knowledge)
    verb = words.FEEL if step.what == "palpate" else words.TEST
    return f"{verb}: {inside(step.name)}{f', {step.side}' if step.side else ''}"


def _why(step: Ask | Touch, knowledge: Knowledge) -> str:
    if isinstance(step, Ask) and step.settles:
        names = (inside(knowledge.headaches[code].name) for code in step.settles[:3])
        return words.NEXT_SETTLES.format(names=", ".join(names))
    return words.NEXT_MOVES


def _time(minutes: float) -> str:
    if minutes < 1:
        return f"{max(5, round(minutes * 12) * 5)} seconds"
    whole = round(minutes)
    return f"{whole} minute{'s' if whole != 1 else ''}"
