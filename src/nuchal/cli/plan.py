"""`nuchal plan`: what to propose for one person within a system of care, and what was ruled out, and why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from nuchal.cli.papers import Paper, assessed, paper_options, planned, refuse_held
from nuchal.cli.printing import heading, indented, section
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.care import Exercise
from nuchal.knowledge.reading import load
from nuchal.letters.document import Envelope
from nuchal.letters.report_danger import action_at
from nuchal.reasoning.gating import Gating
from nuchal.reasoning.pathway import Assessment
from nuchal.reasoning.plan import HomeItem, Plan, RuledOut, SeenPattern, Work
from nuchal.reasoning.screening import Held
from nuchal.reasoning.truth import Truth
from nuchal.reasoning.wording import dose_words, inside

_GRADES = {"A": "strong", "B": "moderate", "C": "weak", "D": "opinion only", "N": "no benefit found"}
_STAGES = {"first": "first", "addition": "beside it", "alternative": "instead, after the review"}
_SHOWN_RULED_OUT = 12


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
@click.option("--system", required=True, help="System of care, such as neuromuscular_therapy.")
@click.option(
    "--licence",
    "licences",
    multiple=True,
    metavar="TECHNIQUE",
    help="A technique that needs a licence and is licensed here.",
)
@click.option("--region", help="Where it is practised, such as CA-ON: narrows or widens the scope.")
@click.option(
    "--override",
    "overrides",
    multiple=True,
    type=(str, str, str, str),
    metavar="TECHNIQUE REASON NAME NAME",
    help="Put a technique in past its gate: why, who decides, who agrees. Never past what holds care.",
)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--width", type=click.IntRange(60, 200), help="Columns of the page.")
@paper_options
def plan(  # noqa: PLR0913 - one parameter per option
    *,
    case: Path,
    system: str,
    licences: tuple[str, ...],
    region: str | None,
    overrides: tuple[tuple[str, str, str, str], ...],
    as_json: bool,
    width: int | None,
    paper: Paper,
    envelope: Envelope,
    assume_screened: bool,
) -> None:
    """
    Propose a plan for the person of a case file: pathway, techniques with their gates, dose, home, review.

    Nothing whose safety question is open or answered yes can stand in it. `nuchal knowledge list systems` names the
    systems of care. With --pdf or --text the plan is written in the client's words (exit code 6 while care is held).
    """
    knowledge = load()
    found = assessed(case, knowledge, assume_screened=assume_screened)
    proposed = planned(found, knowledge, system, licences, region, overrides)
    if paper.pdf or paper.text:
        from nuchal.letters.client_plan import client_plan

        if isinstance(proposed, Held):
            raise refuse_held(proposed, knowledge)
        paper.write(client_plan(found, proposed, knowledge, envelope))
        return
    if as_json:
        click.echo(json.dumps(plain_plan(proposed), indent=2, ensure_ascii=False))
        return
    show_plan(found, proposed, knowledge, Console(width=width, highlight=False))


def show_plan(found: Assessment, proposed: Plan | Held, knowledge: Knowledge, console: Console) -> None:
    """The plan as a page of the terminal."""
    console.print()
    console.print(Text(found.client.about or found.client.id, style="bold"))
    if found.screening.assumed:
        console.print(
            Text("ASSUMED SCREENED: for teaching and research only; not a plan for anybody.", "bold red")
        )
    parts = _held(proposed, knowledge) if isinstance(proposed, Held) else _page(proposed, knowledge)
    for part in parts:
        console.print(part)


def plain_plan(proposed: Plan | Held) -> dict[str, Any]:
    """The plan as plain data."""
    if isinstance(proposed, Held):
        return {
            "status": "held",
            "standing": [r.sign.id for r in proposed.standing],
            "open": [r.sign.id for r in proposed.open],
            "types": list(proposed.types),
            "ask": list(proposed.ask),
        }
    return {
        "status": "proposed",
        "system": proposed.system.id,
        "pathway": proposed.pathway.id,
        "also": [p.id for p in proposed.also],
        "medical_first": list(proposed.medical_first),
        "beside": list(proposed.beside),
        "goals": list(proposed.goals),
        "region": proposed.region,
        "pressure_most": proposed.pressure.most if proposed.pressure else None,
        "patterns": [{"id": s.pattern.id, "fits": s.truth.value} for s in proposed.patterns],
        "education": [_plain_work(w) for w in proposed.education],
        "hands": [_plain_work(w) for w in proposed.hands],
        "programme": [
            {"id": h.item.id, "gating": h.passage.gating.value, "because": h.because}
            for h in proposed.programme
        ],
        "dose": dose_words(proposed.dose),
        "warnings": list(proposed.warnings),
        "review_weeks": list(proposed.pathway.review_weeks),
        "ruled_out": [
            {"id": r.id, "why": r.why, "gating": r.gating.value if r.gating else None}
            for r in proposed.ruled_out
        ],
    }


def _plain_work(work: Work) -> dict[str, Any]:
    return {
        "technique": work.technique.id, "target": work.target, "side": work.side, "grade": work.grade,
        "stage": work.stage, "gating": work.passage.gating.value, "note": work.note,
        "modified": [b.says for b in work.passage.barriers], "optional": work.optional,
        "overridden": [work.overridden.reason, work.overridden.by, work.overridden.second]
        if work.overridden else None,
    }  # fmt: skip


def _held(held: Held, knowledge: Knowledge) -> Iterator[RenderableType]:
    yield heading("No plan yet")
    for result in held.standing:
        action = action_at(result.sign, result.at_least, knowledge)
        yield indented(Text.assemble((f"{result.sign.name}: ", "bold red"), action))
    for code in held.types:
        yield Text(f"  {code} {knowledge.headaches[code].name}: a physician has to see this first.")
    if held.open:
        names = ", ".join(result.sign.name for result in held.open[:6])
        yield Text(
            f"  Still open: {names}{' …' if len(held.open) > 6 else ''}. An open question is no clearance."
        )


def _page(proposed: Plan, knowledge: Knowledge) -> Iterator[RenderableType]:
    pathway = proposed.pathway
    yield Text(f"{proposed.system.name}; {pathway.name}", style="dim")
    yield from _others_first(proposed)
    yield from section("Goals", (Text(goal) for goal in proposed.goals))
    yield from section("Steps", (_work(work, knowledge) for work in (*proposed.education, *proposed.hands)))
    yield Padding(Text.assemble(("Dose: ", "bold"), dose_words(proposed.dose)), (1, 0, 0, 2))
    for warning in proposed.warnings:
        yield indented(Text(warning, style="yellow"))
    for name, change in proposed.modifications:
        yield indented(Text.assemble((f"{name}: ", "bold"), change))
    limits = proposed.pressure.limits if proposed.pressure is not None else ()
    yield from section("How strong", (Text(limit.says) for limit in limits))
    yield from section("Practitioners' concepts, possible at most", map(_pattern, proposed.patterns))
    yield from section("At home", map(_home, proposed.programme))
    weeks = " and ".join(f"{week:g}" for week in pathway.review_weeks)
    rules = (("stop", pathway.stop_rule), ("change", pathway.change_rule), ("refer", pathway.refer_rule))
    yield from section(
        f"Review after {weeks} weeks",
        (Text.assemble((f"{label:8}", "cyan"), rule) for label, rule in rules),
    )
    yield from section("What may be expected", (Text(effect.says) for effect in proposed.expected))
    yield indented(Text.assemble(("Without treatment: ", "bold"), pathway.natural_course))
    yield from section("Considered and left out", map(_ruled_out, proposed.ruled_out[:_SHOWN_RULED_OUT]))
    rest = len(proposed.ruled_out) - _SHOWN_RULED_OUT
    if rest > 0:
        yield Text(f"  … and {rest} more (--json lists all)", style="dim")
    note = "A proposal within scope and evidence, for a therapist to accept, change or refuse."
    yield Padding(Text(note, style="dim"), (1, 0, 1, 0))


def _others_first(proposed: Plan) -> Iterator[RenderableType]:
    if proposed.medical_first:
        who = f"{', '.join(proposed.medical_first)}. Hands-on care is an addition."
        yield Padding(Text.assemble(("Medical care comes first: ", "bold yellow"), who), (1, 0, 0, 0))
    if proposed.beside:
        yield Text(f"Belongs to the course too: {', '.join(proposed.beside)}.")


def _pattern(seen: SeenPattern) -> Text:
    fits = "fits" if seen.truth is Truth.YES else "open"
    return Text.assemble((f"{seen.pattern.name} ({fits}): ", "bold"), seen.pattern.says)


def _work(work: Work, knowledge: Knowledge) -> RenderableType:
    where = ""
    if work.target in knowledge.groups:
        where = f" at {inside(knowledge.groups[work.target].name)}" + (f", {work.side}" if work.side else "")
    head = Text.assemble(
        (work.technique.name, "bold"),
        where,
        (f"  {_STAGES[work.stage]}; evidence {work.grade}, {_GRADES[work.grade]}", "dim"),
    )
    lines = [head]
    if work.note:
        lines.append(Text(f"   {work.note}", style="yellow"))
    if work.overridden is not None:
        by = f"{work.overridden.by} and {work.overridden.second}"
        lines.append(Text(f"   overridden by {by}: {work.overridden.reason}", style="bold red"))
    if work.passage.gating is Gating.MODIFIED:
        lines += [Text(f"   {barrier.says}", style="cyan") for barrier in work.passage.barriers[:3]]
    return Group(*lines)


def _home(home: HomeItem) -> RenderableType:
    kind = "exercise" if isinstance(home.item, Exercise) else "advice"
    text = Text.assemble((f"{kind:9}", "dim"), (home.item.name, "bold"))
    if home.because:
        text.append(f"  for: {home.because}", style="dim")
    return text


def _ruled_out(out: RuledOut) -> Text:
    return Text.assemble((out.name, "bold"), f": {out.why}", style="default" if out.gating else "dim")
