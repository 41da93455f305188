"""Why the database cannot answer for a while: it is busy, it has no room, or it is away. None is a mistake of ours."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from enum import Enum

from django.db import DatabaseError, InterfaceError, OperationalError

from nuchal.errors import NuchalError


class DatabaseUnusable(NuchalError):
    """The database does not do what a command needs of it."""


class Interruption(Enum):
    """Why nothing could be read or written just now."""

    BUSY = "busy"
    FULL = "full"
    AWAY = "away"


_SQLITE = {
    "SQLITE_BUSY": Interruption.BUSY,
    "SQLITE_LOCKED": Interruption.BUSY,
    "SQLITE_FULL": Interruption.FULL,
}
_SQLITE |= {"SQLITE_CANTOPEN": Interruption.AWAY, "SQLITE_READONLY": Interruption.AWAY}
_FULL = {errno.ENOSPC, errno.EDQUOT}
_POSTGRESQL_BUSY = ("40001", "40P01", "55P03", "57014", "53300")
"""Serialisation failure, deadlock, lock not available, statement cancelled, too many connections."""
_POSTGRESQL_AWAY = ("08", "57P", "25006", "58")
"""Connection lost, server stopping or starting, read-only, error of the system."""


def interruption_of(error: BaseException | None) -> Interruption | None:
    """Which interruption an error tells of; None for every other error."""
    for one in _chain(error):
        found = _by_code(one)
        if found is not None:
            return found
    if any(isinstance(one, OperationalError | InterfaceError) for one in _chain(error)) and _without_code(
        error
    ):
        return Interruption.AWAY
    return None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _by_code(error: BaseException) -> Interruption | None:
    if isinstance(error, OSError) and error.errno in _FULL:
        return Interruption.FULL
    name = getattr(error, "sqlite_errorname", None)
    if name is not None:
        return next((found for prefix, found in _SQLITE.items() if name.startswith(prefix)), None)
    state = getattr(error, "sqlstate", None) or ""
    if state == "53100":
        return Interruption.FULL
    if state in _POSTGRESQL_BUSY:
        return Interruption.BUSY
    return Interruption.AWAY if state.startswith(_POSTGRESQL_AWAY) else None


def _without_code(error: BaseException | None) -> bool:
    """A driver that cannot connect gives no code; SQLite gives one for every error of the database."""
    named = any(
        getattr(one, "sqlite_errorname", None) or getattr(one, "sqlstate", None) for one in _chain(error)
    )
    return not named and isinstance(error, DatabaseError | InterfaceError)


DRIVERS = ("sqlite3", "psycopg")
"""A backup speaks to them without Django in between."""
_TOLD = {
    Interruption.BUSY: ("the database is busy: another program holds it", "Try again in a minute."),
    Interruption.FULL: ("there is no room left on the disk of the database", "Make room, then try again."),
    Interruption.AWAY: (
        "the database cannot be reached",
        "Check NUCHAL_DATABASE, and that the database runs.",
    ),
}


def told_of(error: BaseException) -> DatabaseUnusable | None:
    """The sentence for an error of the database, for a command; None for an error of another kind."""
    if not isinstance(error, DatabaseError | InterfaceError) and not type(error).__module__.startswith(
        DRIVERS
    ):
        return None
    found = interruption_of(error)
    if found is not None:
        message, remedy = _TOLD[found]
        return DatabaseUnusable(message, remedy=remedy)
    why = " ".join(str(error).split())[:200]
    return DatabaseUnusable(
        f"the database cannot be used ({why})",
        remedy="`nuchal doctor` says more; restore a backup if it is damaged.",
    )
