"""Restore a backup: check it, refuse to overwrite a clinic, put everything back, and prove that it is the same."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from nuchal.clinic.audit.actions import SYSTEM, note
from nuchal.clinic.audit.models import Action
from nuchal.clinic.audit.verifying import verify
from nuchal.clinic.backup import package, snapshots
from nuchal.clinic.backup.package import Manifest
from nuchal.clinic.operations.serving import migrate
from nuchal.clinic.people.staff import Clinic
from nuchal.errors import BackupFailed, UsageError

TELLS_OF_A_CLINIC = ("people_clinic", "people_client", "people_user", "audit_event")


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was put back."""

    manifest: Manifest
    clinics: int
    events: int


def restore(path: Path, *, replace: bool) -> Restored:
    """Put a backup back. A clinic that is there is overwritten only where `replace` says so."""
    manifest = package.check(path)
    _refuse_other_database(manifest)
    _refuse_newer(manifest)
    if not replace:
        _refuse_to_overwrite()
    before = snapshots.photos_named_now()
    with tempfile.TemporaryDirectory(prefix=".nuchal-restore-", dir=settings.DATA) as folder:
        database = Path(folder) / "database"
        package.unpack_database(path, database)
        snapshots.put_back(database)
    _compare(manifest)
    try:
        _put_photos_back(path, manifest, before=before)
    except OSError as problem:
        raise BackupFailed(
            f"the database is back, and photos are not ({problem.strerror or problem})",
            remedy="Mend that before the clinic starts, and restore again with --replace.",
        ) from None
    migrate()
    return _proven(manifest)


def _refuse_other_database(manifest: Manifest) -> None:
    if manifest.engine != snapshots.engine():
        raise BackupFailed(
            f"this backup is of {manifest.engine}, and NUCHAL_DATABASE names {snapshots.engine()}",
            remedy="Restore it into the kind of database that it was made of.",
        )


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
    rows = snapshots.rows_now()
    held = {table: rows[table] for table in TELLS_OF_A_CLINIC if rows.get(table)}
    if held:
        raise UsageError(
            f"there is a clinic here already ({rows.get('people_clinic', 0)} clinics, "
            f"{rows.get('people_client', 0)} clients)",
            remedy="Restore into an empty database, or say --replace: then all that is here is lost.",
        )


def _compare(manifest: Manifest) -> None:
    now = snapshots.rows_now()
    wrong = sorted(table for table, count in manifest.rows.items() if now.get(table) != count)
    if wrong:
        raise BackupFailed(
            f"after restoring, tables have other rows than the backup: {', '.join(wrong)}",
            remedy="Is the clinic still running? Stop it, and restore again.",
        )


def _put_photos_back(path: Path, manifest: Manifest, *, before: set[str]) -> None:
    """Photos of the backup take their place; photos that were here before and that no row names any more go."""
    names = manifest.photos
    for name, content in package.photos_in(path, names):
        default_storage.delete(name)
        kept = default_storage.save(name, File(content))
        if kept != name:
            raise BackupFailed(f"{name} could not be put back", remedy="Stop the clinic, and restore again.")
    for name in before - {*names, *manifest.photos_not_found}:
        default_storage.delete(name)


def _proven(manifest: Manifest) -> Restored:
    connection.close()
    chains = list(verify())
    for chain, broken in chains:
        if broken is not None:
            raise BackupFailed(
                f"everything is back, but the audit of clinic {chain.clinic_id} is broken at event "
                f"{broken.sequence}: {broken.because}",
                remedy="It was broken when the backup was made, or somebody changed the backup.",
            )
    clinics = list(Clinic.objects.all())
    for clinic in clinics:
        note(Action.WRITE, by=SYSTEM, clinic=clinic, subject=clinic, restored=True, made_at=manifest.made_at)
    return Restored(
        manifest=manifest, clinics=len(clinics), events=sum(chain.sequence for chain, _ in chains)
    )
