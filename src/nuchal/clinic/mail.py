"""How a worker hands messages over: as files in the data folder, which works offline, or to a mail server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from nuchal.clinic.environment import SettingError, has_port


def mail_of(address: str, *, folder: Path, password: Callable[[], str]) -> dict[str, Any]:
    """
    Django's settings for `files`, or for `smtp://user@mail.example.org:587` (always with TLS).

    An address that names a user needs the password; one without a user needs none.
    """
    if address == "files":
        return {
            "DELIVERY_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(folder / "outbox"),
        }
    parts = urlsplit(address)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.password or not has_port(parts):
        raise SettingError(
            "NUCHAL_EMAIL is no address of a mail server",
            remedy="Write NUCHAL_EMAIL=files, or smtp://user@mail.example.org:587; "
            "the password stands in the file that NUCHAL_EMAIL_PASSWORD_FILE names.",
        )
    return {
        "DELIVERY_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": password() if parts.username else "",
        "EMAIL_USE_TLS": parts.scheme == "smtp",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
    }
