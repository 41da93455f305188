"""
Which clinic the row in an address belongs to.

A permission is asked for in the clinic of the row, never in the clinic that somebody has chosen to work in: who treats
in one clinic and sits at the desk of another opens no chart there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.apps import apps

ROWS = {
    "client_id": ("people.Client", "clinic_id"),
    "episode_id": ("record.Episode", "client__clinic_id"),
    "alert_id": ("intake.Alert", "episode__client__clinic_id"),
    "member_id": ("people.Practitioner", "clinic_id"),
    "invitation_id": ("people.Invitation", "clinic_id"),
    "clinic_id": ("people.Clinic", "pk"),
}
"""Name in an address -> its table, and the way from there to the clinic. Other names lie below one of these."""


def names_a_row(address: Mapping[str, Any]) -> bool:
    """Whether what an address names belongs to a clinic."""
    return any(name in ROWS for name in address)


def clinic_of_row(address: Mapping[str, Any]) -> UUID | None:
    """The clinic of the row that an address names; None where there is no such row, or where two disagree."""
    named = [(ROWS[name], value) for name, value in address.items() if name in ROWS]
    found = {
        apps.get_model(table)._default_manager.filter(pk=value).values_list(way, flat=True).first()
        for (table, way), value in named
    }
    return found.pop() if len(found) == 1 else None
