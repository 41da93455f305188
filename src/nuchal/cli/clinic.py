"""`nuchal clinic`: found a clinic, and make a key for it."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import click

from nuchal.cli.django_clinic import get_ready
from nuchal.errors import UsageError


@click.group()
def clinic() -> None:
    """Found a clinic; everything else is done in the browser."""


@clinic.command()
@click.argument("file", type=click.Path(path_type=Path))
def key(file: Path) -> None:
    """Write a new secret key into FILE, which must not exist yet."""
    try:
        file.touch(mode=0o600, exist_ok=False)
    except OSError as problem:
        raise UsageError(
            f"{file} cannot be made: {problem}", remedy="Name a file that is not there yet."
        ) from None
    file.write_text(secrets.token_urlsafe(64) + "\n", encoding="utf-8")
    click.echo(f"Set NUCHAL_SECRET_KEY_FILE={file.resolve()}")


@clinic.command()
@click.option("--name", prompt="Name of the clinic", help="Name of the clinic.")
@click.option("--time-zone", prompt="Time zone, such as America/Toronto", help="Time zone of the clinic.")
@click.option("--country", prompt="Country, two letters", help="Country, two letters.")
@click.option("--owner", prompt="Name of the owner", help="Name of the owner.")
@click.option("--email", prompt="E-mail of the owner", help="E-mail address of the owner.")
@click.option("--treats", is_flag=True, help="The owner is a therapist too.")
@click.option("--address", default="", help="How it is reached, if not at its first host name.")
def create(**about: Any) -> None:
    """Found a clinic and print the link with which its owner comes in; there is no default password."""
    get_ready()
    from nuchal.clinic.operations.serving import migrate
    from nuchal.clinic.people.founding import found

    migrate()
    link = found(**about)
    click.echo(f"The clinic is founded. {about['owner']} opens this link within seven days; it works once:")
    click.echo(link)
