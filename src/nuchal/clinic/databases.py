"""Which database holds the records: SQLite in the data folder, or PostgreSQL by one address."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from nuchal.clinic.environment import SettingError, has_port

SQLITE: dict[str, Any] = {
    "ENGINE": "django.db.backends.sqlite3",
    "CONN_MAX_AGE": None,
    "OPTIONS": {
        # A transaction takes the write lock when it begins, so that two of them cannot both read and then clash.
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
            "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000; "
            # What is deleted is overwritten with zeros.
            "PRAGMA secure_delete=ON"
        ),
    },
}

PATIENCE = {"connect_timeout": "5", "options": "-c lock_timeout=10000"}
"""Seconds for a connection, milliseconds for a lock; after that a page says so instead of waiting for ever."""
POOL = {"min_size": 1, "max_size": 8, "timeout": 6, "reconnect_timeout": 5}
"""A pool whose attempts end soon tries anew with the next request, so that a database that is back is found at once."""


def database_of(
    address: str, *, folder: Path, password: Callable[[], str], has_password: bool = False
) -> dict[str, Any]:
    """
    Django's setting for `sqlite`, or for `postgresql://user@host:5432/name?sslmode=require`.

    The password never stands in the address; it comes from a file of its own.
    """
    if address == "sqlite":
        return SQLITE | {"NAME": str(folder / "clinic.sqlite3")}
    parts = urlsplit(address)
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/") or not has_port(parts):
        raise SettingError(
            "NUCHAL_DATABASE is no address of a database",
            remedy="Write NUCHAL_DATABASE=sqlite, or postgresql://user@host:5432/name.",
        )
    if parts.password:
        raise SettingError(
            "NUCHAL_DATABASE holds a password",
            remedy="Take it out of the address and name its file in NUCHAL_DATABASE_PASSWORD_FILE.",
        )
    if find_spec("psycopg") is None:
        raise SettingError(
            "NUCHAL_DATABASE names PostgreSQL, and its driver is not installed",
            remedy="Install it: pip install 'nuchal[clinic,postgresql]'.",
        )
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": password() if has_password else "",
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": PATIENCE | options | {"pool": dict(POOL)},
    }
