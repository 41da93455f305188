"""The assessment as a page in the terminal: danger first, then types, structures, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from nuchal import __version__
from nuchal.cli.printing import LEVEL_WORDS, MARKS, heading, indented, mark
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.schema import Level
from nuchal.letters.facts import differing_line
from nuchal.letters.report_danger import action_at
from nuchal.letters.words import CLEAR_ACTION, DIFFERENTLY, SIDE_OPEN, UNSETTLED_ACTION
from nuchal.reasoning.classification import Classification, Conclusion, TypeResult
from nuchal.reasoning.localisation import Localisation, Ranked
from nuchal.reasoning.next_step import NextSteps
from nuchal.reasoning.pathway import Assessment, NothingDrawn, ProfileAssessment, SideOpen
from nuchal.reasoning.screening import Held, SignResult
from nuchal.reasoning.truth import Truth
from nuchal.reasoning.wording import argument_words, in_row, inside, place_words, question_for

_LEVEL_STYLES = {
    Level.EMERGENCY: "bold white on red",
    Level.SAME_DAY: "bold black on dark_orange",
    Level.REFER_FIRST: "bold black on yellow",
    Level.MODIFY: "bold cyan",
    Level.NOTE: "cyan",
}
_SHOWN_GROUPS = 6
_SHOWN_OPEN = 8


def show(found: Assessment, knowledge: Knowledge, console: Console) -> None:
    """Print the whole report."""
    console.print()
    console.print(_title(found))
    if found.screening.assumed:
        console.print(_assumed_banner())
    for part in _danger(found, knowledge):
        console.print(part)
    for part in _differing(found, knowledge):
        console.print(part)
    for profile in found.profiles:
        for part in _profile(profile, found, knowledge):
            console.print(part)
    console.print(_footer(found, knowledge))


def _title(found: Assessment) -> RenderableType:
    text = Text()
    text.append(found.client.about or found.client.id, style="bold")
    if found.client.source_title:
        text.append(f"\n{found.client.source_title}", style="dim")
    return Padding(text, (0, 0, 1, 0))


def _assumed_banner() -> Panel:
    return Panel(
        Text("ASSUMED SCREENED: for teaching and research on written cases only. Danger questions that the source "
             "does not mention were left aside. Nobody may be treated on this basis.", justify="left"),
        border_style="magenta", box=box.HEAVY, title="not a clinical assessment",
    )  # fmt: skip


def _differing(found: Assessment, knowledge: Knowledge) -> Iterator[RenderableType]:
    """What two sources say differently; it counts as unknown until it is settled."""
    if not found.open_disagreements:
        return
    yield heading(DIFFERENTLY)
    for one in found.open_disagreements:
        kind = f" ({one.profile})" if one.profile and len(found.profiles) > 1 else ""
        yield indented(
            Text.assemble(
                ("? ", "yellow"), f"{differing_line(one, knowledge)}{kind}", (f"  {one.rule.id}", "dim")
            )
        )
    yield indented(Text("Ask which is right. Until then both count as unknown.", style="dim"))


# -- danger -----------------------------------------------------------------------------------------


def _danger(found: Assessment, knowledge: Knowledge) -> Iterator[RenderableType]:
    yield heading("Danger signs")
    held = found.plan_held
    for result in found.screening.positive:
        yield indented(_sign_line(result, knowledge))
    if not found.screening.positive:
        yield Text("  None present among those that were asked.", style="")
    if found.screening.assumed:
        yield Text(
            "  Danger questions that the source does not mention were left aside.", style="bold magenta"
        )
        return
    if held is None:
        names = in_row(inside(result.sign.name) for result in found.screening.unsettled)
        yield Text(f"  {UNSETTLED_ACTION.format(names=names) if names else CLEAR_ACTION}", style="dim")
        return
    if held.open:
        yield from _open_signs(held, knowledge)


def _sign_line(result: SignResult, knowledge: Knowledge) -> RenderableType:
    level = result.at_least
    table = Table.grid(padding=(0, 1))
    table.add_column(width=13)
    table.add_column()
    body = Text()
    body.append(result.sign.name, style="bold")
    because = next((r.because for lvl, r in result.rules if lvl is level and r.truth is Truth.YES), "")
    if because:
        body.append(f": {because}")
    if result.clearance:
        body.append(
            f"\nCleared by {result.clearance.by} on {result.clearance.on}: {result.clearance.excluded}",
            "green",
        )
    elif level.rank >= Level.MODIFY.rank:
        body.append(f"\n{action_at(result.sign, level, knowledge)}", style="default")
    table.add_row(Text(f" {LEVEL_WORDS[level]} ", style=_LEVEL_STYLES.get(level, "")), body)
    return table


def _open_signs(held: Held, knowledge: Knowledge) -> Iterator[RenderableType]:
    worst = max((result.at_most for result in held.open), key=lambda level: level.rank)
    text = Text("  ")
    text.append(f"{len(held.open)} open", style="bold yellow")
    text.append(f", the worst would be {LEVEL_WORDS[worst].lower()}. Not asked is not safe. Ask first:")
    yield text
    for finding in held.ask[:_SHOWN_OPEN]:
        yield indented(
            Text.assemble(("? ", "yellow"), question_for(finding, knowledge), (f"  {finding}", "dim")), 4
        )
    if len(held.ask) > _SHOWN_OPEN:
        yield Text(f"    … and {len(held.ask) - _SHOWN_OPEN} more", style="dim")


# -- types ------------------------------------------------------------------------------------------


def _profile(found: ProfileAssessment, whole: Assessment, knowledge: Knowledge) -> Iterator[RenderableType]:
    name = f" ({found.profile.name})" if len(whole.profiles) > 1 else ""
    yield heading(f"Headache types{name}")
    yield from _types(found.classification, knowledge)
    yield heading(f"Structures to palpate and retest{name}")
    yield from _structures(found, knowledge)
    yield heading(f"Next{name}")
    yield from _next(found.next, whole, knowledge)


def _types(found: Classification, knowledge: Knowledge) -> Iterator[RenderableType]:
    for result in found.raised:
        action = result.headache.action
        yield indented(Text.assemble((f" {LEVEL_WORDS[action]} ", _LEVEL_STYLES.get(action, "bold")),
                      f" {result.headache.says}. Only a physician can settle this."))  # fmt: skip
    for conclusion in found.concluded:
        yield indented(_conclusion(conclusion))
    if found.cannot_say:
        yield Text("  Cannot say: no headache type has all its criteria met by what is known.")
    for conclusion in found.set_aside:
        why = ", ".join(conclusion.gives_way_to)
        yield Text(
            f"  Also met, but {why} takes precedence: {conclusion.code} {conclusion.result.headache.name}",
            style="dim",
        )
    nearly = found.nearly(4 if found.cannot_say else 3)
    if nearly:
        yield Text("  Still open:", style="bold")
        for result in nearly:
            yield indented(_open_type(result, knowledge), 4)


def _conclusion(conclusion: Conclusion) -> RenderableType:
    result = conclusion.result
    lines = [Text.assemble((f"{conclusion.code}  ", "bold green"), (result.headache.says, "bold"))]
    lines += [_criterion(letter, result) for letter in result.headache.criteria]
    if result.headache.one_missing:
        pattern = result.criteria["pattern"]
        lines.append(Text.assemble("   ", mark(Truth.YES), f"{pattern.asks}"))
    if result.headache.attestation:
        state = {
            Truth.YES: "confirmed by a clinician",
            Truth.UNKNOWN: "for a clinician to confirm, never assumed",
        }
        lines.append(Text.assemble("   ", mark(result.attested), (f"{result.headache.attestation}  ", "dim"),
                     f"no other diagnosis fits better: {state.get(result.attested, 'refused')}"))  # fmt: skip
    action = result.headache.action
    if action.rank >= Level.REFER_FIRST.rank:
        lines.append(Text.assemble("   ", (f" {LEVEL_WORDS[action]} ", _LEVEL_STYLES[action]),
                     " this type needs a physician"))  # fmt: skip
    if result.headache.note:
        lines.append(Text(f"   {result.headache.note}", style="dim"))
    return Group(*lines)


def _criterion(letter: str, result: TypeResult) -> Text:
    truth = result.criteria[letter].truth
    return Text.assemble("   ", mark(truth), (f"{letter}  ", "dim"), result.headache.criteria[letter].says)


def _open_type(result: TypeResult, knowledge: Knowledge) -> Text:
    text = Text.assemble((f"{result.headache.code} ", "yellow"), f"{result.headache.name}  ")
    for reason in result.criteria.values():
        sign, style = MARKS[reason.truth]
        text.append(sign, style=style)
    names = [
        knowledge.findings[name].name if name in knowledge.findings else "drawing"
        for name in sorted(result.missing)
    ]
    shown = "; ".join(names[:4]) + (f"; {len(names) - 4} more" if len(names) > 4 else "")
    text.append(f"  needs: {shown}", style="dim")
    return text


# -- structures -------------------------------------------------------------------------------------


def _structures(found: ProfileAssessment, knowledge: Knowledge) -> Iterator[RenderableType]:
    localisation = found.localisation
    if isinstance(localisation, Held):
        yield indented(_held_frame(localisation, knowledge))
        return
    if isinstance(localisation, NothingDrawn):
        text = "Nothing was drawn." if localisation.stated else "No drawing yet: shade where it hurts."
        yield Text(f"  {text}")
        return
    if isinstance(localisation, SideOpen):
        yield Text(f"  {SIDE_OPEN}")
        return
    shown = [ranked for ranked in localisation.ranked if ranked.worth_showing]
    for number, ranked in enumerate(shown[:_SHOWN_GROUPS], start=1):
        yield indented(_group(number, ranked, knowledge))
    yield from _rest_of(localisation, knowledge)


def _held_frame(held: Held, knowledge: Knowledge) -> RenderableType:
    causes = []
    if held.standing:
        causes.append("a danger sign stands (" + ", ".join(r.sign.name for r in held.standing[:3]) + ")")
    if held.types:
        names = ", ".join(f"{code} {knowledge.headaches[code].name}" for code in held.types)
        causes.append(f"a physician has to see this first ({names})")
    if held.open:
        names = ", ".join(r.sign.name for r in held.open[:3]) + (", …" if len(held.open) > 3 else "")
        causes.append(f"danger questions are open ({names})")
    text = Text(f"Held: {'; '.join(causes)}. Nothing is ranked until this is settled.")
    return Panel(text, box=box.SQUARE, border_style="yellow", expand=False)


def _group(number: int, ranked: Ranked, knowledge: Knowledge) -> RenderableType:
    filled = round(ranked.probability * 20)
    low, high = round(ranked.low * 20), round(ranked.high * 20)
    bar = Text()
    for cell in range(20):
        inside = cell < filled
        within = low <= cell < high
        bar.append("█" if inside and not within else "▓" if inside else "░" if within else "·",
                   style="green" if inside else "dim")  # fmt: skip
    head = Text.assemble((f"{number} {ranked.group.name}, {ranked.side}".ljust(40), "bold"), " ")
    head.append_text(bar)
    head.append(f" {ranked.probability:4.0%}", style="bold")
    head.append(f"  ({ranked.low:.0%} to {ranked.high:.0%})", style="dim")
    lines = [head]
    best = ranked.parts[0]
    if len(ranked.parts) > 1:
        part = best.structure.part or best.structure.name
        lines.append(Text(f"    best part: {part} ({best.probability:.0%})"))
    if ranked.explains:
        zones = ", ".join(
            f"{knowledge.zones[zone].name} {side} {share:.0%}" for (zone, side), share in ranked.explains
        )
        lines.append(Text(f"    explains: {zones}"))
    for speaks_for, word in ((True, "for"), (False, "against")):
        found = [a for a in ranked.arguments if (a.weight > 0) is speaks_for][:3]
        if found:
            words = "; ".join(
                f"{argument_words(a.kind, a.label, a.positive, knowledge)} {a.weight:+.1f}" for a in found
            )
            lines.append(Text(f"    {word}: {words}", style="dim"))
    return Group(*lines)


def _rest_of(found: Localisation, knowledge: Knowledge) -> Iterator[RenderableType]:
    rivals = [rival for rival in found.rivals if rival.probability >= 0.05][:4]
    words = ", ".join(f"{r.presentation.name.lower()} {r.probability:.0%}" for r in rivals)
    yield indented(Text.assemble(("Kind of headache, all findings together: ", "bold"), words))
    if found.left_aside:
        places = ", ".join(place_words(zone, side, knowledge) for zone, side in found.left_aside)
        words = "The drawing is very wide; its weakest places were not weighed: "
        yield indented(Text.assemble((words, "bold yellow"), places))
    if found.unexplained:
        places = ", ".join(place_words(zone, side, knowledge) for (zone, side), _ in found.unexplained)
        yield indented(Text.assemble(("Nothing explains: ", "bold yellow"), places))
    if found.lookalikes:
        names = ", ".join(dict.fromkeys(like.structure.name for like in found.lookalikes))
        yield indented(Text.assemble(("Diseases felt in the same places, to stay alert to: ", "bold"), names))


# -- next -------------------------------------------------------------------------------------------


def _next(steps: NextSteps, whole: Assessment, knowledge: Knowledge) -> Iterator[RenderableType]:
    if whole.held is not None and (whole.held.standing or whole.held.types):
        yield Text("  Act on the danger sign above. Everything else can wait.", style="bold yellow")
        return
    if whole.held is not None:
        yield Text(
            "  Finish the danger questions above first; `nuchal interview` asks them screen by screen.",
            "yellow",
        )
        return
    for ask in steps.questions:
        codes = f"  settles {', '.join(ask.settles[:4])}" if ask.settles else ""
        words = (f"{question_for(ask.finding, knowledge)}", (f"  {ask.finding}{codes}", "dim"))
        yield indented(Text.assemble(("ask      ", "cyan"), *words))
    for touch in steps.touches:
        side = f", {touch.side}" if touch.side else ""
        yield indented(
            Text.assemble(
                (f"{touch.what:8} ", "cyan"), f"{touch.name}{side}", (f"  {touch.bits:.2f} bit", "dim")
            )
        )
    if whole.plan_held is not None:
        yield Text("  Examine the open danger signs above before hands go on the neck.", style="yellow")
    if not (steps.safety or steps.questions or steps.touches):
        yield Text("  Nothing left that would change a decision.", style="dim")


def _footer(found: Assessment, knowledge: Knowledge) -> RenderableType:
    reviewed = sum(
        getattr(getattr(item, "review", None), "state", "") == "reviewed" for item in knowledge.items
    )
    return Padding(
        Text(f"Working hypotheses, not diagnoses; a physician confirms. Probabilities are those of a stated model.\n"
             f"Knowledge {found.release} ({reviewed} of {len(knowledge.items)} items reviewed by a clinician), engine "
             f"{__version__}. Reasons and sources: nuchal assess … --why ID", style="dim"),
        (1, 0, 1, 0),
    )  # fmt: skip
