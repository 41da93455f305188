"""The database itself refuses to change or delete what is append-only, on SQLite and on PostgreSQL."""

from __future__ import annotations

from typing import Any

EVENTS, DIGESTS = "audit_event", "audit_rowdigest"
APPEND_ONLY = {EVENTS: "audit events are append-only", DIGESTS: "digests of rows are append-only"}
"""Table -> what the database says to a program that wants to change it."""


def protect(connection: Any, *tables: str) -> None:
    """From now on rows of these tables (of all that are append-only, if none is named) can only be added."""
    for table in tables or APPEND_ONLY:
        _run(connection, _protecting(connection.vendor, table))


def unprotect(connection: Any, *tables: str) -> None:
    """Undo `protect`; only a migration backwards and the tests call it."""
    for table in tables or APPEND_ONLY:
        _run(connection, _freeing(connection.vendor, table))


def _protecting(vendor: str, table: str) -> list[str]:
    because = APPEND_ONLY[table]
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{because}'); END"
            for verb in ("UPDATE", "DELETE")
        ]
    return [
        f"CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{because}'; END $$",
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()",
    ]


def _freeing(vendor: str, table: str) -> list[str]:
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {table}_no_{verb}" for verb in ("update", "delete")]
    return [f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}"]


def _run(connection: Any, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
