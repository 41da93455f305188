"""Let another database stand in for the clinic's own for a while, so that all of the program works on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connections
from django.db.utils import load_backend

from nuchal.clinic.databases import SQLITE

LIVE = "live"
"""The alias of the clinic's own database while another one stands in."""
BACKUP = "backup"
"""The alias of the database in a backup while it is read."""


@contextmanager
def standing_in(file: Path) -> Iterator[None]:
    """An SQLite file is the default database of this thread, and the clinic's own is reached as `live`."""
    own = connections["default"]
    stand_in = _wrapper(file)
    connections.settings[LIVE] = connections.settings["default"]
    connections[LIVE], connections["default"] = own, stand_in
    try:
        yield
    finally:
        stand_in.close()
        connections["default"] = own
        del connections[LIVE], connections.settings[LIVE]


@contextmanager
def read_as_backup(file: Path) -> Iterator[None]:
    """An SQLite file is reached as `backup`."""
    connections.settings[BACKUP] = settings_of(file)
    connections[BACKUP] = _wrapper(file)
    try:
        yield
    finally:
        connections[BACKUP].close()
        del connections[BACKUP], connections.settings[BACKUP]


def settings_of(file: Path) -> dict[str, Any]:
    """Django's settings of an SQLite file."""
    own = connections.settings["default"]
    bare = {
        name: own[name]
        for name in ("ATOMIC_REQUESTS", "AUTOCOMMIT", "CONN_HEALTH_CHECKS", "TIME_ZONE", "TEST")
    }
    empty = {"USER": "", "PASSWORD": "", "HOST": "", "PORT": ""}
    return {**bare, **empty, **SQLITE, "NAME": str(file)}


def _wrapper(file: Path) -> Any:
    """It calls itself default, the one alias that the program and its tests know."""
    return load_backend(SQLITE["ENGINE"]).DatabaseWrapper(settings_of(file), "default")
