"""`nuchal assess`: from a case file to a report."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import click

from nuchal.cases.reading import case_files, read_cases, read_person
from nuchal.cli.clock import local_day
from nuchal.errors import NuchalError, Problems, UsageError
from nuchal.findings.model import Client
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.reading import load
from nuchal.reasoning.pathway import Assessment
from nuchal.reasoning.pathway import assess as assess_client
from nuchal.reasoning.plain import plain
from nuchal.reasoning.solvers import best_solver


@click.command()
@click.argument("case", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The whole assessment as JSON.")
@click.option("--jsonl", is_flag=True, help="One line of JSON per person, for thousands of files or folders.")
@click.option(
    "--why", metavar="ID", help="Every reason and source behind a sign, headache type or structure."
)
@click.option(
    "--assume-screened",
    is_flag=True,
    help="Teaching and research on written cases only: leave danger questions aside that the source is silent about.",
)
@click.option("--pdf", type=click.Path(path_type=Path), metavar="OUT.pdf", help="The report as a tagged PDF.")
@click.option(
    "--html", type=click.Path(path_type=Path), metavar="OUT.html", help="The report as one web page."
)
@click.option("--width", type=click.IntRange(60, 200), help="Columns of the report.")
@click.option("--plan", "with_plan", is_flag=True, help="The plan too; needs --system.")
@click.option("--system", help="System of care of the plan, such as neuromuscular_therapy.")
@click.option(
    "--documents",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Write report, plan, letter and programme (or the referral) as PDF and text; needs --system.",
)
def assess(  # noqa: PLR0913 - one parameter per option
    *,
    case: tuple[Path, ...],
    as_json: bool,
    jsonl: bool,
    why: str | None,
    assume_screened: bool,
    pdf: Path | None,
    html: Path | None,
    width: int | None,
    with_plan: bool,
    system: str | None,
    documents: Path | None,
) -> None:
    """
    Assess a person from a case file: danger signs first, then headache types, then structures to palpate.

    docs/reference/case-format.md shows how to write a case. Exit codes: 2 wrong call, 3 a mistake in the case
    file, 4 a mistake in the knowledge base.
    """
    _refuse_mixtures(as_json=as_json, jsonl=jsonl, why=why is not None, files=bool(pdf or html))
    _refuse_half_a_plan(
        wanted=with_plan or documents is not None, system=system, other=as_json or jsonl or why is not None
    )
    for path in case:
        if not path.exists():
            raise UsageError(
                f"there is no file {path}", remedy="Check the name; `nuchal assess --help` shows the call."
            )
    knowledge = load()
    if jsonl:
        sys.exit(_write_lines(case, knowledge, assume_screened))
    paths = list(case_files(case))
    if len(paths) > 1 and as_json:
        raise UsageError("--json takes one file", remedy="Use --jsonl for several.")
    if len(paths) > 1 and (pdf or html or documents):
        raise UsageError(
            "--pdf, --html and --documents take one file", remedy="Call it once for each person."
        )
    for path in paths:
        client = _prepared(read_person(path, knowledge, today=local_day()), assume_screened)
        found = assess_client(client, knowledge)
        _write_reports(found, knowledge, pdf, html)
        if system is not None and documents is not None:
            from nuchal.cli.papers import write_documents

            write_documents(found, knowledge, system, documents)
        if (pdf or html) and not (as_json or why):
            continue
        if as_json:
            click.echo(json.dumps(plain(found), indent=2, ensure_ascii=False))
            continue
        from rich.console import Console

        console = Console(width=width, highlight=False)
        if why is not None:
            from nuchal.cli.why import explain

            explain(why, found, knowledge, console)
        else:
            from nuchal.cli.report import show

            show(found, knowledge, console)
            if with_plan and system is not None:
                from nuchal.cli.papers import planned
                from nuchal.cli.plan import show_plan

                show_plan(found, planned(found, knowledge, system), knowledge, console)


def _refuse_mixtures(*, as_json: bool, jsonl: bool, why: bool, files: bool) -> None:
    if sum((as_json, jsonl, why)) > 1:
        raise UsageError("choose one of --json, --jsonl and --why")
    if jsonl and files:
        raise UsageError("--pdf and --html do not go with --jsonl")


def _refuse_half_a_plan(*, wanted: bool, system: str | None, other: bool) -> None:
    if wanted and system is None:
        raise UsageError(
            "--plan and --documents need --system",
            remedy="`nuchal knowledge list systems` names the systems of care.",
        )
    if system is not None and not wanted:
        raise UsageError("--system goes with --plan or --documents")
    if wanted and other:
        raise UsageError("--plan and --documents do not go with --json, --jsonl or --why",
                         remedy="`nuchal plan CASE --system … --json` gives the plan as JSON.")  # fmt: skip


def _prepared(client: Client, assume_screened: bool) -> Client:
    return replace(client, assumed_screened=True) if assume_screened else client


def _write_reports(found: Assessment, knowledge: Knowledge, pdf: Path | None, html: Path | None) -> None:
    """Write the report files that were asked for; standard error says whether one was replaced."""
    if pdf is None and html is None:
        return
    from nuchal.cli.papers import write_file
    from nuchal.letters.page import report_html
    from nuchal.letters.pdf import report_pdf

    if pdf is not None:
        write_file(pdf, report_pdf(found, knowledge))
    if html is not None:
        write_file(html, report_html(found, knowledge, "auto").encode())


def _write_lines(paths: tuple[Path, ...], knowledge: Knowledge, assume_screened: bool) -> int:
    """One JSON line per person on standard output; mistakes become lines too and set the exit code."""
    solver = best_solver(many=True)
    files = list(case_files(paths))
    worst = 0
    with click.progressbar(files, label="assessing", file=sys.stderr, show_pos=True) as bar:
        for path in bar:
            try:
                clients = [case.client for case in read_cases(path, knowledge)]
                for client in clients:
                    found = assess_client(
                        _prepared(client, assume_screened), knowledge, solver=solver, with_next=False
                    )
                    line = {"path": str(path), **plain(found, reasons=False)}
                    click.echo(json.dumps(line, ensure_ascii=False))
            except NuchalError as error:
                worst = max(worst, error.exit_code)
                errors = error.errors if isinstance(error, Problems) else [error]
                told = [{"place": e.place, "message": e.message, "remedy": e.remedy} for e in errors]
                click.echo(json.dumps({"path": str(path), "errors": told}, ensure_ascii=False))
    return worst
