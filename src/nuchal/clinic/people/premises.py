"""What a clinic says of itself: name, address, paper, logo, and whom its clients call in an emergency."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from nuchal.clinic.audit.actions import By, note
from nuchal.clinic.audit.models import Action
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.people.second_writer import take_changes
from nuchal.clinic.people.staff import Clinic

LOG = logging.getLogger("nuchal.clinics")


def emergency_number_of(clinic: Clinic) -> str:
    """The number that this clinic chose, or that of its country; empty where neither is known."""
    return clinic.emergency_number or knowledge().emergency_numbers.get(clinic.country.upper(), "")


def logo_of(clinic: Clinic) -> bytes | None:
    """The clinic's logo as a PNG of at most 900 by 300 pixels; None where it has none, or its file is gone."""
    if not clinic.logo:
        return None
    try:
        with clinic.logo.open("rb") as opened:
            return bytes(opened.read())
    except FileNotFoundError:
        LOG.error("the file of a clinic's logo is gone")
        return None


@transaction.atomic
def change_clinic(
    *, by: By, clinic: Clinic, before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, Any]:
    """
    Write the changed settings of a clinic, and no other.

    Returns what another person has written meanwhile, as `people.actions.change_client` does; then nothing is saved.
    """
    row = Clinic.objects.select_for_update().get(pk=clinic.pk)
    changed, meanwhile = take_changes(row, before=before, after=after)
    if not changed:
        return meanwhile
    row.save(update_fields=changed)
    kept: dict[str, Any] = {"keep_years": row.keep_years} if "keep_years" in changed else {}
    note(Action.WRITE, by=by, clinic=row, subject=row, fields=changed, **kept)
    return {}


@transaction.atomic
def change_logo(*, by: By, clinic: Clinic, before: str, picture: bytes | None) -> bool:
    """
    A new logo, or none. `picture` is a PNG that was drawn anew; the old file is deleted once this holds.

    False, and nothing is changed, where the logo is no longer the file `before` that the page showed.
    """
    row = Clinic.objects.select_for_update().get(pk=clinic.pk)
    if (row.logo.name or "") != before:
        return False
    old, storage = row.logo.name, row.logo.storage
    if picture is None:
        row.logo = ""
    else:
        row.logo.save("logo.png", ContentFile(picture), save=False)
    row.save(update_fields=["logo"])
    note(Action.WRITE, by=by, clinic=row, subject=row, fields=["logo"], removed=picture is None)
    if old:
        transaction.on_commit(lambda: storage.delete(old), robust=True)
    return True
