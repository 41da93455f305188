"""Where the project's own files lie, from a source tree or an installed package."""

from __future__ import annotations

from pathlib import Path

from nuchal.errors import UsageError


def project_folder() -> Path:
    """The root of the source tree."""
    return Path(__file__).resolve().parents[3]


def default_cases() -> Path:
    """The project's own cases; they come with the source tree, not with the installed package."""
    folder = project_folder() / "cases"
    if not folder.is_dir():
        raise UsageError("the project's cases are not installed", remedy="Name a file or folder of cases.")
    return folder
