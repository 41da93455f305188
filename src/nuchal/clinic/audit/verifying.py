"""Do the chains hold? For whoever runs the server; an owner reads events on a page."""

from __future__ import annotations

from collections.abc import Iterator

from nuchal.clinic.audit.chain import Broken, first_broken
from nuchal.clinic.audit.models import Chain, Event


def verify() -> Iterator[tuple[Chain, Broken | None]]:
    """Every chain with its first broken link, or None where it holds; events whose chain has no end do not hold."""
    for chain in Chain.objects.order_by("clinic_id"):
        events = Event.objects.filter(clinic_id=chain.clinic_id).order_by("sequence").iterator(2000)
        yield chain, first_broken(chain.clinic_id, events, last=chain.sequence, last_hash=chain.hash)
    loose = Event.objects.exclude(clinic_id__in=Chain.objects.values("clinic_id"))
    for clinic_id in loose.order_by("clinic_id").values_list("clinic_id", flat=True).distinct():
        told = Broken(clinic_id=clinic_id, sequence=1, because="the end of its chain is missing")
        yield Chain(clinic_id=clinic_id), told
