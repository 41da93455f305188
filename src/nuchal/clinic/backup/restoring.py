"""
Restore a backup, made of SQLite or of PostgreSQL, into the database of this clinic.

Everything is unpacked, copied and proven in a scratch place first. Then the photos are put beside those that are here,
the database takes its place in one step, and what was here before is kept in a folder, or a schema, beside it.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.utils import DatabaseError
from django.utils import timezone

from nuchal.clinic.audit.actions import SYSTEM, note
from nuchal.clinic.audit.anchors import Anchor, anchors, drop_anchor, forget_anchors, no_anchors
from nuchal.clinic.audit.models import Action, Chain, Event
from nuchal.clinic.audit.verifying import verify
from nuchal.clinic.backup import encryption, package, snapshots
from nuchal.clinic.backup.copying import Held, copy_rows, held_in, steps_taken, tables_of, take_steps
from nuchal.clinic.backup.package import Manifest
from nuchal.clinic.backup.standing_in import BACKUP, read_as_backup
from nuchal.clinic.backup.swap import new_database
from nuchal.clinic.operations.data_lock import data_folder_lock
from nuchal.clinic.operations.serving import migrate
from nuchal.clinic.people.clients import Client
from nuchal.clinic.people.staff import Clinic, User
from nuchal.errors import BackupFailed, UsageError

OURS = ("people.0001_initial", "audit.0001_initial", "record.0001_initial")
"""Steps that every clinic has taken; a database without them is no clinic."""


@dataclass(slots=True, kw_only=True)
class Restored:
    """What was put back, where the old clinic lies, and what is not proven of it."""

    manifest: Manifest
    beside: Path | None = None
    clinics: int = 0
    events: int = 0
    unproven: list[str] = field(default_factory=list)


def restore(
    path: Path, *, replace: bool, private_key: Path | None = None, unproven: bool = False
) -> Restored:
    """
    Put a backup back. A clinic that is there is taken aside only where `replace` says so.

    `unproven` takes a backup that no key of this clinic sealed, or in which the audit does not hold, and tells so.
    """
    try:
        return _restored(path, replace=replace, private_key=private_key, unproven=unproven)
    except OSError as problem:
        raise BackupFailed(
            f"the backup could not be restored ({problem.strerror or problem})",
            remedy="Mend that, then try again.",
        ) from None


def _restored(path: Path, *, replace: bool, private_key: Path | None, unproven: bool) -> Restored:
    with data_folder_lock(settings.DATA, alone=True), _scratch() as scratch:
        folder = Path(scratch)
        whole = _decrypted(path, folder, private_key)
        done = Restored(manifest=package.check(whole))
        _refuse_unsealed(done, unproven)
        _refuse_newer(done.manifest)
        if not replace:
            _refuse_to_overwrite()
        beside = settings.DATA / f"before-{timezone.now():%Y%m%d-%H%M%S-%f}"
        package.unpack_database(whole, folder / "database")
        new = new_database(folder / "clinic.sqlite3", beside=beside)
        with read_as_backup(folder / "database"), no_anchors(), new:
            _fill(done)
            _prove(done, unproven)
            _note_restored(done)
            _put_photos_back(whole, done.manifest, beside)
        _tidy(done, beside)
        return done


def checked(path: Path, *, private_key: Path | None = None) -> Manifest:
    """Read a backup and compare every digest; nothing is changed."""
    with _scratch() as folder:
        return package.check(_decrypted(path, Path(folder), private_key))


def _scratch() -> tempfile.TemporaryDirectory[str]:
    """A folder on the disk of the data, so that a file of it can take another's place by being renamed."""
    return tempfile.TemporaryDirectory(prefix=".nuchal-restore-", dir=settings.DATA)


def _decrypted(path: Path, folder: Path, private_key: Path | None) -> Path:
    if not encryption.is_encrypted(path):
        return path
    if private_key is None:
        raise UsageError(
            f"{path} is encrypted", remedy="Name the file of its private key with --private-key."
        )
    encryption.decrypt(path, folder / "backup.zip", private_key)
    return folder / "backup.zip"


def _refuse_unsealed(done: Restored, unproven: bool) -> None:
    if done.manifest.is_genuine:
        return
    because = "no key in the file of the secret key has sealed this backup: another clinic made it, or it was altered"
    if not unproven:
        raise BackupFailed(
            because,
            remedy="Put the key of that clinic into the file as a further line, or say --unproven if you trust it.",
        )
    done.unproven.append(because)


