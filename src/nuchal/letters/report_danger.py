"""What stands, what is open and what withholds the rest: the part of a report that is read first."""

from __future__ import annotations

from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.expressions import leaves, parse
from nuchal.knowledge.schema import DangerSign, Level
from nuchal.letters import words
from nuchal.letters.parts import (
    HeldFrame,
    Standing,
    Strip,
)
from nuchal.reasoning.classification import TypeResult
from nuchal.reasoning.pathway import Assessment
from nuchal.reasoning.screening import Held, SignResult
from nuchal.reasoning.truth import Truth
from nuchal.reasoning.wording import (
    full_stop,
    in_row,
    inside,
    question_for,
)

SHOWN_OPEN = 8
AGE = "age_years"


def danger_of(found: Assessment, knowledge: Knowledge) -> tuple[Strip, tuple[Standing, ...]]:
    """The strip with the strictest state, and every other sign or dangerous type that is present."""
    signs = [(result.at_least, _sign_strip(result, knowledge)) for result in found.screening.positive]
    notes = tuple(_below(strip) for level, strip in signs if level is Level.NOTE)
    signs = [(level, strip) for level, strip in signs if level.rank >= Level.MODIFY.rank]
    types = [(r.headache.action, _type_strip(r)) for r in _needing_physician(found)]
    standing = sorted([*signs, *types], key=lambda pair: -pair[0].rank)
    if standing and (standing[0][0].holds or (found.held is None and found.plan_held is None)):
        return standing[0][1], (*(_below(strip) for _, strip in standing[1:]), *notes)
    modified = (Standing(tier=s.tier, word=s.word, name=s.fact, says=s.action) for _, s in standing)
    return _quiet_strip(found), (*modified, *notes)


def _below(strip: Strip) -> Standing:
    """A sign that stands below the strip: what it is, without what to do."""
    name, _, says = strip.fact.partition(": ")
    return Standing(tier=strip.tier, word=strip.word, name=name.rstrip("."), says=says)


def action_at(sign: DangerSign, level: Level, knowledge: Knowledge) -> str:
    """
    What a therapist does for a sign at the level that it has reached: one action.

    The words of a sign that has several levels name them all, so the words of the level are used in their place.
    """
    several = len({rule.level for rule in sign.levels}) > 1
    action = knowledge.level_actions.get(level)
    return action.therapist_does if several and action else sign.therapist_does


def is_because_of_age(result: SignResult, knowledge: Knowledge) -> bool:
    """Whether a sign has its level by the person's age alone: a precaution, and no sign of a disease."""
    reached = [
        reason for level, reason in result.rules if level is result.at_least and reason.truth is Truth.YES
    ]
    told = {leaf.finding for reason in reached for leaf in reason.leaves() if leaf.truth is Truth.YES}
    return bool(told) and all(_is_age(name, knowledge) for name in told)


def _is_age(name: str | None, knowledge: Knowledge) -> bool:
    """Whether a finding is the age, or follows from nothing else."""
    if name == AGE:
        return True
    word = knowledge.findings.get(name or "")
    if word is None or word.derived_when is None:
        return False
    return all(_is_age(leaf.subject, knowledge) for leaf in leaves(parse(word.derived_when)))


def _sign_strip(result: SignResult, knowledge: Knowledge) -> Strip:
    level = result.at_least
    because = next((r.because for lvl, r in result.rules if lvl is level and r.truth is Truth.YES), "")
    fact = f"{result.sign.name}: {because}." if because else f"{result.sign.name}."
    if is_because_of_age(result, knowledge):
        fact = words.AGE_FACT.format(name=result.sign.name, because=because)
    action = action_at(result.sign, level, knowledge)
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
    unsettled = found.screening.unsettled
    if not unsettled:
        return Strip(
            tier="none", word=words.TIERS[Level.NONE], fact=words.CLEAR_FACT, action=words.CLEAR_ACTION
        )
    names = in_row(inside(result.sign.name) for result in unsettled)
    return Strip(
        tier="open",
        word=words.OPEN_TIER,
        fact=words.UNSETTLED_FACT,
        action=words.UNSETTLED_ACTION.format(names=names),
    )


def to_examine(found: Assessment, knowledge: Knowledge) -> tuple[str, ...]:
    """Open danger signs that only an examination can settle."""
    if found.held is not None or found.plan_held is None:
        return ()
    return tuple(full_stop(question_for(name, knowledge)) for name in found.plan_held.ask[:SHOWN_OPEN])


def held_frame(held: Held, knowledge: Knowledge) -> HeldFrame:
    """Why the rest is withheld, and what to ask to get on."""
    causes = []
    by_age = [result for result in held.standing if is_because_of_age(result, knowledge)]
    signs = [result for result in held.standing if result not in by_age]
    for template, results in ((words.HELD_STANDING, signs), (words.HELD_AGE, by_age)):
        if results:
            causes.append(template.format(names=in_row(result.sign.name for result in results[:3])))
    if held.types:
        names = in_row(f"{code} {knowledge.headaches[code].name}" for code in held.types)
        causes.append(words.HELD_TYPES.format(names=names))
    if held.open:
        names = in_row(r.sign.name for r in held.open[:3])
        more = len(held.open) - 3
        causes.append(
            words.HELD_OPEN.format(
                names=names + (f"; {words.AND_MORE.format(count=more)}" if more > 0 else "")
            )
        )
    return HeldFrame(
        causes=(*causes, words.HELD_UNTIL),
        ask=tuple(question_for(name, knowledge) for name in held.ask[:SHOWN_OPEN]),
        more=max(0, len(held.ask) - SHOWN_OPEN),
    )
