"""`nuchal worker`: send what is in the outbox."""

from __future__ import annotations

import click

from nuchal.cli.django_clinic import get_ready


@click.command()
@click.option("--once", is_flag=True, help="Send what is due now, then stop.")
@click.option("--demo", is_flag=True, help="Send for the demonstration.")
def worker(once: bool, demo: bool) -> None:
    """
    Send the clinic's messages as they become due, until it is stopped.

    `nuchal serve` runs one already; start more where one is not enough, or where the server runs without. Several may
    run at once, on one machine or on several with one PostgreSQL database.
    """
    get_ready(demo=demo)
    from nuchal.clinic.notices import loop

    if once:
        click.echo(f"{loop.run_once()} messages were taken up.")
    else:
        loop.run_until_stopped()
