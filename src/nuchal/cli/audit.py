"""`nuchal audit`: does the chain of events hold?"""

from __future__ import annotations

import sys

import click

from nuchal.cli.django_clinic import get_ready


@click.group()
def audit() -> None:
    """What was written down about who did what."""


@audit.command()
@click.option("--demo", is_flag=True, help="Look at the demonstration.")
def verify(demo: bool) -> None:
    """Walk every clinic's chain of events; name the first link that does not hold. Exit code 1 if there is one."""
    get_ready(demo=demo)
    from nuchal.clinic.audit.verifying import verify as chains

    broken_somewhere = False
    for chain, broken in chains():
        if broken is None:
            click.echo(f"✓ clinic {chain.clinic_id}: {chain.sequence} events hold")
        else:
            broken_somewhere = True
            click.echo(f"✗ clinic {chain.clinic_id}: event {broken.sequence}: {broken.because}")
    sys.exit(1 if broken_somewhere else 0)
