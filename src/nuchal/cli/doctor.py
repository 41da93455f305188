"""`nuchal doctor`: is everything in place to run the clinic?"""

from __future__ import annotations

import sys

import click

from nuchal.cli.django_clinic import get_ready
from nuchal.errors import NuchalError


@click.command()
@click.option("--demo", is_flag=True, help="Look at the demonstration.")
def doctor(demo: bool) -> None:
    """Check settings, database, knowledge, files and clock of the web clinic; exit code 1 if something is wrong."""
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
