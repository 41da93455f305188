"""Why? The tree behind one conclusion: what was asked, what is known and by whom, what is missing, and sources."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from nuchal.clinic.chart.asking import said
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.record.assessing import Sheet
from nuchal.clinic.record.episodes import Finding, Section
from nuchal.knowledge.schema import Citation
from nuchal.letters import words
from nuchal.letters.report_structures import argument_says
from nuchal.letters.words import TIERS
from nuchal.reasoning.localisation import Localisation, Ranked
from nuchal.reasoning.reasons import Reason
from nuchal.reasoning.truth import Truth
from nuchal.reasoning.wording import capital, percent, place_words, reason_words

KINDS = ("sign", "type", "structure")
STATES = {Truth.YES: "met", Truth.NO: "unmet", Truth.UNKNOWN: "open"}


class NothingConcluded(LookupError):
    """There is no such conclusion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One step of an explanation; `finding` and `known` where it looks at one, `by` who said so."""

    state: str
    says: str
    letter: str = ""
    known: str = ""
    by: str = ""
    finding: str = ""
    parts: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A line with a number: a part of a muscle, a painted place, or what a finding adds."""

    says: str
    amount: str
    speaks_for: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """What a source supports, where in it, and whether it was read."""

    says: str
    supports: str
    mark: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasons:
    """Everything behind one conclusion."""

    kind: str
    id: str
    title: str
    state: str
    verdict: str
    lead: str
    nodes: tuple[Node, ...] = ()
    shares: tuple[tuple[str, tuple[Share, ...]], ...] = ()
    missing: tuple[str, ...] = ()
    sources: tuple[SourceLine, ...] = ()
    review: str = ""
    does: str = ""
    could_be: bool = False
    """A danger sign that an open question could still make more urgent."""
    clearable: bool = False
    attestable: str = ""


def reasons_for(sheet: Sheet, kind: str, id: str, profile: str) -> Reasons:
    """The reasons of a danger sign, a headache type (by id or code) or a structure (by group and side)."""
    if kind == "sign":
        return _sign(sheet, id)
    if kind == "type":
        return _type(sheet, id, profile)
    if kind == "structure":
        return _structure(sheet, id, profile)
    raise NothingConcluded(kind)


def _sign(sheet: Sheet, id: str) -> Reasons:
    result = next((one for one in sheet.known.found.screening.signs if one.sign.id == id), None)
    if result is None:
        raise NothingConcluded(id)
    at_least, at_most = TIERS[result.at_least], TIERS[result.at_most]
    verdict = at_least if result.at_least is result.at_most else _("%(least)s, could be %(most)s") % {
        "least": at_least, "most": at_most.lower()
    }  # fmt: skip
    cleared = result.clearance
    return Reasons(
        kind="sign",
        id=id,
        title=result.sign.name,
        state=result.at_least.value if result.at_least.rank else "open" if result.at_most.rank else "none",
        verdict=verdict,
        lead=_("Suggests: %(what)s.") % {"what": result.sign.suggests.rstrip(".")},
        nodes=tuple(
            _node(reason, sheet, "", title=f"{TIERS[level]}: {reason.because}")
            for level, reason in result.rules
        ),
        missing=tuple(sorted(result.missing)),
        sources=_sources(result.sign.sources),
        review=result.sign.review.state,
        does=capital(words.CLEARED.format(by=cleared.by, on=cleared.on, excluded=cleared.excluded)) + "."
        if cleared
        else result.sign.therapist_does,
        could_be=result.at_least is not result.at_most,
        clearable=result.at_least.holds and cleared is None,
    )


def _type(sheet: Sheet, id: str, profile: str) -> Reasons:
    found, _report = sheet.known.of(profile)
    types = found.classification.types.values()
    result = next((one for one in types if id in (one.headache.id, one.headache.code)), None)
    if result is None:
        raise NothingConcluded(id)
    headache = result.headache
    verdict = {
        Truth.YES: _("all criteria met"), Truth.NO: _("not met"), Truth.UNKNOWN: _("still open"),
    }[result.features]  # fmt: skip
    nodes = [
        _node(
            reason,
            sheet,
            found.profile.name,
            title=capital(headache.criteria[letter].says if letter in headache.criteria else reason.asks),
            letter=letter,
        )
        for letter, reason in result.criteria.items()
    ]
    if headache.attestation:
        nodes.append(
            Node(
                state=STATES[result.attested],
                says=words.ATTESTATION,
                letter=headache.attestation,
                known=words.ATTESTED[result.attested],
            )
        )
    return Reasons(
        kind="type",
        id=headache.code,
        title=f"{headache.code} {headache.name}" if headache.code[:1].isdigit() else headache.name,
        state=STATES[result.features],
        verdict=verdict,
        lead=_("%(says)s. A physician confirms.") % {"says": headache.says.rstrip(".")},
        nodes=tuple(nodes),
        missing=tuple(sorted(result.missing - {"drawing"})),
        sources=_sources(headache.sources),
        review=headache.review.state,
        does=headache.note or "",
        attestable=headache.attestation or "" if result.features is Truth.YES else "",
    )


