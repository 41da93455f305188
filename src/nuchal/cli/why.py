"""`--why ID`: the whole tree of reasons behind one conclusion, with its sources."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from nuchal.cli.printing import LEVEL_WORDS, mark
from nuchal.errors import UsageError
from nuchal.findings.sheet import suggestion
from nuchal.knowledge.base import Knowledge
from nuchal.reasoning.localisation import Localisation, Ranked
from nuchal.reasoning.pathway import Assessment
from nuchal.reasoning.reasons import Reason
from nuchal.reasoning.truth import Truth
from nuchal.reasoning.wording import argument_words, place_words, reason_words


def explain(item_id: str, found: Assessment, knowledge: Knowledge, console: Console) -> None:
    """
    Print why a danger sign, headache type (id or code) or structure (or its group) came out as it did.

    Raises UsageError if there is no such conclusion.
    """
    signs = {result.sign.id: result for result in found.screening.signs}
    by_id = {headache.id: headache.code for headache in knowledge.headaches.values()}
    groups = {structure.group for structure in knowledge.structures.values()}
    if item_id in signs:
        _sign(signs[item_id], knowledge, console)
    elif item_id in knowledge.headaches or item_id in by_id:
        _headache(by_id.get(item_id, item_id), found, knowledge, console)
    elif item_id in knowledge.structures or item_id in groups:
        _structure(item_id, found, knowledge, console)
    else:
        known = [*signs, *knowledge.headaches, *by_id, *knowledge.structures, *groups]
        raise UsageError(f"nothing is concluded about {item_id!r}", remedy=suggestion(item_id, known))


def _sign(result: Any, knowledge: Knowledge, console: Console) -> None:
    tree = Tree(Text.assemble((result.sign.name, "bold"), f": at least {LEVEL_WORDS[result.at_least].lower()}, "
                f"at most {LEVEL_WORDS[result.at_most].lower()}; suggests {result.sign.suggests}"))  # fmt: skip
    for level, reason in result.rules:
        branch = tree.add(
            Text.assemble(mark(reason.truth), (LEVEL_WORDS[level].lower(), "bold"), f": {reason.because}")
        )
        _grow(branch, reason, knowledge)
    console.print(tree)
    _sources(result.sign, knowledge, console)


def _headache(code: str, found: Assessment, knowledge: Knowledge, console: Console) -> None:
    headache = knowledge.headaches[code]
    for profile in found.profiles:
        result = profile.classification.types[code]
        words = {Truth.YES: "all criteria met", Truth.NO: "not met", Truth.UNKNOWN: "open"}[result.features]
        tree = Tree(Text.assemble((f"{code} {headache.name}", "bold"), f" ({profile.profile.name}): {words}"))
        for letter, reason in result.criteria.items():
            says = headache.criteria[letter].says if letter in headache.criteria else reason.asks
            branch = tree.add(Text.assemble(mark(reason.truth), (f"{letter}  ", "bold"), says))
            _grow(branch, reason, knowledge)
        if headache.attestation:
            tree.add(Text.assemble(mark(result.attested), (f"{headache.attestation}  ", "bold"),
                     "no other diagnosis fits better: a clinician's statement"))  # fmt: skip
        console.print(tree)
    _sources(headache, knowledge, console)


def _structure(item_id: str, found: Assessment, knowledge: Knowledge, console: Console) -> None:
    group = knowledge.structures[item_id].group if item_id in knowledge.structures else item_id
    for profile in found.profiles:
        if not isinstance(profile.localisation, Localisation):
            console.print(
                Text(f"Nothing is ranked for {profile.profile.name}: held, or nothing drawn.", "yellow")
            )
            continue
        for ranked in (r for r in profile.localisation.ranked if r.group.id == group):
            console.print(_ranked(ranked, knowledge))
    for structure in knowledge.structures.values():
        if item_id in (structure.id, structure.group):
            _sources(structure, knowledge, console)


def _ranked(ranked: Ranked, knowledge: Knowledge) -> Tree:
    tree = Tree(Text.assemble((f"{ranked.group.name}, {ranked.side}", "bold"), f": {ranked.probability:.1%}"))
    parts = tree.add("parts")
    for part in ranked.parts:
        parts.add(f"{part.structure.name}: {part.probability:.1%}")
    if ranked.explains:
        explains = tree.add("share of what was drawn that it accounts for")
        for (zone, side), share in ranked.explains:
            explains.add(f"{place_words(zone, side, knowledge)}: {share:.0%}")
    if ranked.arguments:
        arguments = tree.add("what each finding adds (log-odds lost if it were taken away)")
        for argument in ranked.arguments:
            words = argument_words(argument.kind, argument.label, argument.positive, knowledge)
            arguments.add(f"{argument.weight:+.2f}  {words}")
    return tree


def _grow(branch: Tree, reason: Reason, knowledge: Knowledge) -> None:
    if not reason.parts:
        branch.add(_leaf(reason, knowledge))
        return
    if reason.finding:
        branch = branch.add(_leaf(reason, knowledge))
    elif reason.joint in ("any", "at_least"):
        branch = branch.add(Text(f"{reason.asks}:", style="italic"))
    for part in reason.parts:
        if part.negated is not None:
            branch.add(_leaf(part, knowledge, known=part.negated))
        elif part.parts and not part.finding:
            inner = branch.add(Text.assemble(mark(part.truth), reason_words(part, knowledge)))
            for grandchild in part.parts:
                _grow(inner, grandchild, knowledge)
        else:
            _grow(branch, part, knowledge)


def _leaf(reason: Reason, knowledge: Knowledge, *, known: Reason | None = None) -> Text:
    """A line with what is known of it, or of the finding that it asks to be absent."""
    text = Text.assemble(mark(reason.truth), reason_words(reason, knowledge))
    negated, known = known, known or reason
    if known.known:
        of = f"{reason_words(negated, knowledge)}: " if negated and negated.known in ("yes", "no") else ""
        text.append(f"  [{of}{known.known}", style="dim")
        text.append(f", from {known.origin.value}]" if known.origin else "]", style="dim")
    return text


def _sources(item: Any, knowledge: Knowledge, console: Console) -> None:
    console.print(Text(f"Sources of {item.id} (review: {item.review.state})", style="bold"))
    for citation in item.sources:
        source = knowledge.sources[citation.ref]
        where = f", {citation.at}" if citation.at else ""
        year = f" {source.year}" if source.year else ""
        console.print(
            f"  [{citation.mark}] {source.name}{year}{where}: {citation.supports}",
            markup=False,
            highlight=False,
        )
