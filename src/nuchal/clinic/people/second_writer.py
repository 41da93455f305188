"""Two people write the same row: take what one of them changed, unless the other has changed the same meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models


def written_meanwhile(
    now: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, Any]:
    """What another person has written since a page was shown: neither what it showed nor what is to be written."""
    return {name: value for name, value in now.items() if value not in (before[name], after[name])}


def take_changes(
    row: models.Model, *, before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[list[str], dict[str, Any]]:
    """
    Set on a locked row what a page changed; saving it is left to the caller.

    Gives the names of the changed fields, and what another person has written meanwhile. Where another person has
    written anything, nothing is set and there are no changed fields.
    """
    now = {name: getattr(row, name) for name in after}
    if meanwhile := written_meanwhile(now, before, after):
        return [], meanwhile
    changed = sorted(name for name, value in now.items() if value != after[name])
    for name in changed:
        setattr(row, name, after[name])
    return changed, {}