def _structure(sheet: Sheet, id: str, profile: str) -> Reasons:
    found, report = sheet.known.of(profile)
    group, _blank, side = id.rpartition("-")
    if not isinstance(found.localisation, Localisation):
        raise NothingConcluded(id)
    ranked = next((r for r in found.localisation.ranked if (r.group.id, r.side) == (group, side)), None)
    if ranked is None:
        raise NothingConcluded(id)
    structures = [part.structure for part in ranked.parts]
    return Reasons(
        kind="structure",
        id=id,
        title=f"{ranked.group.name}, {ranked.side}",
        state="",
        verdict=_("%(share)s %%, range %(low)s to %(high)s")
        % {"share": percent(ranked.probability), "low": percent(ranked.low), "high": percent(ranked.high)},
        lead=words.BASIS,
        shares=tuple(_shares(ranked)),
        sources=_sources(citation for structure in structures for citation in structure.sources),
        review=structures[0].review.state,
        does=next(
            (row.palpate for row in report.rows if (row.name, row.side) == (ranked.group.name, side)), ""
        ),
    )


def _shares(ranked: Ranked) -> Iterable[tuple[str, tuple[Share, ...]]]:
    if ranked.arguments:
        yield (
            _("What each finding adds"),
            tuple(
                Share(
                    says=argument_says(argument, knowledge()),
                    amount=_weight(argument.weight),
                    speaks_for=argument.weight > 0,
                )
                for argument in sorted(ranked.arguments, key=lambda a: -abs(a.weight))
            ),
        )
    if ranked.explains:
        yield (
            _("Share of what was painted that it accounts for"),
            tuple(
                Share(says=place_words(zone, side, knowledge()), amount=f"{percent(share)}\u202f%")
                for (zone, side), share in ranked.explains
            ),
        )
    if len(ranked.parts) > 1:
        yield (
            _("Its parts"),
            tuple(
                Share(says=part.structure.name, amount=f"{percent(part.probability)}\u202f%")
                for part in ranked.parts
            ),
        )


def _weight(weight: float) -> str:
    """Log-odds as the factor by which they move the odds: what a reader can check."""
    factor = math.exp(abs(weight))
    shown = f"{factor:.1f}" if factor < 10 else f"{factor:.0f}"
    return f"×\u202f{shown}" if weight > 0 else f"÷\u202f{shown}"


def _node(reason: Reason, sheet: Sheet, profile: str, *, title: str = "", letter: str = "") -> Node:
    says = title or capital(reason_words(reason, knowledge()))
    if not reason.parts:
        known, by = _known(reason, sheet, profile)
        if title and reason.finding:
            leaf = Node(
                state=STATES[reason.truth], says=capital(reason_words(reason, knowledge())), known=known, by=by,
                finding=_askable(reason),
            )  # fmt: skip
            return Node(state=STATES[reason.truth], says=says, letter=letter, parts=(leaf,))
        return Node(
            state=STATES[reason.truth], says=says, letter=letter, known=known, by=by, finding=_askable(reason)
        )
    if reason.negated is not None and not title:
        known, by = _known(reason.negated, sheet, profile)
        # The line says what must be absent: "Chewing does not hurt: no" would be read the wrong way round.
        if reason.negated.known in ("yes", "no"):
            known = f"{capital(reason_words(reason.negated, knowledge()))}: {known}"
        return Node(
            state=STATES[reason.truth], says=says, known=known, by=by, finding=_askable(reason.negated)
        )
    return Node(
        state=STATES[reason.truth],
        says=says,
        letter=letter,
        known=reason.known if reason.finding else "",
        finding=_askable(reason),
        parts=tuple(_node(part, sheet, profile) for part in _flat(reason, title)),
    )


def _flat(reason: Reason, title: str) -> tuple[Reason, ...]:
    """Under a titled line, an `all of` is only a list: show its parts without a line of its own."""
    parts = reason.parts
    if title and len(parts) == 1 and parts[0].joint == "all" and parts[0].parts and not parts[0].finding:
        return parts[0].parts
    return parts


def _askable(reason: Reason) -> str:
    name = reason.finding or ""
    word = knowledge().findings.get(name)
    return name if word is not None and word.asked_of != "derived" else ""


def _known(reason: Reason, sheet: Sheet, profile: str) -> tuple[str, str]:
    name = reason.finding or ""
    row = sheet.row(Section.OBSERVATION, name) or sheet.row(Section.OBSERVATION, name, kind=profile)
    word = knowledge().findings.get(name)
    if row is not None and word is not None:
        return said(row, word), who(row)
    return reason.known, reason.origin.value if reason.origin else ""


def who(row: Finding) -> str:
    """Who said so: a member of staff by name, the client, or who answered for the client."""
    if row.by_user_id is not None:
        return row.by_user.name if row.by_user else ""
    if row.said_by is not None:
        return _("%(name)s, for the client") % {"name": row.said_by.speaks_as}
    return _("the client") if row.by_link_id is not None else row.origin


def _sources(citations: Iterable[Citation]) -> tuple[SourceLine, ...]:
    lines = []
    for citation in dict.fromkeys((c.ref, c.at, c.supports, c.mark) for c in citations):
        ref, at, supports, mark = citation
        source: Any = knowledge().sources[ref]
        year = f" ({source.year})" if source.year else ""
        url = source.url or (f"https://doi.org/{source.doi}" if source.doi else "")
        lines.append(
            SourceLine(
                says=f"{source.name}{year}{f', {at}' if at else ''}",
                supports=supports,
                mark=words.MARK_NAMES.get(mark, _("choice of this project")),
                url=url if url.startswith("https://") else "",
            )
        )
    return tuple(lines)
