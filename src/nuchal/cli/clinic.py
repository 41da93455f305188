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
@click.option(
    "--renew", is_flag=True, help="FILE holds a key: put a new one before it, and keep the old one."
)
def key(file: Path, renew: bool) -> None:
    """
    Write a new secret key into FILE, which must not exist yet.

    With --renew, FILE keeps its former keys on further lines. Restart the server, then run `nuchal clinic rekey`.
    """
    if renew:
        _renew(file)
        click.echo(f"{file} has a new key. Restart the server, then run: nuchal clinic rekey")
        return
    _write_new(file, secrets.token_urlsafe(64) + "\n")
    click.echo(f"Set NUCHAL_SECRET_KEY_FILE={file.resolve()}")


@clinic.command()
@click.option("--demo", is_flag=True, help="Do it in the demonstration.")
def rekey(demo: bool) -> None:
    """
    Seal the audit, and encrypt second factors and unsent messages, with the first line of the secret key file.

    Afterwards the further lines can be deleted; people who signed in under a former key sign in again. Exit code 1
    where the audit does not hold: then nothing is changed.
    """
    get_ready(demo=demo)
    from allauth.mfa.models import Authenticator

    from nuchal.clinic.access.factors import encrypt_anew
    from nuchal.clinic.audit.resealing import reseal
    from nuchal.clinic.notices.actions import encrypt_anew as encrypt_notices

    rows = reseal()
    factors, notices = encrypt_anew(Authenticator.objects), encrypt_notices()
    click.echo(
        f"{rows} rows of the record are sealed, {factors} second factors and {notices} unsent messages encrypted "
        "with the new key."
    )
    click.echo(
        "The further lines of the secret key file can be deleted now; keep them for backups made before."
    )


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


@clinic.command("backup-key")
@click.argument("file", type=click.Path(path_type=Path))
def backup_key(file: Path) -> None:
    """
    Make a pair of keys for backups: the private one goes into FILE, the public one is printed.

    Keep FILE away from the server: only `restore` needs it. Without it an encrypted backup is lost. The program age
    opens a backup with it too.
    """
    from nuchal.clinic.backup.encryption import new_keys

    private, public = new_keys()
    _write_new(file, f"# public key: {public}\n{private}\n")
    click.echo(f"Make backups with --public-key {public}")


@clinic.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--public-key", default="", help="Encrypt FILE for this key; `nuchal clinic backup-key` makes one."
)
@click.option("--demo", is_flag=True, help="Back the demonstration up.")
def backup(file: Path, public_key: str, demo: bool) -> None:
    """
    Write the whole clinic into FILE, which must not exist yet: database and photos of one moment.

    The clinic may go on meanwhile. FILE holds health data, and is encrypted only with --public-key: keep it away from
    this machine. The secret key is not in it, and is needed to restore it. Exit codes: 2 wrong call, 7 no backup made.
    """
    get_ready(demo=demo)
    from nuchal.clinic.backup.making import make

    made = make(file, public_key=public_key)
    photos, how = len(made.manifest.photos), "encrypted" if public_key else "not encrypted"
    click.echo(
        f"{file}: {made.manifest.rows} rows and {photos} photos, {made.size / 1e6:.1f} MB, {how}, "
        "written and read again."
    )
    for name in made.manifest.photos_not_found:
        click.echo(f"! the record names the photo {name}, which is not on the disk", err=True)


@clinic.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Take the clinic that is here aside, and restore in its place.")
@click.option(
    "--private-key", type=click.Path(path_type=Path), help="The file that opens an encrypted backup."
)
@click.option(
    "--unproven", is_flag=True, help="Restore what no key of this clinic sealed, or what does not hold."
)
@click.option("--only-check", is_flag=True, help="Read FILE and compare every digest; change nothing.")
@click.option("--demo", is_flag=True, help="Restore into the demonstration.")
def restore(
    file: Path, replace: bool, private_key: Path | None, unproven: bool, only_check: bool, demo: bool
) -> None:
    """
    Put the clinic back that `nuchal clinic backup` wrote into FILE, on SQLite or on PostgreSQL. Stop the server first.

    The backup is copied and proven in a scratch place: its seal, the rows of every table, the audit. Only then it takes
    the place of what is here, in one step. Exit codes: 2 wrong call, or a clinic is here already; 7 FILE is not whole,
    or does not fit here.
    """
    get_ready(demo=demo)
    if only_check:
        from nuchal.clinic.backup.restoring import checked

        whole = checked(file, private_key=private_key)
        click.echo(f"{file}: whole, made {whole.made_at} by Nuchal {whole.nuchal} of {whole.engine}.")
        click.echo(
            "A key of this clinic sealed it." if whole.is_genuine else "No key of this clinic sealed it."
        )
        return
    from nuchal.clinic.backup.restoring import restore as put_back

    done = put_back(file, replace=replace, private_key=private_key, unproven=unproven)
    click.echo(
        f"Restored {done.clinics} clinics of {done.manifest.made_at}: {done.manifest.rows} rows, "
        f"{len(done.manifest.photos)} photos. {done.events} events of the audit were verified."
    )
    for because in done.unproven:
        click.echo(f"! {because}", err=True)
    if done.beside is not None:
        click.echo(
            f"What was here before is kept in {done.beside}. Delete it once you do not need it: it holds health data."
        )
    click.echo("Clients who were erased after that moment are back: erase them again.")


@clinic.command()
@click.option("--demo", is_flag=True, help="Do it in the demonstration.")
def vacuum(demo: bool) -> None:
    """Write the database files anew without the rows of erased clients, where an erasure found the tables in use."""
    get_ready(demo=demo)
    from nuchal.clinic.rights.erasing import clear_the_disk

    clear_the_disk()
    click.echo(
        "The tables are written anew. Backups, replicas and PostgreSQL's write-ahead log keep what they hold."
    )


def _renew(file: Path) -> None:
    """A new first line; the file is whole at every moment."""
    try:
        former = file.read_text(encoding="utf-8")
        draft = file.with_name(f".{file.name}.draft")
        draft.touch(mode=0o600)
        draft.write_text(f"{secrets.token_urlsafe(64)}\n{former}", encoding="utf-8")
        draft.replace(file)
    except (OSError, UnicodeDecodeError) as problem:
        raise UsageError(f"{file} cannot be renewed: {problem}", remedy="Name the file of the key.") from None


def _write_new(file: Path, text: str) -> None:
    try:
        file.touch(mode=0o600, exist_ok=False)
        file.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise UsageError(
            f"{file} cannot be made: {problem}", remedy="Name a file that is not there yet."
        ) from None
