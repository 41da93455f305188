"""Names of medicines to search in, each with its class; a name that is not here can be written all the same."""

from __future__ import annotations

from functools import lru_cache

from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.operations.translating import say


def class_of(name: str) -> str | None:
    """The class of a medicine by its name, or None where the list does not have it."""
    return _classes().get(" ".join(name.casefold().split()))


def names() -> list[str]:
    """Every name, in order of the alphabet."""
    return sorted(name for group in knowledge().medicine_groups for name in group.names)


def kinds() -> list[tuple[str, str]]:
    """What to choose from where the name is not in the list."""
    offered = (group for group in knowledge().medicine_groups if group.order is not None)
    return [(group.drug_class, say(group.name)) for group in offered]


def days_if_silent(drug_class: str) -> int | None:
    """Days a month where nobody wrote any, for a class that is taken every day."""
    return next((g.days_if_silent for g in knowledge().medicine_groups if g.drug_class == drug_class), None)


@lru_cache(maxsize=1)
def _classes() -> dict[str, str]:
    return {key: group.drug_class for group in knowledge().medicine_groups for key in group.keys}
