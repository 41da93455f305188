"""
The database of one moment, while the clinic goes on: by SQLite's own online backup, or by pg_dump.

What a snapshot holds is counted inside it, and never in the database that goes on.
"""

from __future__ import annotations

import re
import sqlite3
import subprocess
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, models

from nuchal.errors import BackupFailed

BUSY = 60.0
"""Seconds to wait for a writer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What a snapshot holds: rows per table, steps of the schema, and the photos that its rows name."""

    rows: dict[str, int]
    migrations: list[str]
    photos: set[str]


def engine() -> str:
    """Which database this is, as a backup names it."""
    return str(connection.vendor)


def take(target: Path) -> Snapshot:
    """Write the database of this moment into a file."""
    return _take_sqlite(target) if engine() == "sqlite" else _take_postgresql(target)


def put_back(source: Path) -> None:
    """Make the database what it was in the file, in one step: all of it, or nothing is changed."""
    connection.close()
    if engine() == "sqlite":
        _put_back_sqlite(source)
    else:
        _put_back_postgresql(source)


def rows_now() -> dict[str, int]:
    """Rows per table in the database that goes on."""
    with connection.cursor() as cursor:
        return _counted(cursor, connection.introspection.table_names(cursor))


def photos_named_now() -> set[str]:
    """The photos that rows of the database that goes on name."""
    with connection.cursor() as cursor:
        return _photos(cursor, set(connection.introspection.table_names(cursor)))


def _take_sqlite(target: Path) -> Snapshot:
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
        cursor = copy.cursor()
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        return _held(cursor, [row[0] for row in cursor.fetchall()])


def _take_postgresql(target: Path) -> Snapshot:
    """A transaction that sees one moment lends it to pg_dump, so that both see the same."""
    with closing(connection.copy()) as lending, lending.cursor() as cursor:
        cursor.execute("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        lent = cursor.fetchone()[0]
        _run(
            "pg_dump",
            f"--dbname={_address(target.parent)}",
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--snapshot={lent}",
            f"--file={target}",
        )
        held = _held(cursor, lending.introspection.table_names(cursor))
        cursor.execute("COMMIT")
    return held


def _put_back_sqlite(source: Path) -> None:
    name = Path(connection.settings_dict["NAME"])
    name.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with closing(sqlite3.connect(source)) as copy, closing(sqlite3.connect(name, timeout=BUSY)) as target:
        copy.backup(target)
        target.execute("PRAGMA journal_mode=WAL")


def _put_back_postgresql(source: Path) -> None:
    """One script in one transaction: tables of ours that are there go first, whatever version made them."""
    script = source.with_suffix(".sql")
    _run(
        "pg_restore",
        "--clean",
        "--if-exists",
        "--no-owner",
        "--no-privileges",
        f"--file={script}",
        str(source),
    )
    with connection.cursor() as cursor:
        there = connection.introspection.table_names(cursor)
    connection.close()
    ours = {*connection.introspection.django_table_names(), "django_migrations", "cache_entry"}
    gone = ", ".join(connection.ops.quote_name(table) for table in sorted(ours.intersection(there)))
    clear = [f"--command=DROP TABLE IF EXISTS {gone} CASCADE"] if gone else []
    quiet = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    _run("psql", f"--dbname={_address(source.parent)}", *quiet, *clear, f"--file={script}")


def _address(folder: Path) -> str:
    """Where the database is, as its own programs read it; the password stands in a file of this folder only."""
    # psycopg is installed only where the records lie in PostgreSQL.
    from psycopg.conninfo import make_conninfo
    from psycopg.pq import Conninfo

    words = {known.keyword.decode() for known in Conninfo.get_defaults()}
    named = {name: value for name, value in connection.get_connection_params().items() if name in words}
    if password := named.pop("password", ""):
        secret = folder / "password"
        secret.touch(mode=0o600)
        told = re.sub(r"([\\:])", r"\\\1", str(password))
        secret.write_text(f"*:*:*:*:{told}\n", encoding="utf-8")
        named["passfile"] = str(secret)
    return make_conninfo(**named)


def _run(*command: str) -> None:
    """One of the database's own programs."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise BackupFailed(
            f"{command[0]} is not installed",
            remedy="Install it; on Debian: apt-get install postgresql-client",
        ) from None
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise BackupFailed(
            f"{command[0]} says: {said[0] if said else 'nothing'}", remedy="Mend that, then try again."
        )


def _held(cursor: Any, tables: list[str]) -> Snapshot:
    cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
    migrations = [f"{app}.{name}" for app, name in cursor.fetchall()]
    return Snapshot(rows=_counted(cursor, tables), migrations=migrations, photos=_photos(cursor, set(tables)))


def _counted(cursor: Any, tables: Iterable[str]) -> dict[str, int]:
    counted = {}
    for table in sorted(tables):
        cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")
        counted[table] = int(cursor.fetchone()[0])
    return counted


def _photos(cursor: Any, tables: set[str]) -> set[str]:
    found: set[str] = set()
    for table in apps.get_models():
        for field in table._meta.concrete_fields:
            if isinstance(field, models.FileField) and table._meta.db_table in tables:
                column, place = (
                    connection.ops.quote_name(n) for n in (str(field.column), table._meta.db_table)
                )
                cursor.execute(f"SELECT {column} FROM {place} WHERE {column} <> ''")
                found |= {row[0] for row in cursor.fetchall()}
    return found
