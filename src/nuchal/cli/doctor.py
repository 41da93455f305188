"""`nuchal doctor`: is everything in place to run the clinic?"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from nuchal.cli.django_clinic import get_ready
from nuchal.errors import NuchalError


@click.command()
@click.option("--demo", is_flag=True, help="Look at the demonstration.")
@click.option(
    "--advisories",
    type=click.Path(path_type=Path),
    help="Only compare the installed packages with a file of OSV advisories.",
)
def doctor(demo: bool, advisories: Path | None) -> None:
    """Check settings, database, knowledge, files and clock of the web clinic; exit code 1 if something is wrong."""
    if advisories is not None:
        sys.exit(_weak(advisories))
    try:
        get_ready(demo=demo)
    except NuchalError as error:
        click.echo(f"✗ settings: {error.message}\n  {error.remedy}")
        sys.exit(1)
    from nuchal.clinic.oversight.checkup import examine

    sick = False
    for check in examine():
        click.echo(f"{'✓' if check.well else '✗'} {check.name}: {check.says}")
        if not check.well:
            sick = True
            click.echo(f"  {check.remedy}")
    sys.exit(1 if sick else 0)


def _weak(path: Path) -> int:
    """Name each published weakness of an installed package; 1 if there is one."""
    from nuchal.cli.advisories import installed, matching, read_advisories

    entries, packages = read_advisories(path), installed()
    found = list(matching(entries, packages))
    for one in found:
        click.echo(f"✗ {one.package} {one.version}: {one.id} {one.summary}".rstrip())
        click.echo(
            f"  {f'Fixed in {one.fixed}.' if one.fixed else 'The list names no version that mends it.'}"
        )
    click.echo(f"{len(entries)} advisories, {len(packages)} installed packages, {len(found)} matches")
    return 1 if found else 0
