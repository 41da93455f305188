"""The day on which a command runs; the core has no clock and is told."""

from __future__ import annotations

from datetime import UTC, date, datetime


def local_day() -> date:
    """The day on this machine."""
    return datetime.now(UTC).astimezone().date()
