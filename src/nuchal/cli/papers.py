"""What every command that writes a letter shares: the envelope's options, the plan, and where the paper goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from nuchal.cases.reading import read_person
from nuchal.cli.clock import local_day
from nuchal.errors import CareHeld, UsageError
from nuchal.knowledge.base import Knowledge
from nuchal.letters.document import Document, Envelope
from nuchal.reasoning.pathway import Assessment, assess
from nuchal.reasoning.plan import Override, Plan, propose
from nuchal.reasoning.screening import Held

_OPTIONS = (
    click.option("--clinic", default="", help="Name of the clinic on the letterhead."),
    click.option("--contact", multiple=True, help="A line of address, telephone or e-mail; several times."),
    click.option("--therapist", default="", help="Who writes."),
    click.option("--profession", default="", help="Profession of who writes."),
    click.option("--to", "to", multiple=True, help="Who it goes to; several times for several lines."),
    click.option("--name", "name", default="", help="Name of the person that it is about."),
    click.option("--born", "born_on", default="", help="Their day of birth."),
    click.option("--referred-by", default="", help="The physician who sent the person."),
    click.option("--insurer", default="", help="Insurer and number, where the insurer wants them."),
    click.option(
        "--paper",
        type=click.Choice(["a4", "us-letter"]),
        default="a4",
        show_default=True,
        help="Size of the paper of a PDF.",
    ),
    click.option("--date", "dated_on", default=None, help="Date of the letter; today if left out."),
)
_ENVELOPE = (
    "clinic",
    "contact",
    "therapist",
    "profession",
    "to",
    "name",
    "born_on",
    "dated_on",
    "referred_by",
    "insurer",
    "paper",
)
_FILES = (
    click.option("--pdf", type=click.Path(path_type=Path), metavar="OUT.pdf", help="As a tagged PDF."),
    click.option(
        "--text", type=click.Path(path_type=Path), metavar="OUT.txt", help="As plain text, into a file."
    ),
)
_ASSUME = click.option(
    "--assume-screened",
    is_flag=True,
    help="Teaching and research on written cases only; the paper says so on every page.",
)


@dataclass(frozen=True, slots=True)
class Paper:
    """Where a document goes: a PDF, a text file, or standard output."""

    pdf: Path | None
    text: Path | None

    def write(self, document: Document) -> None:
        """Write what was asked for; as text on standard output where no file is named."""
        from nuchal.letters.plain_text import document_text

        if self.pdf is not None:
            from nuchal.letters.document_pdf import document_pdf

            write_file(self.pdf, document_pdf(document))
        if self.text is not None:
            write_file(self.text, document_text(document).encode())
        if self.pdf is None and self.text is None:
            click.echo(document_text(document), nl=False)


def paper_options(command: Callable[..., None]) -> Callable[..., None]:
    """`--pdf`, `--text`, the envelope and `--assume-screened`; the command gets `paper`, `envelope` and the flag."""

    def called(**options: Any) -> None:
        target = Paper(options.pop("pdf"), options.pop("text"))
        told = {name: options.pop(name) for name in _ENVELOPE}
        told["dated_on"] = today() if told["dated_on"] is None else told["dated_on"]
        command(paper=target, envelope=Envelope(**told), **options)

    called.__doc__, called.__name__ = command.__doc__, command.__name__
    for option in reversed((*_FILES, *_OPTIONS, _ASSUME)):
        called = option(called)
    return called


def assessed(case: Path, knowledge: Knowledge, *, assume_screened: bool = False) -> Assessment:
    """The assessment of the person of a case file, without what only a screen shows."""
    if not case.exists():
        raise UsageError(f"there is no file {case}", remedy="Check the name.")
    client = replace(read_person(case, knowledge, today=local_day()), assumed_screened=assume_screened)
    return assess(client, knowledge, arguments_for=6, with_next=False)


def planned(
    found: Assessment,
    knowledge: Knowledge,
    system: str,
    licences: tuple[str, ...] = (),
    region: str | None = None,
    overrides: tuple[tuple[str, str, str, str], ...] = (),
) -> Plan | Held:
    """The proposal of a system of care; an unknown licence is refused by name."""
    for name in licences:
        if name not in knowledge.techniques:
            raise UsageError(f"there is no technique {name!r}", remedy="`nuchal technique` lists them.")
    signed = tuple(
        Override(technique=t, reason=why, by=by, second=second) for t, why, by, second in overrides
    )
    return propose(
        found, knowledge, system=system, licences=frozenset(licences), region=region, overrides=signed
    )


def write_file(path: Path, content: bytes) -> None:
    """Write a file; standard error says whether one was replaced."""
    note = "replaced" if path.exists() else "wrote"
    try:
        path.write_bytes(content)
    except OSError as problem:
        raise UsageError(f"cannot write {path}: {problem.strerror}") from problem
    click.echo(f"{note} {path}", err=True)


def write_documents(found: Assessment, knowledge: Knowledge, system: str, folder: Path) -> None:
    """
    Report, plan, letter and programme as PDF and text in one folder; what exists only without a plan, where it is held.

    A held assessment gives the letter without a plan and, where something stands, the referral and the page for the
    person; never a plan or a programme.
    """
    from nuchal.letters.client_plan import client_plan
    from nuchal.letters.pdf import report_pdf
    from nuchal.letters.physician import physician_letter
    from nuchal.letters.programme_sheet import programme_sheet
    from nuchal.letters.referral import referral_letter, what_to_do_now
    from nuchal.reasoning.programme import Programme, assign

    envelope = Envelope(dated_on=today())
    proposed = planned(found, knowledge, system)
    papers = {"letter": physician_letter(found, proposed, knowledge, envelope)}
    if isinstance(proposed, Plan):
        papers["plan"] = client_plan(found, proposed, knowledge, envelope)
        assigned = assign(proposed, found)
        assert isinstance(assigned, Programme), "a plan that is proposed has a programme"
        papers["programme"] = programme_sheet(found, assigned, knowledge, envelope)
    elif proposed.standing or proposed.types:
        papers["referral"] = referral_letter(found, knowledge, envelope)
        papers["what_to_do_now"] = what_to_do_now(found, knowledge, envelope)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise UsageError(f"cannot make the folder {folder}: {problem.strerror}") from problem
    write_file(folder / "report.pdf", report_pdf(found, knowledge))
    for name, document in papers.items():
        Paper(folder / f"{name}.pdf", folder / f"{name}.txt").write(document)


def refuse_held(held: Held, knowledge: Knowledge) -> CareHeld:
    """The error that says why there is no plan, and which paper there is instead."""
    names = [result.sign.name for result in (*held.standing, *held.open)]
    names += [knowledge.headaches[code].name for code in held.types]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    urgent = "`nuchal letter --urgent` writes the referral." if held.standing or held.types else ""
    remedy = urgent or "An open question is no clearance: ask first (`nuchal interview`)."
    return CareHeld(f"nothing may be planned yet: {'; '.join(names[:3])}{more}", remedy=remedy)


def today() -> str:
    """Today, as a letter has it."""
    return f"{local_day():%-d %B %Y}"
