"""`nuchal plan`: what to propose for one person within a system of care, and what was ruled out, and why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from nuchal.cases.reading import read_person
from nuchal.errors import UsageError
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.care import Dose, Exercise
from nuchal.knowledge.reading import load
from nuchal.reasoning.gating import Gating
from nuchal.reasoning.pathway import assess
from nuchal.reasoning.plan import HomeItem, Plan, RuledOut, Work, propose
from nuchal.reasoning.screening import Held

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
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--width", type=click.IntRange(60, 200), help="Columns of the page.")
def plan(case: Path, system: str, licences: tuple[str, ...], as_json: bool, width: int | None) -> None:
    """
    Propose a plan for the person of a case file: pathway, techniques with their gates, dose, home, review.

    Nothing whose safety question is open or answered yes can stand in it. `nuchal knowledge list systems` names the
    systems of care.
    """
    if not case.exists():
        raise UsageError(f"there is no file {case}", remedy="Check the name.")
    knowledge = load()
    for name in licences:
        if name not in knowledge.techniques:
            raise UsageError(f"there is no technique {name!r}", remedy="`nuchal technique` lists them.")
    client = replace(read_person(case, knowledge), assumed_screened=False)
    found = assess(client, knowledge, arguments_for=0, with_next=False)
    proposed = propose(found, knowledge, system=system, licences=frozenset(licences))
    if as_json:
        click.echo(json.dumps(plain_plan(proposed), indent=2, ensure_ascii=False))
        return
    console = Console(width=width, highlight=False)
    console.print()
    console.print(Text(client.about or client.id, style="bold"))
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
        "education": [_plain_work(w) for w in proposed.education],
        "hands": [_plain_work(w) for w in proposed.hands],
        "programme": [
            {"id": h.item.id, "gating": h.passage.gating.value, "because": h.because}
            for h in proposed.programme
        ],
        "dose": _dose_words(proposed.dose),
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
        "modified": [b.says for b in work.passage.barriers],
    }  # fmt: skip


def _held(held: Held, knowledge: Knowledge) -> Iterator[RenderableType]:
    yield _heading("No plan yet")
    for result in held.standing:
        yield Padding(
            Text.assemble((f"{result.sign.name}: ", "bold red"), result.sign.therapist_does), (0, 0, 0, 2)
        )
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
    if proposed.medical_first:
        who = ", ".join(proposed.medical_first)
        yield Padding(
            Text.assemble(
                ("Medical care comes first: ", "bold yellow"), f"{who}. Hands-on care is an addition."
            ),
            (1, 0, 0, 0),
        )
    yield _heading("Goals")
    for goal in pathway.goals:
        yield Text(f"  {goal}")
    yield _heading("Steps")
    for work in (*proposed.education, *proposed.hands):
        yield Padding(_work(work, knowledge), (0, 0, 0, 2))
    yield Padding(Text.assemble(("Dose: ", "bold"), _dose_words(proposed.dose)), (1, 0, 0, 2))
    for warning in proposed.warnings:
        yield Text(f"  {warning}", style="yellow")
    for name, change in proposed.modifications:
        yield Padding(Text.assemble((f"{name}: ", "bold"), change), (0, 0, 0, 2))
    yield _heading("At home")
    for home in proposed.programme:
        yield Padding(_home(home), (0, 0, 0, 2))
    yield _heading(f"Review after {' and '.join(f'{week:g}' for week in pathway.review_weeks)} weeks")
    for label, rule in (
        ("stop", pathway.stop_rule),
        ("change", pathway.change_rule),
        ("refer", pathway.refer_rule),
    ):
        yield Padding(Text.assemble((f"{label:8}", "cyan"), rule), (0, 0, 0, 2))
    yield _heading("What may be expected")
    for effect in proposed.expected:
        yield Padding(Text(effect.says), (0, 0, 0, 2))
    yield Padding(Text.assemble(("Without treatment: ", "bold"), pathway.natural_course), (0, 0, 0, 2))
    yield _heading("Considered and left out")
    for out in proposed.ruled_out[:_SHOWN_RULED_OUT]:
        yield Padding(_ruled_out(out), (0, 0, 0, 2))
    rest = len(proposed.ruled_out) - _SHOWN_RULED_OUT
    if rest > 0:
        yield Text(f"  … and {rest} more (--json lists all)", style="dim")
    yield Padding(
        Text(
            "A proposal within scope and evidence, for a therapist to accept, change or refuse.", style="dim"
        ),
        (1, 0, 1, 0),
    )


def _work(work: Work, knowledge: Knowledge) -> RenderableType:
    where = ""
    if work.target in knowledge.groups:
        where = f" at {knowledge.groups[work.target].name.lower()}" + (f", {work.side}" if work.side else "")
    head = Text.assemble(
        (work.technique.name, "bold"),
        where,
        (f"  {_STAGES[work.stage]}; evidence {work.grade}, {_GRADES[work.grade]}", "dim"),
    )
    lines = [head]
    if work.note:
        lines.append(Text(f"   {work.note}", style="yellow"))
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


def _dose_words(dose: Dose) -> str:
    parts = []
    if dose.minutes:
        parts.append(f"{_span(dose.minutes)} minutes")
    if dose.per_week:
        parts.append(f"{_span(dose.per_week)} a week")
    if dose.weeks:
        parts.append(f"for {_span(dose.weeks)} weeks")
    if dose.sessions_most:
        parts.append(f"{dose.sessions_most} visits at most")
    return ", ".join(parts)


def _span(span: tuple[float, float]) -> str:
    return f"{span[0]:g}" if span[0] == span[1] else f"{span[0]:g} to {span[1]:g}"


def _heading(text: str) -> RenderableType:
    return Padding(Text(text, style="bold underline"), (1, 0, 0, 0))