def _refuse_newer(manifest: Manifest) -> None:
    known = {
        f"{app}.{name}" for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    }
    if unknown := sorted(set(manifest.migrations) - known):
        raise BackupFailed(
            f"this backup was made by Nuchal {manifest.nuchal}, which is newer ({unknown[0]} is not known here)",
            remedy="Bring Nuchal up to date first.",
        )


def _refuse_to_overwrite() -> None:
    if any(snapshots.rows_now(table) for table in (Clinic, Client, User, Event)):
        raise UsageError(
            f"there is a clinic here already ({snapshots.rows_now(Clinic)} clinics, "
            f"{snapshots.rows_now(Client)} clients)",
            remedy="Restore into an empty database, or say --replace: then what is here is taken aside.",
        )


def _fill(done: Restored) -> None:
    """The rows of the backup, in the schema that it was made with, and that schema brought up to date."""
    manifest = done.manifest
    try:
        steps = steps_taken(BACKUP)
        named = [f"{app}.{name}" for app, name in steps]
        if named != manifest.migrations or not set(OURS) <= set(named):
            raise BackupFailed("there is no clinic in this backup", remedy="Use a backup that Nuchal made.")
        take_steps(steps, "default")
        tables = tables_of(steps, "default")
        if held_in(tables, BACKUP) != manifest.tables:
            raise BackupFailed(
                "the database in this backup is not what its manifest says", remedy="Use another one."
            )
        copy_rows(tables, source=BACKUP, target="default")
        if wrong := _differing(manifest, held_in(tables, "default")):
            raise BackupFailed(
                f"rows changed while they were copied: {', '.join(wrong)}", remedy="Report this."
            )
        connection.check_constraints()
    except DatabaseError as problem:
        raise BackupFailed(
            f"the rows of this backup do not fit together ({type(problem).__name__})",
            remedy="Use another one.",
        ) from None
    migrate()


def _differing(manifest: Manifest, now: dict[str, Held]) -> list[str]:
    return sorted(table for table, held in manifest.tables.items() if now.get(table) != held)


def _prove(done: Restored, unproven: bool) -> None:
    for chain, broken in list(verify(with_anchors=False)):
        done.events += chain.sequence
        if broken is None:
            continue
        because = f"the audit of clinic {chain.pk} does not hold: {broken}"
        if not unproven:
            raise BackupFailed(
                because,
                remedy="It was broken when the backup was made, or the backup was changed; --unproven restores it.",
            )
        done.unproven.append(because)


def _note_restored(done: Restored) -> None:
    """An event in each clinic's chain, which names the anchor that it stands against from now on."""
    anchored = anchors()
    clinics = list(Clinic.objects.all())
    for clinic in clinics:
        old = anchored.get(clinic.pk)
        note(
            Action.WRITE, by=SYSTEM, clinic=clinic, subject=clinic, restored=True, made_at=done.manifest.made_at,
            instead_of=old.seal if isinstance(old, Anchor) else "", unproven=len(done.unproven),
        )  # fmt: skip
    done.clinics = len(clinics)


def _put_photos_back(path: Path, manifest: Manifest, beside: Path) -> None:
    """
    Photos of the backup lie beside those that are here, before the database takes its place.

    The name of a photo is never used twice, so one that is here is the same; where it is not, it is taken aside.
    """
    for name, content in package.photos_in(path, manifest.photos):
        if default_storage.exists(name):
            with default_storage.open(name) as here:
                if package.digest_of(here) == manifest.sha256[package.FILES + name]:
                    continue
            _take_aside(name, beside)
        kept = default_storage.save(name, File(content))
        if kept != name:
            raise BackupFailed(f"{name} could not be put back", remedy="Stop the clinic, and restore again.")


def _tidy(done: Restored, beside: Path) -> None:
    """What the new clinic does not know goes aside: photos, and anchors of the clinic that was here."""
    for name in sorted(_photos_here() - snapshots.photos_named()):
        _take_aside(name, beside)
    chains = list(Chain.objects.all())
    for chain in chains:
        drop_anchor(chain)
    forget_anchors(but={chain.pk for chain in chains})
    done.beside = beside if connection.vendor != "sqlite" or beside.is_dir() else None


def _photos_here(folder: str = "") -> set[str]:
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return set()
    found = {f"{folder}/{name}".lstrip("/") for name in names}
    return found.union(*(_photos_here(f"{folder}/{one}".lstrip("/")) for one in folders))


def _take_aside(name: str, beside: Path) -> None:
    target = beside / "files" / name
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    target.touch(mode=0o600)
    with default_storage.open(name) as content, target.open("wb") as opened:
        shutil.copyfileobj(content, opened)
    default_storage.delete(name)
