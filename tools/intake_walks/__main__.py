"""Writes docs/reference/intake.md: nine typical people walk through the real intake, and what it takes is counted."""

from __future__ import annotations

import os
from pathlib import Path

import django
from django.test.utils import get_runner, setup_test_environment

TARGET = Path(__file__).parents[2] / "docs" / "reference" / "intake.md"


def page() -> str:
    """The page, from walks in a database that is thrown away."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.web.settings")
    django.setup()
    setup_test_environment()
    from django.conf import settings  # noqa: PLC0415 - only once the settings are chosen

    from tools.intake_walks.walking import walk_everybody  # noqa: PLC0415
    from tools.intake_walks.walks import report  # noqa: PLC0415

    runner = get_runner(settings)(interactive=False, verbosity=0)
    databases = runner.setup_databases()
    try:
        return report(walk_everybody())
    finally:
        runner.teardown_databases(databases)


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
