"""
What does the report say, and in which order?

Everything that both the page and the PDF show, as plain values: danger first, then per kind of headache the drawing,
the ranked structures, the types, the next step; at the end sources and the footer. No markup and no layout here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from nuchal import __version__
from nuchal.bodymap.svg import referral
from nuchal.findings.model import Drawing, Mark, Side
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.schema import Level, Structure
from nuchal.letters import figures, words
from nuchal.letters.parts import (
    Criterion,
    HeldFrame,
    OpenType,
    ProfileReport,
    Reasoned,
    Report,
    Row,
    Standing,
    Step,
    Strip,
    TypeBlock,
)
from nuchal.letters.sources import sources_of
from nuchal.reasoning.classification import Classification, Conclusion, TypeResult
from nuchal.reasoning.localisation import Argument, Localisation, Ranked
from nuchal.reasoning.next_step import Ask, NextSteps, Touch
from nuchal.reasoning.pathway import Assessment, NothingDrawn, ProfileAssessment
from nuchal.reasoning.screening import Held, SignResult
from nuchal.reasoning.truth import Truth
from nuchal.reasoning.wording import argument_words, inside, place_words, question_for

SHOWN_STRUCTURES = 5
_SHOWN_OPEN = 8
_SHOWN_NEXT = 3


def report_of(found: Assessment, knowledge: Knowledge) -> Report:
    """Put an assessment into words, in the order in which it must be read."""
    strip, standing = _danger(found)
    profiles = tuple(_profile(profile, found, knowledge) for profile in found.profiles)
    lines, more = sources_of(found, knowledge, shown=_shown_ids(found))
    reviewed = sum(getattr(getattr(i, "review", None), "state", "") == "reviewed" for i in knowledge.items)
    return Report(
        title=found.client.about or found.client.id,
        case=found.client.id,
        source=found.client.source_title,
        assumed=found.screening.assumed,
        strip=strip,
        standing=standing,
        to_examine=_to_examine(found, knowledge),
        profiles=profiles,
        sources=lines,
        more_sources=more,
        release=words.RELEASE.format(release=found.release, digest=found.digest[:8], engine=__version__),
        reviewed=words.REVIEWED.format(reviewed=reviewed, items=len(knowledge.items)),
    )


# -- danger -----------------------------------------------------------------------------------------


def _danger(found: Assessment) -> tuple[Strip, tuple[Standing, ...]]:
    """The strip with the highest tier, and every other sign or dangerous type that stands."""
    signs = [(result.at_least, _sign_strip(result)) for result in found.screening.positive]
    notes = tuple(_below(strip) for level, strip in signs if level is Level.NOTE)
    signs = [(level, strip) for level, strip in signs if level.rank >= Level.MODIFY.rank]
    types = [(r.headache.action, _type_strip(r)) for r in _needing_physician(found)]
    standing = sorted([*signs, *types], key=lambda pair: -pair[0].rank)
    if standing and (standing[0][0].holds or found.held is None):
        return standing[0][1], (*(_below(strip) for _, strip in standing[1:]), *notes)
    modified = (Standing(tier=s.tier, word=s.word, name=s.fact, says=s.action) for _, s in standing)
    return _quiet_strip(found), (*modified, *notes)


def _below(strip: Strip) -> Standing:
    """A sign that stands below the strip: what it is, without what to do."""
    name, _, says = strip.fact.partition(": ")
    return Standing(tier=strip.tier, word=strip.word, name=name.rstrip("."), says=says)


def _sign_strip(result: SignResult) -> Strip:
    level = result.at_least
    because = next((r.because for lvl, r in result.rules if lvl is level and r.truth is Truth.YES), "")
    fact = f"{result.sign.name}: {because}." if because else f"{result.sign.name}."
    action = result.sign.therapist_does
    if result.clearance:
        c = result.clearance
        action = f"{result.sign.name}: " + words.CLEARED.format(by=c.by, on=c.on, excluded=c.excluded) + "."
    return Strip(tier=level.value, word=words.TIERS[level], fact=fact, action=action)


def _type_strip(result: TypeResult) -> Strip:
    action = result.headache.action
    return Strip(tier=action.value, word=words.TIERS[action], fact=f"{result.headache.says}.",
                 action=words.TYPE_NEEDS_PHYSICIAN)  # fmt: skip


def _needing_physician(found: Assessment) -> list[TypeResult]:
    codes = found.held.types if found.held else ()
    results = {code: profile.classification.types[code] for profile in found.profiles for code in codes}
    return list(results.values())


def _quiet_strip(found: Assessment) -> Strip:
    """Nothing stands that holds care: say whether questions are open, hands have to look, or all is answered."""
    if found.held is not None and found.held.open:
        worst = max((result.at_most for result in found.held.open), key=lambda level: level.rank)
        count = len(found.held.ask)
        fact = (
            f"{count} danger question{'s are' if count != 1 else ' is'} not answered; the worst would be "
            f"{'an emergency' if worst is Level.EMERGENCY else words.TIERS[worst].lower()}."
        )
        return Strip(tier="open", word=words.OPEN_TIER, fact=fact, action=words.OPEN_ACTION)
    if found.screening.assumed:
        return Strip(tier="open", word=words.OPEN_TIER, fact=words.ASSUMED_FACT, action=words.ASSUMED_ACTION)
    if found.plan_held is not None:
        return Strip(tier="open", word=words.OPEN_TIER, fact=words.EXAMINE_FACT, action=words.EXAMINE_ACTION)
    return Strip(tier="none", word=words.TIERS[Level.NONE], fact=words.CLEAR_FACT, action=words.CLEAR_ACTION)


def _to_examine(found: Assessment, knowledge: Knowledge) -> tuple[str, ...]:
    """Open danger signs that only an examination can settle."""
    if found.held is not None or found.plan_held is None:
        return ()
    return tuple(_full_stop(question_for(name, knowledge)) for name in found.plan_held.ask[:_SHOWN_OPEN])


# -- one kind of headache ---------------------------------------------------------------------------


def _profile(found: ProfileAssessment, whole: Assessment, knowledge: Knowledge) -> ProfileReport:
    localisation = found.localisation
    ranked = localisation if isinstance(localisation, Localisation) else None
    shown = _shown(ranked) if ranked else ()
    return ProfileReport(
        name=found.profile.name if len(whole.profiles) > 1 else "",
        drawing=found.profile.drawing,
        places=_places(found.profile.drawing, knowledge),
        empty=_empty(localisation, shown),
        held=_held_frame(localisation, knowledge) if isinstance(localisation, Held) else None,
        rows=_told_once(_row(n, r, whole, knowledge) for n, r in enumerate(shown, start=1)),
        rivals=_rivals(ranked),
        unexplained=_names(place_words(z, s, knowledge) for (z, s), _ in ranked.unexplained)
        if ranked
        else "",
        left_aside=_names(place_words(z, s, knowledge) for z, s in ranked.left_aside) if ranked else "",
        lookalikes=_names(dict.fromkeys(x.structure.name for x in ranked.lookalikes)) if ranked else "",
        types=_types(found.classification),
        cannot_say=found.classification.cannot_say,
        open_types=tuple(_open_type(r, knowledge) for r in found.classification.nearly(3)),
        set_aside=tuple(_set_aside(c) for c in found.classification.set_aside),
        step=_step(found.next, whole, knowledge),
    )


def _shown(found: Localisation) -> tuple[Ranked, ...]:
    worth = [r for r in found.ranked if r.worth_showing]
    return tuple(worth[:SHOWN_STRUCTURES])


def _shown_ids(found: Assessment) -> tuple[str, ...]:
    """Structures that the report names: the best part of every row."""
    rows = (
        r for p in found.profiles if isinstance(p.localisation, Localisation) for r in _shown(p.localisation)
    )
    return tuple(dict.fromkeys(ranked.parts[0].structure.id for ranked in rows))


def _empty(localisation: Localisation | Held | NothingDrawn, shown: tuple[Ranked, ...]) -> str:
    if isinstance(localisation, NothingDrawn):
        return words.BLANK_DRAWING if localisation.stated else words.NO_DRAWING
    if isinstance(localisation, Localisation) and not shown:
        return words.NONE_STANDS_OUT
    return ""


def _held_frame(held: Held, knowledge: Knowledge) -> HeldFrame:
    causes = []
    if held.standing:
        causes.append(words.HELD_STANDING.format(names=_names(r.sign.name for r in held.standing[:3])))
    if held.types:
        names = _names(f"{code} {knowledge.headaches[code].name}" for code in held.types)
        causes.append(words.HELD_TYPES.format(names=names))
    if held.open:
        names = _names(r.sign.name for r in held.open[:3])
        more = len(held.open) - 3
        causes.append(
            words.HELD_OPEN.format(
                names=names + (f"; {words.AND_MORE.format(count=more)}" if more > 0 else "")
            )
        )
    return HeldFrame(
        causes=(*causes, words.HELD_UNTIL),
        ask=tuple(question_for(name, knowledge) for name in held.ask[:_SHOWN_OPEN]),
        more=max(0, len(held.ask) - _SHOWN_OPEN),
    )


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


# -- structures -------------------------------------------------------------------------------------


def _row(rank: int, ranked: Ranked, whole: Assessment, knowledge: Knowledge) -> Row:
    best = ranked.parts[0]
    structure = best.structure
    felt = referral(structure.core, structure.spillover, ranked.side, structure.side, structure.both_sides_in)
    palpation = best.structure.palpation
    return Row(
        rank=rank,
        name=ranked.group.name,
        side=ranked.side,
        percent=percent(ranked.probability),
        range=f"{percent(ranked.low)} to {percent(ranked.high)}",
        share=ranked.probability,
        low=ranked.low,
        high=ranked.high,
        part=_part(ranked),
        explains=tuple(
            _explained(zone, side, ranked.side, knowledge) for (zone, side), _ in ranked.explains[:4]
        ),
        reasons=_reasons(ranked, knowledge),
        palpate=_full_stop(palpation.how) if palpation and palpation.palpable else "",
        caution=_full_stop(palpation.caution) if palpation and palpation.caution else "",
        blocked=_blocked(best.structure, whole),
        core=felt.core,
        spill=felt.spill,
    )


def _told_once(rows: Iterable[Row]) -> tuple[Row, ...]:
    """A touch that is the same as in a row above (the other side of a muscle) is told only there."""
    first: dict[str, int] = {}
    told = []
    for row in rows:
        rank = first.setdefault(row.palpate, row.rank)
        if row.palpate and rank != row.rank:
            row = replace(row, palpate=words.SAME_TOUCH.format(rank=rank), caution="")
        told.append(row)
    return tuple(told)


def _part(ranked: Ranked) -> str:
    if len(ranked.parts) < 2:
        return ""
    best = ranked.parts[0]
    name = inside(best.structure.part or best.structure.name)
    return words.BEST_PART.format(part=name, percent=percent(best.probability))


def _explained(zone: str, side: Side, own: Side, knowledge: Knowledge) -> str:
    name = knowledge.zones[zone].name
    return name if side == own else f"{name}, {side}"


def _reasons(ranked: Ranked, knowledge: Knowledge) -> tuple[Reasoned, ...]:
    both = []
    for speaks_for, most in ((True, 3), (False, 2)):
        found = [a for a in ranked.arguments if (a.weight > 0) is speaks_for][:most]
        both += [
            Reasoned(speaks_for=speaks_for, says=argument_says(a, knowledge), weight=_weight(a))
            for a in found
        ]
    return tuple(both)


def _weight(argument: Argument) -> str:
    size = abs(argument.weight)
    return words.MUCH if size >= 1.0 else words.SOME if size >= 0.4 else words.LITTLE


def argument_says(argument: Argument, knowledge: Knowledge) -> str:
    """One finding for or against a structure, as a line of its own."""
    return _upper(argument_words(argument.kind, argument.label, argument.positive, knowledge))


def _blocked(structure: Structure, whole: Assessment) -> str:
    """Danger signs that have to be settled before this touch, and are not."""
    if structure.palpation is None or whole.screening.assumed:
        return ""
    wanted = set(structure.palpation.blocked_until)
    return _names(r.sign.name for r in whole.screening.signs if r.sign.id in wanted and r.at_most.holds)


def _rivals(found: Localisation | None) -> str:
    if found is None:
        return ""
    likely = [rival for rival in found.rivals if rival.probability >= 0.05][:4]
    return _list(f"{inside(r.presentation.name)} {percent(r.probability)}\u00a0%" for r in likely)


# -- types ------------------------------------------------------------------------------------------


def _types(found: Classification) -> tuple[TypeBlock, ...]:
    raised = tuple(_raised(result) for result in found.raised)
    return raised + tuple(_conclusion(conclusion) for conclusion in found.concluded)


def _raised(result: TypeResult) -> TypeBlock:
    headache = result.headache
    return TypeBlock(
        code=_shown_code(headache.code), name=headache.name, says=f"{headache.says}. {words.TYPE_NEEDS_PHYSICIAN}",
        tier=headache.action.value, tier_word=words.TIERS[headache.action], criteria=(), note="",
    )  # fmt: skip


def _conclusion(conclusion: Conclusion) -> TypeBlock:
    result = conclusion.result
    headache = result.headache
    lines = [
        _criterion(letter, rule.says, result.criteria[letter].truth)
        for letter, rule in headache.criteria.items()
    ]
    if headache.one_missing:
        lines.append(_criterion("", words.ONE_MISSING, Truth.YES))
    if headache.attestation:
        line = _criterion(headache.attestation, words.ATTESTATION, result.attested)
        lines.append(
            Criterion(
                letter=line.letter, says=line.says, truth=line.truth, word=words.ATTESTED[result.attested]
            )
        )
    urgent = headache.action.rank >= Level.REFER_FIRST.rank
    return TypeBlock(
        code=_shown_code(headache.code),
        name=headache.name,
        says=_full_stop(headache.says),
        tier=headache.action.value if urgent else "",
        tier_word=words.TIERS[headache.action] if urgent else "",
        criteria=tuple(sorted(lines, key=lambda line: line.truth != "unknown")),
        note=headache.note or "",
    )


def _shown_code(code: str) -> str:
    """Codes of ICHD-3 help the reader; the ids of conventions do not."""
    return code if code.lstrip("A")[:1].isdigit() else ""


def _criterion(letter: str, says: str, truth: Truth) -> Criterion:
    return Criterion(letter=letter, says=_upper(says), truth=truth.value, word=words.TRUTHS[truth])


def _open_type(result: TypeResult, knowledge: Knowledge) -> OpenType:
    names = [
        knowledge.findings[name].name if name in knowledge.findings else "drawing"
        for name in sorted(result.missing)
    ]
    more = len(names) - 3
    needs = "; ".join(inside(name) for name in names[:3])
    return OpenType(
        code=_shown_code(result.headache.code),
        name=result.headache.name,
        truths=tuple(reason.truth.value for reason in result.criteria.values()),
        needs=needs + (f"; {words.AND_MORE.format(count=more)}" if more > 0 else ""),
    )


def _set_aside(conclusion: Conclusion) -> str:
    rivals = _list(conclusion.gives_way_to)
    return f"{words.SET_ASIDE.format(rivals=rivals)}: {conclusion.code} {conclusion.result.headache.name}."


# -- next -------------------------------------------------------------------------------------------


def _step(steps: NextSteps, whole: Assessment, knowledge: Knowledge) -> Step:
    if whole.held is not None:
        urgent = bool(whole.held.standing or whole.held.types)
        return Step(kind="held", says=words.ACT if urgent else words.FINISH_DANGER, minutes="", why="")
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
        names = (_shown_code(code) or inside(knowledge.headaches[code].name) for code in step.settles[:4])
        return words.NEXT_SETTLES.format(codes=_list(names))
    return words.NEXT_MOVES


def _time(minutes: float) -> str:
    if minutes < 1:
        return f"{max(5, round(minutes * 12) * 5)} seconds"
    whole = round(minutes)
    return f"{whole} minute{'s' if whole != 1 else ''}"


# -- words ------------------------------------------------------------------------------------------


def percent(chance: float) -> str:
    """A chance in whole per cent; nothing is ever 0 or 100."""
    if chance >= 0.995:
        return "over 99"
    return "under 1" if chance < 0.005 else f"{chance * 100:.0f}"


def _list(parts: Iterable[str]) -> str:
    return ", ".join(parts)


def _names(parts: Iterable[str]) -> str:
    """Names that may hold commas themselves."""
    return "; ".join(parts)


def _full_stop(text: str) -> str:
    return text if text.endswith((".", "?")) else f"{text}."


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
