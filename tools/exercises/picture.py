"""A picture: its size, and how it is put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """One exercise as drawn; `inside` makes the elements."""

    width: float
    height: float
    inside: Callable[[], str]
