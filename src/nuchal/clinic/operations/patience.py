"""Wait only briefly for a database that another program holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

BRIEFLY_MS = 500


@contextmanager
def briefly() -> Iterator[None]:
    """A transaction that gives up after half a second instead of the usual ten: for what a page can do without."""
    if connection.vendor != "sqlite":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{BRIEFLY_MS}ms'")
            yield
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
        return
    usual = round(1000 * float(connection.settings_dict["OPTIONS"].get("timeout", 5)))
    _wait_at_most(BRIEFLY_MS)
    try:
        with transaction.atomic():
            yield
    finally:
        _wait_at_most(usual)


def _wait_at_most(milliseconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {milliseconds}")
