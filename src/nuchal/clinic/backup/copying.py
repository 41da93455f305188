"""
Copy every row of one database into another, whatever kinds the two are, and prove that they say the same.

Rows are read and written through the models of the schema that both have, so what goes from SQLite to PostgreSQL and
back stays what it is. The digest of a table does not depend on the kind of database nor on the order of its rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import partial
from typing import Any

import msgspec
from django.core.management.color import no_style
from django.db import connections, models, transaction
from django.db.migrations.executor import MigrationExecutor

from nuchal.clinic.audit.chain import canonical
from nuchal.clinic.audit.row_digests import plain

Steps = list[tuple[str, str]]
"""Steps of the schema: app and name."""
Table = type[models.Model]
AT_ONCE = 500
HOLDS = 1 << 256


class Held(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a table holds: how many rows, and the digest of all of them."""

    rows: int
    digest: str


def steps_taken(alias: str) -> Steps:
    """The steps of the schema that a database has taken."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        return [(app, name) for app, name in cursor.fetchall()]


def take_steps(steps: Steps, alias: str) -> None:
    """Bring an empty database to a schema, without anything else that a start of the program does."""
    executor = MigrationExecutor(connections[alias])
    graph = executor.loader.graph
    known = {step for step in steps if step in graph.nodes}
    last = [
        step for step in sorted(known) if not known.intersection(n.key for n in graph.node_map[step].children)
    ]
    executor.migrate(last)


def tables_of(steps: Steps, alias: str) -> list[Table]:
    """The tables of a schema."""
    loader = MigrationExecutor(connections[alias]).loader
    nodes = [step for step in steps if step in loader.graph.nodes]
    state = loader.project_state(nodes, at_end=True)
    tables = [table for table in state.apps.get_models(include_auto_created=True) if table._meta.managed]
    for table in tables:
        for field in table._meta.concrete_fields:
            field.pre_save = partial(_as_it_is, field)  # type: ignore[method-assign]  # a copy computes nothing anew
    return sorted(tables, key=lambda table: table._meta.db_table)


def copy_rows(tables: Iterable[Table], *, source: str, target: str) -> None:
    """Copy every row of these tables; what a step of the schema wrote into the target goes first."""
    tables = list(tables)
    with transaction.atomic(using=target):
        if connections[target].vendor == "postgresql":
            # A step of the schema may have made them immediate; tables are copied in any order.
            with connections[target].cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in tables:
            written = table._base_manager.using(target).all()
            if written.exists():
                written._raw_delete(target)
        for table in tables:
            batch: list[models.Model] = []
            for row in _rows(table, source):
                batch.append(row)
                if len(batch) == AT_ONCE:
                    table._base_manager.using(target).bulk_create(batch)
                    batch = []
            table._base_manager.using(target).bulk_create(batch)
        _continue_numbers(tables, target)


def held_in(tables: Iterable[Table], alias: str) -> dict[str, Held]:
    """Table -> what it holds."""
    return {table._meta.db_table: _held(table, alias) for table in tables}


def _as_it_is(field: models.Field[Any, Any], row: models.Model, add: bool) -> Any:
    """The value that a row has: no moment of now, and nothing that the program derives."""
    return getattr(row, field.attname)


def _held(table: Table, alias: str) -> Held:
    rows = total = 0
    for row in _rows(table, alias):
        content = [plain(field.value_from_object(row)) for field in table._meta.concrete_fields]
        total += int.from_bytes(hashlib.sha256(canonical(content).encode()).digest())
        rows += 1
    return Held(rows=rows, digest=f"{total % HOLDS:064x}")


def _rows(table: Table, alias: str) -> Iterable[Any]:
    return table._base_manager.using(alias).order_by("pk").iterator(AT_ONCE)


def _continue_numbers(tables: list[Table], alias: str) -> None:
    """Rows that come later get numbers after those that were copied."""
    connection = connections[alias]
    statements = connection.ops.sequence_reset_sql(no_style(), tables)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
