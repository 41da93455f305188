"""Get Django ready for a command of the web clinic; nothing of it is imported before."""

from __future__ import annotations

import os

from nuchal.errors import UsageError


def get_ready(*, demo: bool = False) -> None:
    """Read the settings and set Django up, in the demonstration if asked for."""
    if demo:
        os.environ["NUCHAL_DEMO"] = "yes"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nuchal.clinic.settings")
    try:
        import django
    except ImportError:
        raise UsageError(
            "the web clinic is not installed", remedy="Install it: pip install 'nuchal[clinic]'"
        ) from None
    django.setup()
