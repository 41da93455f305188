"""Load the demonstration if it is not there, throw it away, and tell how to come in."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from django.conf import settings
from django.db import connection
from django.urls import reverse

from nuchal.clinic.audit.anchors import forget_anchors
from nuchal.clinic.demo.loading import load, remembered
from nuchal.clinic.demo.scene import Person
from nuchal.clinic.people.staff import Clinic
from nuchal.errors import UsageError


def loaded(watched: Callable[[list[Person]], Iterable[Person]] = iter) -> list[str]:
    """Load the demonstration unless it is there; what to tell about it. `watched` as for `load`."""
    if Clinic.objects.exists():
        return []
    began = time.perf_counter()
    scene = load(watched=watched)
    seconds = time.perf_counter() - began
    return [
        f"Loaded {len(scene.people)} invented clients of {len(scene.clinics)} clinics in {seconds:.0f} s."
    ]


def thrown_away() -> None:
    """Delete the demonstration's own database file; any other database is left alone."""
    if not settings.DEMO or connection.vendor != "sqlite":
        raise UsageError(
            "only a demonstration on SQLite can be thrown away",
            remedy="Drop a PostgreSQL database yourself, if that is what you want.",
        )
    connection.close()
    for ending in ("", "-wal", "-shm"):
        (settings.DATA / f"clinic.sqlite3{ending}").unlink(missing_ok=True)
    (settings.DATA / "demo.json").unlink(missing_ok=True)
    forget_anchors()


def how_to_come_in(address: str) -> list[str]:
    """Addresses, names and the password, for whoever started the demonstration."""
    known = remembered()
    if not known:
        return []
    return [
        "",
        f"Sign in at {address}{reverse('account_login')} with the password {known['password']}",
        f"  as a therapist   {known['therapist']}",
        f"  as the owner     {known['owner']}",
        f"  at the desk      {known['front_desk']}",
        f"Be a client: {known['intake_client']} opens {address}{reverse('client_link', args=[known['intake_token']])}",
        "Everybody in it is invented. `nuchal demo reset` begins anew.",
        "",
    ]
