"""What a picture shows, in one sentence for people who do not see it."""

from __future__ import annotations

from collections.abc import Iterable

from nuchal.letters import words
from nuchal.letters.parts import ProfileReport, Row


def drawing_alternative(view: str, profile: ProfileReport, first: Row | None) -> str:
    """The painted places, and whose referral is outlined over them."""
    said = painted_alternative(view, profile.places)
    return (
        f"{said} Outlined: where {first.name}, {first.side}, is usually and sometimes felt."
        if first
        else said
    )


def painted_alternative(view: str, places: Iterable[str]) -> str:
    """The painted places alone."""
    return f"{words.SEEN[view]}. Painted: {'; '.join(places).removesuffix('.')}."


def referral_alternative(view: str, row: Row) -> str:
    """Where one structure is felt."""
    return f"{words.SEEN[view]}. Where {row.name}, {row.side}, is usually and sometimes felt."
