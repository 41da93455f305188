"""
Small readers of the environment: text, yes or no, a secret from a file, and whether the port of an address can be.

A value that is missing or cannot be understood stops the start and says what to set. Nothing falls back in silence.
"""

from __future__ import annotations

import stat
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import SplitResult

from nuchal.errors import UsageError

_YES = {"yes", "true", "1", "on"}
_NO = {"no", "false", "0", "off"}


class SettingError(UsageError):
    """A setting of the clinic is missing or wrong; whoever runs the clinic can mend it."""


class Environment:
    """What the environment says, read by name; every name that was asked for is remembered."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self.asked: set[str] = set()

    def text(self, name: str, default: str | None = None, *, why: str = "") -> str:
        """A text; without `default` it must be set."""
        self.asked.add(name)
        value = self._values.get(name, "").strip()
        if value:
            return value
        if default is None:
            raise SettingError(f"{name} is not set", remedy=f"Set {name}{f': {why}' if why else ''}.")
        return default

    def yes_no(self, name: str, default: bool) -> bool:
        """Yes or no; anything else is refused rather than guessed."""
        written = self.text(name, "yes" if default else "no").lower()
        if written in _YES | _NO:
            return written in _YES
        raise SettingError(f"{name} is {written!r}", remedy=f"Write {name}=yes or {name}=no.")

    def whole_number(self, name: str, default: int, *, most: int) -> int:
        """A whole number from 0 to `most`."""
        written = self.text(name, str(default))
        if written.isascii() and written.isdecimal() and len(written) < 10 and int(written) <= most:
            return int(written)
        raise SettingError(f"{name} is {written!r}", remedy=f"Write a whole number from 0 to {most}.")

    def secret_from_file(self, name: str, default: Path | None = None, *, why: str = "") -> str:
        """
        The content of the file that `name` names.

        A secret in the environment is seen by every child process and by crash reports; a file has an owner. A file
        that others may read is refused.
        """
        path = Path(self.text(name, str(default) if default else None, why=why))
        try:
            mode = path.stat().st_mode
            secret = path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as problem:
            raise SettingError(
                f"{name}: {path} cannot be read ({problem})", remedy="Check the file."
            ) from None
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise SettingError(f"{name}: others may read {path}", remedy=f"Run: chmod 600 {path}")
        if not secret:
            raise SettingError(f"{name}: {path} is empty", remedy="Write the secret into it.")
        return secret


def has_port(address: SplitResult) -> bool:
    """Whether an address names a port that can exist, or none."""
    try:
        return address.port is None or address.port > 0
    except ValueError:
        return False
