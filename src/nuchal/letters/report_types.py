"""Headache types as the blocks of a report: criterion by criterion, the nearly met ones and those set aside."""

from __future__ import annotations

from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.schema import Level
from nuchal.letters import words
from nuchal.letters.parts import (
    Criterion,
    OpenType,
    TypeBlock,
)
from nuchal.reasoning.classification import Classification, Conclusion, TypeResult
from nuchal.reasoning.truth import Truth
from nuchal.reasoning.wording import (
    capital,
    full_stop,
    inside,
)


def types_of(found: Classification) -> tuple[TypeBlock, ...]:
    """Types that a physician has to see, then those whose criteria are met."""
    raised = tuple(_raised(result) for result in found.raised)
    return raised + tuple(_conclusion(conclusion) for conclusion in found.concluded)


def _raised(result: TypeResult) -> TypeBlock:
    headache = result.headache
    return TypeBlock(
        code=shown_code(headache.code), name=headache.name, says=f"{headache.says}. {words.TYPE_NEEDS_PHYSICIAN}",
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
        code=shown_code(headache.code),
        name=headache.name,
        says=full_stop(headache.says),
        tier=headache.action.value if urgent else "",
        tier_word=words.TIERS[headache.action] if urgent else "",
        criteria=tuple(sorted(lines, key=lambda line: line.truth != "unknown")),
        note=headache.note or "",
    )


def shown_code(code: str) -> str:
    """Codes of ICHD-3 help the reader; the ids of conventions do not."""
    return code if code.lstrip("A")[:1].isdigit() else ""


def _criterion(letter: str, says: str, truth: Truth) -> Criterion:
    return Criterion(letter=letter, says=capital(says), truth=truth.value, word=words.TRUTHS[truth])


def open_type(result: TypeResult, knowledge: Knowledge) -> OpenType:
    """A type that is not refused yet, and what it still needs."""
    names = [
        knowledge.findings[name].name if name in knowledge.findings else "drawing"
        for name in sorted(result.missing)
    ]
    more = len(names) - 3
    needs = "; ".join(inside(name) for name in names[:3])
    return OpenType(
        code=shown_code(result.headache.code),
        name=result.headache.name,
        truths=tuple(reason.truth.value for reason in result.criteria.values()),
        needs=needs + (f"; {words.AND_MORE.format(count=more)}" if more > 0 else ""),
    )


def set_aside(conclusion: Conclusion) -> str:
    """A type whose criteria are met and that gives way to another."""
    rivals = ", ".join(conclusion.gives_way_to)
    return f"{words.SET_ASIDE.format(rivals=rivals)}: {conclusion.code} {conclusion.result.headache.name}."
