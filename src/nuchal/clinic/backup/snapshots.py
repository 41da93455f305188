"""
The database of one moment, as one SQLite file, while the clinic goes on.

SQLite is copied by its own online backup; PostgreSQL is read in one transaction that sees one moment. What a snapshot
holds is counted inside it, and never in the database that goes on.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, connections, models, transaction
from django.db.models import Model

from nuchal.clinic.audit.anchors import Anchor, anchor_of
from nuchal.clinic.audit.models import Chain
from nuchal.clinic.backup.copying import (
    Held,
    Steps,
    Table,
    copy_rows,
    held_in,
    steps_taken,
    tables_of,
    take_steps,
)
from nuchal.clinic.backup.standing_in import BACKUP, LIVE, read_as_backup, standing_in
from nuchal.errors import BackupFailed

SEALED = ("audit", "0004_seals")
"""The step of the schema that gave chains their seals."""
BUSY = 60.0
"""Seconds to wait for a writer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What a snapshot holds: the rows of each table, steps of the schema, photos that rows name, ends of the chains."""

    tables: dict[str, Held]
    steps: Steps
    photos: set[str]
    anchors: list[Anchor]


def engine() -> str:
    """Which database this is, as a backup names it."""
    return str(connection.vendor)


def take(target: Path) -> Snapshot:
    """Write the database of this moment into an SQLite file that is not there yet."""
    if engine() == "sqlite":
        _copy_file(target)
    else:
        _copy_moment(target)
    with read_as_backup(target):
        steps = steps_taken(BACKUP)
        tables = tables_of(steps, BACKUP)
        sealed = SEALED in steps  # a backup is made before an update, too
        chains = Chain.objects.using(BACKUP).order_by("pk") if sealed else ()
        return Snapshot(
            tables=held_in(tables, BACKUP),
            steps=steps,
            photos=_photos(tables, BACKUP),
            anchors=[anchor_of(chain) for chain in chains],
        )


def rows_now(table: type[Model]) -> int:
    """How many rows a table of the database that goes on has; none where it has no such table."""
    if table._meta.db_table not in connection.introspection.table_names():
        return 0
    return table._base_manager.count()


def photos_named(alias: str = "default") -> set[str]:
    """The photos that rows name, whichever schema the database has."""
    return _photos(tables_of(steps_taken(alias), alias), alias)


def _photos(tables: Iterable[Table], alias: str) -> set[str]:
    found: set[str] = set()
    for table in tables:
        for field in table._meta.concrete_fields:
            if isinstance(field, models.FileField):
                named = table._base_manager.using(alias).exclude(**{field.name: ""})
                found |= {str(name) for name in named.values_list(field.name, flat=True) if name}
    return found


def _copy_file(target: Path) -> None:
    name = Path(connection.settings_dict["NAME"]).resolve()
    with (
        closing(sqlite3.connect(f"{name.as_uri()}?mode=ro", uri=True, timeout=BUSY)) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        found = copy.execute("PRAGMA integrity_check").fetchone()[0]
        if found != "ok":
            raise BackupFailed(f"the database is damaged: {found}", remedy="Restore an earlier backup.")


def _copy_moment(target: Path) -> None:
    """PostgreSQL shows one moment to a transaction that asks for it first of all."""
    with standing_in(target):
        steps = steps_taken(LIVE)
        take_steps(steps, "default")
        with transaction.atomic(using=LIVE):
            with connections[LIVE].cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            copy_rows(tables_of(steps, "default"), source=LIVE, target="default")
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=DELETE")
