"""Make a backup: database and photos of one moment, in one file that is read again before it counts."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DatabaseError
from django.utils import timezone

from nuchal import __version__
from nuchal.clinic.audit.actions import SYSTEM, note
from nuchal.clinic.audit.models import Action
from nuchal.clinic.backup import encryption, package, snapshots
from nuchal.clinic.backup.package import DATABASE, FILES, FORMAT, Manifest
from nuchal.clinic.operations.interruptions import told_of
from nuchal.clinic.operations.views import pending_migrations
from nuchal.clinic.people.staff import Clinic
from nuchal.errors import BackupFailed, UsageError

TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A backup that was written and read again."""

    path: Path
    manifest: Manifest
    size: int


def make(path: Path, *, public_key: str = "") -> Made:
    """
    Write a backup into a new file that only its owner may read; the clinic may go on meanwhile.

    With a public key it is encrypted, and nothing of it is written in the clear outside the data folder.
    """
    if path.exists():
        raise UsageError(f"{path} is there already", remedy="Name a file that is not there yet.")
    if not path.parent.is_dir():
        raise UsageError(f"{path.parent} is no folder", remedy="Make the folder first.")
    try:
        manifest = _written(path, public_key)
    except OSError as problem:
        raise BackupFailed(
            f"{path} could not be written ({problem.strerror or problem})",
            remedy="Mend that, then try again.",
        ) from None
    except (DatabaseError, sqlite3.Error, psycopg.Error) as problem:
        told = told_of(problem)
        raise BackupFailed(
            f"no backup was made: {told.message if told else problem}", remedy=told.remedy if told else ""
        ) from problem
    made = Made(path=path, manifest=manifest, size=path.stat().st_size)
    if pending_migrations():
        return made  # the schema is an older one, made ready for an update; its chain cannot be written yet
    for clinic in Clinic.objects.all():
        note(
            Action.EXPORT, by=SYSTEM, clinic=clinic, subject=clinic, backup=True, photos=len(manifest.photos),
            encrypted=bool(public_key),
        )  # fmt: skip
    return made


def _written(path: Path, public_key: str) -> Manifest:
    with (
        tempfile.TemporaryDirectory(prefix=".nuchal-backup-", dir=settings.DATA) as scratch,
        tempfile.TemporaryDirectory(prefix=".nuchal-backup-", dir=path.parent) as beside,
    ):
        draft = Path(scratch if public_key else beside) / "draft.zip"
        draft.touch(mode=0o600)
        _write(draft, Path(scratch) / "database")
        manifest = package.check(draft)
        if public_key:
            plain, draft = draft, Path(beside) / "draft.age"
            encryption.encrypt(plain, draft, public_key)
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.rename(path)
    return manifest


def _write(draft: Path, database: Path) -> None:
    """A photo that was erased while the backup was made is not in the next try's snapshot any more."""
    for _ in range(TRIES):
        database.unlink(missing_ok=True)
        snapshot = snapshots.take(database)
        digests, missing = _pack(draft, database, snapshot)
        if not missing - snapshots.photos_named():
            break
    else:
        raise BackupFailed("photos went while they were copied", remedy="Try again.")
    manifest = Manifest(
        format=FORMAT,
        made_at=timezone.now().isoformat(timespec="seconds"),
        nuchal=__version__,
        engine=snapshots.engine(),
        migrations=[f"{app}.{name}" for app, name in snapshot.steps],
        tables=snapshot.tables,
        anchors=snapshot.anchors,
        sha256=digests,
        photos_not_found=sorted(missing),
    )
    with zipfile.ZipFile(draft, "a", zipfile.ZIP_DEFLATED) as packed:
        package.add_manifest(packed, package.sealed(manifest))


def _pack(draft: Path, database: Path, snapshot: snapshots.Snapshot) -> tuple[dict[str, str], set[str]]:
    digests: dict[str, str] = {}
    missing: set[str] = set()
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as packed:
        with database.open("rb") as content:
            digests[DATABASE] = package.add(packed, DATABASE, content)
        for name in sorted(snapshot.photos):
            try:
                with default_storage.open(name) as photo:
                    digests[FILES + name] = package.add(packed, FILES + name, photo)
            except FileNotFoundError:
                missing.add(name)
    return digests, missing
