"""
The cache of all workers, in the database.

Django's own reports a value that it could not add as one that is already there. Sign-in takes a lock by adding a value;
on a full disk it would wait for that lock in vain, and then speak of too many attempts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import DatabaseError, connections, router, transaction

from nuchal.clinic.operations.interruptions import interruption_of


class SharedCache(DatabaseCache):
    """A cache in the database whose `add` raises the error of a database that takes nothing."""

    def add(
        self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Whether the value was added; raises DatabaseError where the database is busy, full or away."""
        failed: list[DatabaseError] = []

        def listen(execute: Callable[..., Any], *told: Any) -> Any:
            try:
                return execute(*told)
            except DatabaseError as error:
                failed.append(error)
                raise

        alias = router.db_for_write(self.cache_model_class)
        wrappers = connections[alias].execute_wrappers
        with transaction.atomic(using=alias):  # a full disk may be noticed at its end only
            wrappers.insert(0, listen)  # outside of all others, so that it hears their errors too
            try:
                added = super().add(key, value, timeout, version)
            finally:
                wrappers.remove(listen)
        if not added and failed and interruption_of(failed[-1]) is not None:
            raise failed[-1]
        return added
