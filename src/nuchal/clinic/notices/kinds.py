"""
What each kind of notice asks and tells the part of the clinic that wrote it.

A part registers its kinds when it starts, by the place of its functions: parts stand above the outbox.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.module_loading import import_string

from nuchal.clinic.notices.models import Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Places of two functions of a notice; an empty one is not called."""

    wanted: str = ""
    """Whether it is still to be sent, asked when a worker takes it; without it, always."""
    ended: str = ""
    """Called in the transaction in which it was sent, failed for good or became void."""


kinds: dict[str, Kind] = {}
regular: list[str] = []
"""Places of functions that a worker calls every few seconds: each writes what is due and is not written yet."""
PLAIN = Kind()


def is_wanted(notice: Notice) -> bool:
    """Whether a notice is still to be sent."""
    place = kinds.get(notice.kind, PLAIN).wanted
    return not place or bool(import_string(place)(notice))


def write_regular() -> None:
    """Write the notices that are due by the calendar."""
    for place in regular:
        import_string(place)()


def tell_end(notice: Notice) -> None:
    """Tell the part that wrote a notice what became of it."""
    if place := kinds.get(notice.kind, PLAIN).ended:
        import_string(place)(notice)
