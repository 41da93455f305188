"""`nuchal clinic`: found a clinic, make a key for it, back it up and restore it."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import click

from nuchal.cli.django_clinic import get_ready
from nuchal.errors import UsageError


@click.group()
def clinic() -> None:
    """Found a clinic, back it up, restore it; everything else is done in the browser."""


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


@clinic.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--demo", is_flag=True, help="Back the demonstration up.")
def backup(file: Path, demo: bool) -> None:
    """
    Write the whole clinic into FILE, which must not exist yet: database and photos of one moment.

    The clinic may go on meanwhile. FILE holds health data and is not encrypted: keep it on a disk that is, and away
    from this machine. The secret key is not in it. Exit codes: 2 wrong call, 7 no backup was made.
    """
    get_ready(demo=demo)
    from nuchal.clinic.backup.making import make

    made = make(file)
    rows, photos = sum(made.manifest.rows.values()), len(made.manifest.photos)
    click.echo(f"{file}: {rows} rows and {photos} photos, {made.size / 1e6:.1f} MB, written and read again.")
    for name in made.manifest.photos_not_found:
        click.echo(f"! the record names the photo {name}, which is not on the disk", err=True)


@clinic.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Overwrite the clinic that is here; all of it is lost.")
@click.option("--only-check", is_flag=True, help="Read FILE and compare every digest; change nothing.")
@click.option("--demo", is_flag=True, help="Restore into the demonstration.")
def restore(file: Path, replace: bool, only_check: bool, demo: bool) -> None:
    """
    Put the clinic back that `nuchal clinic backup` wrote into FILE. Stop the server first.

    Every digest is compared before anything is changed; afterwards the rows of every table are counted and the audit is
    verified. Exit codes: 2 wrong call, or a clinic is here already; 7 FILE is not whole, or does not fit here.
    """
    get_ready(demo=demo)
    if only_check:
        from nuchal.clinic.backup.package import check

        whole = check(file)
        click.echo(f"{file}: whole, made {whole.made_at} by Nuchal {whole.nuchal} of {whole.engine}.")
        return
    from nuchal.clinic.backup.restoring import restore as put_back

    done = put_back(file, replace=replace)
    click.echo(
        f"Restored {done.clinics} clinics of {done.manifest.made_at}: {sum(done.manifest.rows.values())} rows, "
        f"{len(done.manifest.photos)} photos. {done.events} events of the audit hold."
    )
    click.echo("Who was erased after that moment is back: erase them again.")
