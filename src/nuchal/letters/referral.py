"""
The referral: what stands, on what it rests, and what to look for. One page for the physician, and one for the person.

It exists only while something holds care; the words for the person say what to do now.
"""

from __future__ import annotations

from collections.abc import Iterable

from nuchal.errors import UsageError
from nuchal.findings.model import Client
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.schema import Level
from nuchal.letters import phrases, words
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
    Table,
    Text,
)
from nuchal.letters.facts import differing_line, examined_lines, medicine_rows
from nuchal.letters.head import person_words, salutation, warning_of
from nuchal.reasoning.pathway import Assessment
from nuchal.reasoning.reasons import Reason
from nuchal.reasoning.screening import SignResult
from nuchal.reasoning.truth import Truth
from nuchal.reasoning.wording import capital, reason_words


def referral_letter(found: Assessment, knowledge: Knowledge, envelope: Envelope) -> Document:
    """
    The referral for every danger sign and headache type that holds care.

    Raises UsageError where none stands: an open question is to be asked, not referred.
    """
    standing, types = _standing(found)
    if not standing and not types:
        raise UsageError(
            "no danger sign stands, so there is nothing to refer at once",
            remedy="Use the letter to the physician; open danger questions are asked first.",
        )
    levels = [result.at_least for result in standing]
    levels += [
        max(knowledge.headaches[code].action, Level.REFER_FIRST, key=lambda x: x.rank) for code in types
    ]
    level = max(levels, key=lambda x: x.rank)
    person = person_words(found, envelope)
    title = phrases.REFERRAL_TITLES[level.value]
    names = [r.sign.name for r in standing] + [knowledge.headaches[code].name for code in types]
    blocks: list[Block] = [
        Strip(tier=level.value, word=words.TIERS[level], text=f"{'; '.join(names)}."),
        Text(salutation(envelope)),
        Text(phrases.REFERRAL_OPENING.format(person=capital(person)), "lead"),
    ]
    for result in standing:
        blocks += _sign(result, found.client, knowledge)
    for code in types:
        blocks += [Heading(knowledge.headaches[code].name), Text(f"{knowledge.headaches[code].says}.")]
    differing = tuple(differing_line(one, knowledge) for one in found.open_disagreements)
    if differing:
        blocks.append(Facts(tuple((words.DIFFERENTLY, line) for line in differing)))
    lines = examined_lines(found.client, knowledge)
    if lines:
        blocks += [Heading(phrases.EXAMINED), Points(lines)]
    if found.client.medicines:
        rows = medicine_rows(found.client.medicines, knowledge)
        blocks += [Heading(phrases.MEDICINES), Table(head=phrases.MEDICINE_HEAD, rows=rows)]
    told = tuple(dict.fromkeys(result.sign.client_says for result in standing))
    if told:
        who = envelope.name or phrases.PERSON
        blocks += [Heading(phrases.TOLD_CLIENT.format(person=who)), Points(told)]
    blocks.append(Signature(who=envelope.therapist or phrases.THERAPIST))
    return Document(
        role=Role.REFERRAL, title=title, envelope=envelope, blocks=tuple(blocks),
        foot=(phrases.WORKING,), warning=warning_of(found),
    )  # fmt: skip


def what_to_do_now(found: Assessment, knowledge: Knowledge, envelope: Envelope) -> Document:
    """The same for the person: what to do, most urgent first, in their words. Raises UsageError as above."""
    standing, types = _standing(found)
    if not standing and not types:
        raise UsageError("no danger sign stands, so there is nothing to do at once")
    level = max((r.at_least for r in standing), key=lambda x: x.rank, default=Level.REFER_FIRST)
    says = list(dict.fromkeys(result.sign.client_says for result in standing))
    if not says:
        says = list(dict.fromkeys(_pathway_words(code, knowledge) for code in types))
    blocks: list[Block] = [Strip(tier=level.value, word=words.TIERS[level], text=says[0])]
    if says[1:]:
        blocks.append(Points(tuple(says[1:])))
    return Document(
        role=Role.WHAT_TO_DO_NOW, title=phrases.CLIENT_COPY, envelope=envelope, blocks=tuple(blocks),
        warning=warning_of(found),
    )  # fmt: skip


def _pathway_words(code: str, knowledge: Knowledge) -> str:
    """What the pathway of a headache type says to the person."""
    fitting = [pathway for pathway in knowledge.pathways.values() if code in pathway.codes]
    return min(fitting, key=lambda pathway: pathway.order).client_says


def _standing(found: Assessment) -> tuple[tuple[SignResult, ...], tuple[str, ...]]:
    held = found.plan_held
    if held is None:
        return (), ()
    standing = tuple(sorted(held.standing, key=lambda result: -result.at_least.rank))
    return standing, held.types


def _sign(result: SignResult, client: Client, knowledge: Knowledge) -> Iterable[Block]:
    yield Heading(result.sign.name)
    because = next(
        (reason.because for level, reason in result.rules if level is result.at_least and reason.because), ""
    )
    based = tuple(dict.fromkeys(_grounds(result, knowledge)))
    rows = [(phrases.MAY_POINT_TO, result.sign.suggests), (phrases.BASED_ON, "; ".join(based) or because)]
    yield Facts(tuple(row for row in rows if row[1]))


def _grounds(result: SignResult, knowledge: Knowledge) -> Iterable[str]:
    """The answers that made the sign stand at its level."""
    for level, reason in result.rules:
        if level is result.at_least and reason.truth is Truth.YES:
            yield from _leaves(reason, knowledge)


def _leaves(reason: Reason, knowledge: Knowledge) -> Iterable[str]:
    if reason.truth is not Truth.YES:
        return
    if not reason.parts:
        known = f" ({reason.known})" if reason.known and reason.known not in ("yes", "no") else ""
        yield f"{reason_words(reason, knowledge)}{known}"
        return
    for part in reason.parts:
        yield from _leaves(part, knowledge)
