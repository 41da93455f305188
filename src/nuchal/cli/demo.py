"""`nuchal demo`: load the demonstration, or begin it anew."""

from __future__ import annotations

import click

from nuchal.cli.django_clinic import get_ready, with_progress


@click.group()
def demo() -> None:
    """An invented clinic with invented clients, to try everything in."""


@demo.command()
def load() -> None:
    """Load the demonstration into an empty database."""
    get_ready(demo=True)
    from nuchal.clinic.demo.telling import loaded
    from nuchal.clinic.operations.serving import migrate

    migrate()
    click.echo(
        "\n".join(loaded(watched=with_progress)) or "It is loaded already; `nuchal demo reset` begins anew."
    )


@demo.command()
def reset() -> None:
    """Throw the demonstration away and load it anew."""
    get_ready(demo=True)
    from django.conf import settings

    from nuchal.clinic.demo.telling import loaded, thrown_away
    from nuchal.clinic.operations.data_lock import data_folder_lock
    from nuchal.clinic.operations.serving import migrate

    with data_folder_lock(settings.DATA, alone=True):
        thrown_away()
        migrate()
        click.echo("\n".join(loaded(watched=with_progress)))
