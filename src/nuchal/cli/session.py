"""`nuchal session`: today's visit on one page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from rich.console import Console, RenderableType
from rich.text import Text

from nuchal.cli.papers import assessed, planned, refuse_held
from nuchal.cli.printing import heading, indented, section
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.reading import load
from nuchal.reasoning.screening import Held
from nuchal.reasoning.session import Measure, SessionBrief, SessionStep, prepare
from nuchal.reasoning.wording import inside


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
@click.option("--system", required=True, help="System of care, such as neuromuscular_therapy.")
@click.option(
    "--visit", type=click.IntRange(1, 100), default=1, show_default=True, help="Which visit this is."
)
@click.option("--width", type=click.IntRange(60, 200), help="Columns of the page.")
def session(case: Path, system: str, visit: int, width: int | None) -> None:
    """
    Today's visit for the person of a case file: the danger questions to ask again, the steps with their changes,
    what to measure, and every reason to stop. Exit code 6 while anything holds care.
    """
    knowledge = load()
    found = assessed(case, knowledge)
    brief = prepare(planned(found, knowledge, system), found, knowledge, visit=visit)
    if isinstance(brief, Held):
        raise refuse_held(brief, knowledge)
    console = Console(width=width, highlight=False)
    for part in _page(brief, knowledge):
        console.print(part)


def _page(brief: SessionBrief, knowledge: Knowledge) -> Iterator[RenderableType]:
    of = f" of at most {brief.visits_most}" if brief.visits_most else ""
    yield Text(f"Visit {brief.visit}{of}", style="bold")
    if brief.review_due:
        yield Text("The review is due: compare with the start before going on.", style="yellow")
    yield from section("Ask again, before anything else", _points(c.question for c in brief.ask_again))
    yield from section("A first visit here", _points(brief.first_visit))
    yield from section("Measure before and after", _points(_measure(m) for m in brief.measure))
    yield heading("Steps")
    for step in (*brief.explain, *brief.steps):
        yield indented(_step(step, knowledge))
    if brief.pressure is not None:
        yield from section("How strong", _points(limit.says for limit in brief.pressure.limits))
    yield from section("Stop when", _points(brief.stop))


def _measure(measure: Measure) -> str:
    side = f", {measure.side}" if measure.side else ""
    return f"{measure.name}{side}: last {measure.last:g} {measure.unit}"


def _step(step: SessionStep, knowledge: Knowledge) -> Text:
    where = ""
    if step.target in knowledge.groups:
        where = f" at {inside(knowledge.groups[step.target].name)}" + (f", {step.side}" if step.side else "")
    wish = "; by the client's wish" if step.optional else ""
    text = Text.assemble((step.technique.name, "bold"), where, (f"  evidence {step.grade}{wish}", "dim"))
    for line in step.technique.steps:
        text.append(f"\n   {line}")
    for change in step.changes:
        text.append(f"\n   {change}", style="cyan")
    if step.only_if:
        text.append(f"\n   {step.only_if}", style="yellow")
    return text


def _points(lines: Iterable[str]) -> Iterator[Text]:
    return (Text(f"- {line}") for line in lines)
