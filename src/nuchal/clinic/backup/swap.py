"""
Put a restored database in the place of the one that is here, in one step, and keep the old one beside.

On SQLite the step is one rename of a file that is whole and on the disk; on PostgreSQL it is one transaction. A program
that is killed leaves the old database or the new one, never a mix.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection, transaction

from nuchal.clinic.backup.standing_in import standing_in
from nuchal.errors import BackupFailed

ENDINGS = ("-wal", "-shm", "-journal")


@contextmanager
def new_database(scratch: Path, *, beside: Path) -> Iterator[None]:
    """
    An empty database is the default one inside; on leaving it takes the place of the one that is here.

    Where anything is raised inside, the one that is here stays what it was. The old one goes to the folder `beside`, or
    into the schema of that name.
    """
    if connection.vendor == "sqlite":
        own = Path(connection.settings_dict["NAME"])
        with standing_in(scratch):
            yield
        _swap_files(scratch, own, beside)
    else:
        _refuse_others()
        with transaction.atomic():
            _move_aside(beside.name.replace("-", "_"))
            yield


def _swap_files(new: Path, own: Path, beside: Path) -> None:
    connection.close()
    _fold(new)
    if own.exists():
        _fold(own)
        beside.mkdir(mode=0o700, exist_ok=True)
        os.link(own, beside / own.name)
    own.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new.chmod(0o600)
    new.replace(own)
    _to_disk(own.parent)


def _fold(path: Path) -> None:
    """Put everything into the one file, on the disk, with no log beside it."""
    with closing(sqlite3.connect(path, timeout=60)) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        mode = opened.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
    if mode != "delete":
        raise BackupFailed(f"{path} is open in another program", remedy="Stop the server, and restore again.")
    _to_disk(path)


def _to_disk(path: Path) -> None:
    held = os.open(path, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)


def _refuse_others() -> None:
    """The lock of the data folder does not see a server on another machine; PostgreSQL does."""
    pool = getattr(connection, "pool", None)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND backend_type = 'client backend'"
        )
        others = cursor.fetchone()[0] - (pool.get_stats()["pool_size"] if pool else 1)
    if others > 0:
        raise BackupFailed(
            f"{others} other connections to the database are open",
            remedy="Stop every server of this clinic, and restore again.",
        )


def _move_aside(schema: str) -> None:
    """The tables that are here go into a schema of their own, as they are."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        if not tables:
            return
        cursor.execute(f"CREATE SCHEMA {connection.ops.quote_name(schema)}")
        for table in tables:
            name, target = connection.ops.quote_name(table), connection.ops.quote_name(schema)
            cursor.execute(f"ALTER TABLE {name} SET SCHEMA {target}")
