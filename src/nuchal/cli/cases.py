"""`nuchal cases`: does the engine agree with the clinicians' cases?"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from nuchal.cases.coverage import gaps
from nuchal.cases.judging import judge
from nuchal.cases.reading import Case, case_files, read_cases
from nuchal.cli.main import show_error
from nuchal.cli.places import default_cases
from nuchal.errors import CaseFailure, NuchalError, UsageError
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.reading import load


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--coverage", is_flag=True, help="Also require the promised number of cases per item.")
@click.option("--quiet", "-q", is_flag=True, help="Only the totals.")
def cases(paths: tuple[Path, ...], coverage: bool, quiet: bool) -> None:
    """
    Run clinicians' cases (default: the project's own) and tell every disagreement.

    Exits with 5 if any case disagrees, 3 if a file cannot be read.
    """
    knowledge = load()
    read, errors = _read_all(paths or (default_cases(),), knowledge)
    failures: list[NuchalError] = []
    for case in read:
        try:
            found = judge(case, knowledge)
        except NuchalError as error:
            failures.append(error)
            continue
        failures.extend(
            CaseFailure(f"{case.name}\n         {line}", path=case.path, line=case.line) for line in found
        )
    if coverage:
        failures.extend(gaps(read, knowledge))
    if not quiet:
        for problem in (*errors, *failures):
            show_error(problem)
    wrong = len({(f.path, f.line) for f in failures})
    click.echo(f"{len(read) - wrong} of {len(read)} cases agree; {len(errors)} files cannot be read")
    if not read and not errors:
        raise UsageError("there are no cases here")
    sys.exit(5 if failures else 3 if errors else 0)


def _read_all(paths: tuple[Path, ...], knowledge: Knowledge) -> tuple[list[Case], list[NuchalError]]:
    read: list[Case] = []
    errors: list[NuchalError] = []
    for path in case_files(paths):
        try:
            read.extend(read_cases(path, knowledge))
        except NuchalError as error:
            errors.append(error)
    return read, errors
