"""`nuchal interview`: ask in the terminal, one question at a time; save after every answer, resume at any time."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from nuchal.cases.reading import read_person
from nuchal.cli.clock import local_day
from nuchal.cli.printing import LEVEL_WORDS
from nuchal.errors import UsageError
from nuchal.findings.entry import MEDICINE_CLASSES, observation
from nuchal.findings.medicines import medicine_observations
from nuchal.findings.model import (
    SIDES,
    Client,
    Drawing,
    Mark,
    Medicine,
    Observation,
    Origin,
    Side,
    State,
)
from nuchal.findings.numbers import NumberRefused, read_number
from nuchal.findings.values import ValueRefused, read_amount, read_value
from nuchal.findings.writing import case_of, dump
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.reading import load
from nuchal.knowledge.schema import Finding
from nuchal.reasoning.interview import (
    AskChecklist,
    AskDrawing,
    AskFinding,
    AskMedicines,
    Done,
    Stop,
    next_question,
    words_fitted_to,
)
from nuchal.reasoning.pathway import assess

HELP = "answer, or: ? why we ask   d don't know   s rather not say   b back   q save and stop"


class _Quit(Exception):
    """The person wants to stop here; what was said is saved."""


class _Back(Exception):
    """The person wants to answer the last question again."""


@click.command()
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Where to save (default: interview.yaml)."
)
@click.option(
    "--resume", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Go on with a saved file."
)
def interview(out: Path | None, resume: Path | None) -> None:
    """
    Ask the questions in the terminal, safety first, then whatever tells most; save, resume, and assess at the end.

    A danger sign that needs help today stops the questions at once.
    """
    knowledge = load()
    target = out or resume or Path("interview.yaml")
    if resume is None and target.exists():
        raise UsageError(f"{target} is there already", remedy=f"Use --resume {target}, or another --out.")
    client = read_person(resume, knowledge, today=local_day()) if resume else Client(id=target.stem)
    click.echo(f"Answers are saved to {target} after every question.\n{HELP}\n")
    try:
        client = _Asker(knowledge, client, target).run()
    except _Quit:
        click.echo(f"\nSaved. Go on with: nuchal interview --resume {target}")
        return
    from rich.console import Console

    from nuchal.cli.report import show

    show(assess(client, knowledge), knowledge, Console(highlight=False))
    click.echo(f"Saved as {target}. Again: nuchal assess {target}")


class _Asker:
    """Walks through the steps; keeps every earlier state so that `b` goes back one answer."""

    def __init__(self, knowledge: Knowledge, client: Client, target: Path) -> None:
        self.knowledge = knowledge
        self.states = [client]
        self.target = target

    def run(self) -> Client:
        while True:
            client = self.states[-1]
            step = next_question(client, self.knowledge)
            if isinstance(step, Done):
                click.echo("\nThat is all: no further answer is expected to change a decision.")
                return client
            if isinstance(step, Stop):
                _tell_stop(step)
                return client
            try:
                answered = self._ask(step)
            except _Back:
                if len(self.states) > 1:
                    self.states.pop()
                continue
            self.states.append(answered)
            save(answered, self.knowledge, self.target)

    def _ask(self, step: AskChecklist | AskFinding | AskDrawing | AskMedicines) -> Client:
        client = self.states[-1]
        if isinstance(step, AskChecklist):
            return self._checklist(client, step)
        if isinstance(step, AskFinding):
            return self._finding(client, step)
        if isinstance(step, AskDrawing):
            return self._drawing(client)
        return self._medicines(client)

    def _checklist(self, client: Client, step: AskChecklist) -> Client:
        lines = {**step.checklist.lines, **words_fitted_to(client, self.knowledge).lines}
        click.echo(click.style(f"\n{step.checklist.question}", bold=True))
        for number, name in enumerate(step.open, start=1):
            click.echo(f"  {number:2}  {lines.get(name) or self.knowledge.findings[name].question}")

        def read(text: str) -> dict[str, Observation]:
            ticked = _numbers(text, len(step.open))
            return {
                name: observation(self.knowledge.findings[name], number in ticked, Origin.CLIENT)
                for number, name in enumerate(step.open, start=1)
            }

        prompt = "numbers of all that apply, or Enter for none of these"
        return _with(client, self._prompt(prompt, read, step.checklist.why, step.open))

    def _finding(self, client: Client, step: AskFinding) -> Client:
        finding = step.finding
        click.echo(click.style(f"\n{finding.question or finding.prompt}", bold=True))
        for number, option in enumerate(finding.options, start=1):
            click.echo(f"  {number:2}  {option.name}")

        def read(text: str) -> dict[str, Observation]:
            return {
                finding.id: observation(finding, read_value(finding, _written(finding, text)), Origin.CLIENT)
            }

        why = f"{finding.why or ''} ({step.because})".strip()
        found = self._prompt(_hint(finding), read, why, (finding.id,))
        if finding.about == "person":
            return _with(client, found)
        first, *others = client.profiles
        changed = replace(first, observations={**first.observations, **found})
        return replace(client, profiles=(changed, *others))

    def _prompt(
        self, hint: str, read: Callable[[str], dict[str, Observation]], why: str, names: tuple[str, ...]
    ) -> dict[str, Observation]:
        while True:
            text = _line(hint)
            if text == "?":
                click.echo(f"  {why or 'The answer helps to tell the possibilities apart.'}")
                continue
            if text in ("d", "s"):
                state = State.NOT_KNOWN if text == "d" else State.DECLINED
                return {name: Observation(finding=name, value=None, state=state) for name in names}
            try:
                return read(text)
            except ValueRefused as refused:
                click.echo(f"  {refused}")

    def _drawing(self, client: Client) -> Client:
        click.echo(
            click.style("\nWhere does it hurt? One place a line: place side strength (0 to 10)", bold=True)
        )
        click.echo("  for example: temple right 6    `list` names the places, Enter when done")
        marks: list[Mark] = []
        while True:
            text = _line("place")
            if text == "":
                if marks or click.confirm(
                    "  Nothing is marked. Is that right: no pain to show?", default=False
                ):
                    break
                continue
            if text == "list":
                for zone in self.knowledge.zones.values():
                    click.echo(f"  {zone.id:24} {zone.name}")
                continue
            try:
                new = _marks(text, self.knowledge)
            except ValueRefused as refused:
                click.echo(f"  {refused}")
                continue
            marks = [m for m in marks if (m.zone, m.side) not in {(n.zone, n.side) for n in new}] + new
            click.echo(f"  marked: {', '.join(f'{m.zone} {m.side}' for m in new)}")
        first, *others = client.profiles
        return replace(client, profiles=(replace(first, drawing=Drawing(tuple(marks))), *others))

    def _medicines(self, client: Client) -> Client:
        click.echo(
            click.style(
                "\nWhich medicines do you take for headache? One a line: name class days-a-month", bold=True
            )
        )
        click.echo(
            f"  for example: ibuprofen nsaid 6    classes: {', '.join(MEDICINE_CLASSES)}. Enter when done"
        )
        medicines: list[Medicine] = []
        while text := _line("medicine"):
            try:
                medicines.append(_medicine(text))
            except ValueRefused as refused:
                click.echo(f"  {refused}")
        found = tuple(medicines)
        derived = {
            seen.finding: seen
            for seen in medicine_observations(found)
            if seen.finding in self.knowledge.findings
        }
        return replace(client, medicines=found, observations={**derived, **client.observations})


def save(client: Client, knowledge: Knowledge, target: Path) -> None:
    """Write the whole file beside and rename, so that a stop in the middle loses nothing."""
    draft = target.with_name(f".{target.name}.draft")
    draft.write_text(dump(case_of(client, knowledge)), encoding="utf-8")
    draft.replace(target)


def _with(client: Client, found: dict[str, Observation]) -> Client:
    return replace(client, observations={**client.observations, **found})


def _line(hint: str) -> str:
    text = click.prompt(
        click.style(f"  {hint}", dim=True), default="", show_default=False, prompt_suffix=" > "
    )
    text = str(text).strip()
    if text == "q":
        raise _Quit
    if text == "b":
        raise _Back
    return text


def _numbers(text: str, most: int) -> set[int]:
    parts = text.replace(",", " ").split()
    if any(not part.isdigit() or not 1 <= int(part) <= most for part in parts):
        raise ValueRefused(f"write numbers from 1 to {most}")
    return {int(part) for part in parts}


def _hint(finding: Finding) -> str:
    if finding.value == "yes_no":
        return "y or n"
    if finding.value == "number":
        return f"a number of {finding.unit}" if finding.unit else "a number"
    return "number of the answer" if finding.value == "choice" else "numbers of all that fit, Enter for none"


def _written(finding: Finding, text: str) -> Any:
    if finding.value == "yes_no":
        word = {"y": "yes", "n": "no"}.get(text.lower(), text.lower())
        if word not in ("yes", "no"):
            raise ValueRefused("please answer y or n, or d if you don't know")
        return word
    if finding.value == "number":
        return text
    numbers = sorted(_numbers(text, len(finding.options)))
    if finding.value == "choice":
        if len(numbers) != 1:
            raise ValueRefused("choose one answer by its number, or d if you don't know")
        return finding.options[numbers[0] - 1].id
    return [finding.options[number - 1].id for number in numbers]


def _marks(text: str, knowledge: Knowledge) -> list[Mark]:
    words = text.split()
    strength: float | None = None
    if words and words[-1][0].isdecimal():
        strength = _number(words.pop())
        if not 0 <= strength <= 10:
            raise ValueRefused("the strength runs from 0 to 10")
    side = words.pop() if words and words[-1] in (*SIDES, "both") else None
    if side is None or not words:
        raise ValueRefused("write a place, then left, right or both, then a strength from 0 to 10")
    zone = _zone(" ".join(words), knowledge)
    sides: tuple[Side, ...] = SIDES if side == "both" else (side,)  # type: ignore[assignment]
    return [Mark(zone=zone, side=one, intensity=strength) for one in sides]


def _number(text: str) -> float:
    try:
        return read_number(text)
    except NumberRefused as refused:
        raise ValueRefused(str(refused)) from None


def _zone(words: str, knowledge: Knowledge) -> str:
    plain = {zone.name.lower(): zone.id for zone in knowledge.zones.values()}
    plain |= {zone.id.replace("_", " "): zone.id for zone in knowledge.zones.values()}
    wanted = words.lower().replace("_", " ")
    if wanted in plain:
        return plain[wanted]
    words_in = [zone for name, zone in plain.items() if set(wanted.split()) <= set(name.split())]
    if len(set(words_in)) == 1:
        return words_in[0]
    near = [name for name in plain if any(word in name.split() for word in wanted.split())]
    near = difflib.get_close_matches(wanted, plain, n=3, cutoff=0.5) or near[:4]
    raise ValueRefused(
        f"no place is called {words!r}" + (f"; did you mean {', '.join(near)}?" if near else "; try `list`")
    )


def _medicine(text: str) -> Medicine:
    words = text.split()
    if len(words) < 2:
        raise ValueRefused("write name, class and days a month")
    days = read_amount(_number(words.pop()), unit=None, most=31) if words[-1][0].isdecimal() else None
    drug_class = words.pop()
    if drug_class not in MEDICINE_CLASSES or not words:
        raise ValueRefused(f"{drug_class!r} is no class; classes: {', '.join(MEDICINE_CLASSES)}")
    return Medicine(name=" ".join(words), drug_class=drug_class, days_per_month=days)


def _tell_stop(step: Stop) -> None:
    for result in step.screening.positive:
        if result.stands:
            click.echo(click.style(f"\n {LEVEL_WORDS[result.at_least]} ", bold=True, fg="white", bg="red"))
            click.echo(f"  {result.sign.client_says}")
    click.echo(
        "\nThe questions stop here. Often the cause turns out to be harmless, but only a doctor can tell."
    )
