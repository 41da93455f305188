"""The database itself refuses to change or delete an event, on SQLite and on PostgreSQL."""

from __future__ import annotations

from typing import Any

_SQLITE_PROTECT = [
    f"CREATE TRIGGER audit_event_no_{verb.lower()} BEFORE {verb} ON audit_event "
    "BEGIN SELECT RAISE(ABORT, 'audit events are append-only'); END"
    for verb in ("UPDATE", "DELETE")
]
_SQLITE_UNPROTECT = [f"DROP TRIGGER IF EXISTS audit_event_no_{verb}" for verb in ("update", "delete")]
_POSTGRES_PROTECT = [
    "CREATE OR REPLACE FUNCTION audit_event_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'audit events are append-only'; END $$",
    "CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_event_append_only()",
]
_POSTGRES_UNPROTECT = ["DROP TRIGGER IF EXISTS audit_event_append_only ON audit_event"]


def protect(connection: Any) -> None:
    """From now on events can only be added."""
    _run(connection, _SQLITE_PROTECT if connection.vendor == "sqlite" else _POSTGRES_PROTECT)


def unprotect(connection: Any) -> None:
    """Undo `protect`; only a migration backwards and the tests call it."""
    _run(connection, _SQLITE_UNPROTECT if connection.vendor == "sqlite" else _POSTGRES_UNPROTECT)


def _run(connection: Any, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
