"""Get Django ready for a command of the web clinic; nothing of it is imported before."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import TypeVar

import click

from nuchal.errors import UsageError

T = TypeVar("T")


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


def with_progress(clients: list[T]) -> Iterator[T]:
    """Pass on the clients of a demonstration one by one, and show on standard error how far it is."""
    for number, client in enumerate(clients, 1):
        yield client
        if sys.stderr.isatty():
            click.echo(f"\r  {number} of {len(clients)} clients", err=True, nl=number == len(clients))
        elif number % 5 == 0 or number == len(clients):
            click.echo(f"  {number} of {len(clients)} clients", err=True)
