"""
Erase everything about one client, for good: the only way in which rows of the record go.

What stays are the events of the audit. They name the client by a number that leads nowhere any more, and no health.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.audit.actions import note
from nuchal.clinic.audit.models import Action, Event
from nuchal.clinic.people.clients import Client
from nuchal.clinic.people.staff import User
from nuchal.clinic.rights.copying import files_of
from nuchal.clinic.rights.reach import Table, children_first, rows_about, words_for
from nuchal.errors import NuchalError

LOG = logging.getLogger("nuchal.rights")
STAYS: frozenset[Table] = frozenset({Event})
"""Append-only: the database refuses to delete them."""
PATIENCE_SECONDS = 20
"""How long the rewriting of one table waits for other work on it."""


class NotErased(NuchalError):
    """A client cannot be erased now; what is wrong can be mended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """How many rows of one table are about a client."""

    words: str
    count: int


def what_goes(client: Client) -> list[Holding]:
    """What an erasure deletes, the client first."""
    tables = [table for table in reversed(children_first()) if table not in STAYS]
    counted = [(table, rows_about(table, client).count()) for table in tables]
    return [Holding(words=words_for(table, count), count=count) for table, count in counted if count]


def what_stays(client: Client) -> int:
    """How many events of the audit stay."""
    return rows_about(Event, client).count()


@transaction.atomic
def erase(client: Client, *, by: User, early: bool) -> dict[str, int]:
    """
    Delete every row and every file about an archived client; gives how many rows of which table.

    Files go last, inside the transaction and after the database has agreed: if one cannot be deleted, all rows stay and
    it can be tried again.
    """
    if not by.can(Permission.ERASE, client.clinic_id):
        raise PermissionDenied
    locked = Client.objects.select_for_update().select_related("clinic").filter(pk=client.pk).first()
    if locked is None or locked.archived_at is None:
        raise NotErased(_("only an archived client can be erased"), remedy=_("Archive the client first."))
    if locked.united_into_id is not None:
        raise NotErased(
            _("this record is united with another"),
            remedy=_("Erase the record that is used, which erases both, or separate the two first."),
        )
    files = [(file.storage, file.name) for file in files_of(locked)]
    tables = [table for table in children_first() if table not in STAYS]
    gone = {table._meta.label: _deleted(table, locked) for table in tables}
    note(
        Action.ERASE, by=by, clinic=locked.clinic_id, subject=client, client=client, early=early,
        rows={label: count for label, count in sorted(gone.items()) if count}, files=len(files),
    )  # fmt: skip
    connection.check_constraints()
    _delete_files(files)
    transaction.on_commit(partial(_clear_the_disk, [table._meta.db_table for table in tables]), robust=True)
    return gone


def _deleted(table: Table, client: Client) -> int:
    rows = list(rows_about(table, client).values_list("pk", flat=True))
    table._default_manager.filter(pk__in=rows).delete()
    return len(rows)


def _delete_files(files: list[tuple[Any, str | None]]) -> None:
    for storage, name in files:
        try:
            storage.delete(name)
        except OSError as problem:
            raise NotErased(
                _("a photo could not be deleted (%(problem)s), so the record is still there")
                % {"problem": type(problem).__name__},
                remedy=_("Ask whoever runs the server to look at the folder of photos, then try again."),
            ) from None


def _clear_the_disk(tables: list[str]) -> None:
    """
    Write the tables anew without what was erased: old versions of a row stay in a database file until then.

    SQLite overwrites what it deletes (`secure_delete`), which is no help against pages of an earlier version of this
    program; so the whole file is written anew and its log emptied. PostgreSQL rewrites each table, and samples it anew,
    since its statistics hold values of rows.
    """
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("VACUUM")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                if cursor.fetchone()[0]:
                    LOG.warning("the log of the database was in use and was not emptied after an erasure")
                return
            cursor.execute(f"SET lock_timeout = '{PATIENCE_SECONDS}s'")
            try:
                for table in tables:
                    cursor.execute(f"VACUUM (FULL, ANALYZE) {connection.ops.quote_name(table)}")
                cursor.execute("VACUUM (FULL) pg_catalog.pg_statistic")  # the samples before these
            finally:
                cursor.execute("RESET lock_timeout")
    except DatabaseError:
        LOG.warning(
            "the tables were in use and were not written anew after an erasure: run `nuchal clinic vacuum`"
        )


def clear_the_disk() -> None:
    """Write every table about clients anew; for an erasure that found them in use."""
    _clear_the_disk([table._meta.db_table for table in children_first()])
