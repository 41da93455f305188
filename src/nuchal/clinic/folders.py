"""Where the clinic keeps its own files, unless NUCHAL_DATA says otherwise."""

from __future__ import annotations

import os
from pathlib import Path

from nuchal.clinic.environment import SettingError

CHECKOUT = Path(__file__).resolve().parents[3]


def usual_folder(*, demo: bool, checkout: Path = CHECKOUT) -> Path:
    """
    The folder of a demonstration, or of a clinic.

    Each checkout has a demonstration of its own, which is gone with it. What is installed, and every clinic, lies in
    the home folder.
    """
    if demo and (checkout / "pyproject.toml").is_file():
        return checkout / ".demo"
    return Path.home() / ".local/share/nuchal" / ("demo" if demo else "clinic")


def made(folder: Path, *, name: str) -> Path:
    """The folder, made if it is not there; raises SettingError where it cannot be one that this program writes in."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except (OSError, ValueError) as problem:
        raise SettingError(
            f"{name}: the folder {folder} cannot be made ({getattr(problem, 'strerror', None) or problem})",
            remedy=f"Set {name} to a folder of your own.",
        ) from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise SettingError(
            f"{name}: nothing can be written in {folder}", remedy=f"Set {name} to a folder of your own."
        )
    return folder
