"""
Does the audit hold, and is the record what it says? For whoever runs the server; an owner reads events on a page.

It finds what was changed, added, cut off or deleted around the program without the clinic's secret key. An older
state of the whole database, put back together with an older folder of anchors, holds in itself; only a newer anchor
from the log or from another disk shows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.apps import apps
from django.db import models, transaction

from nuchal.clinic.audit.anchors import Anchor, anchors, departs, drop_anchor
from nuchal.clinic.audit.chain import Broken, first_broken
from nuchal.clinic.audit.ends import locked_end, seal_fits
from nuchal.clinic.audit.models import Chain, Event, RowDigest
from nuchal.clinic.audit.row_digests import (
    CLINIC,
    GONE,
    Table,
    digest_of_row,
    first_broken_digest,
    rows_with_clinic,
    sealed_tables,
)
from nuchal.clinic.operations.secret_keys import sealing_keys

Place = tuple[str, str]
"""Label of a table and id of a row."""


@dataclass(slots=True, kw_only=True)
class Departing:
    """Rows that are not what their newest digest says: place -> what is wrong with each."""

    rows: dict[Place, str] = field(default_factory=dict)

    def __str__(self) -> str:
        (label, row_id), because = next(iter(self.rows.items()))
        more = len(self.rows) - 1
        return f"{label} {row_id}: {because}" + (f" (and {more} more rows)" if more else "")


def verify(*, with_anchors: bool = True) -> Iterator[tuple[Chain, Broken | None]]:
    """
    Every clinic's chain with what is broken first, or None where everything holds; what holds is anchored.

    Without anchors only the database is looked at: it is a restored one, which no anchor knows yet.

    A clinic without a chain is broken, and so is a chain that an anchor tells of and that is gone.
    """
    known = {chain.pk: chain for chain in Chain.objects.all()}
    anchored = anchors() if with_anchors else {}
    for clinic_id in sorted({*known, *anchored, *_clinics_named()}):
        chain = known.get(clinic_id)
        broken = (
            Broken(clinic_id=clinic_id, sequence=1, because="its chain is missing")
            if chain is None
            else _first_broken(chain) or (_loosened(chain, anchored.get(clinic_id)) if with_anchors else None)
        )
        if with_anchors and chain is not None and broken is None:
            drop_anchor(chain)
        yield chain or Chain(clinic_id=clinic_id), broken


def departing_rows(chain: Chain) -> Departing:
    """Rows of a clinic that were changed, added or deleted around the program."""
    expected = _expected(chain)
    found = Departing()
    for label, table in sealed_tables().items():
        seen = set()
        for row in rows_with_clinic(table).filter(**{CLINIC: chain.pk}).order_by("pk").iterator(2000):
            place = (label, str(row.pk))
            seen.add(place)
            if because := _departs(row, expected.get(place)):
                found.rows[place] = because
        gone = (place for place, last in expected.items() if place[0] == label and last.digest != GONE)
        found.rows |= {place: "it was deleted" for place in gone if place not in seen}
    return found


def _first_broken(chain: Chain) -> Broken | None:
    events = Event.objects.filter(clinic_id=chain.pk, sequence__lte=chain.sequence).order_by("sequence")
    digests = RowDigest.objects.filter(clinic_id=chain.pk, number__lte=chain.digests).order_by("number")
    return (
        first_broken(chain.pk, events.iterator(2000), last=chain.sequence, last_hash=chain.hash)
        or _unsealed(chain)
        or first_broken_digest(chain, digests.iterator(2000))
        or _rows_broken(chain)
    )


def _unsealed(chain: Chain) -> Broken | None:
    if seal_fits(chain):
        return None
    because = "its end was changed by something that does not have the key"
    if chain.key and chain.key not in sealing_keys():
        because = f"it is sealed with the key {chain.key}, which is not in the file of the secret key"
    return Broken(clinic_id=chain.pk, sequence=0, because=because)


def _loosened(chain: Chain, anchor: Anchor | Broken | None) -> Broken | None:
    if isinstance(anchor, Anchor):
        return departs(anchor)
    if anchor is not None or not chain.sequence:
        return anchor
    return Broken(clinic_id=chain.pk, sequence=0, because="its anchor outside the database is missing")


def _rows_broken(chain: Chain) -> Broken | None:
    """Rows that do not fit, looked at again while nothing can be added: what was written meanwhile fits then."""
    if not departing_rows(chain).rows:
        return None
    with transaction.atomic():
        found = departing_rows(locked_end(chain.pk))
    return Broken(clinic_id=chain.pk, sequence=0, because=str(found)) if found.rows else None


def _expected(chain: Chain) -> dict[Place, RowDigest]:
    """The newest digest of each row that the clinic has or had."""
    digests = RowDigest.objects.filter(clinic_id=chain.pk, number__lte=chain.digests).order_by("number")
    return {(one.table, one.row_id): one for one in digests.iterator(2000)}


def _departs(row: models.Model, last: RowDigest | None) -> str:
    if last is None or last.digest == GONE:
        return "it was added around the program"
    key = sealing_keys().get(last.key)
    if key is None:
        return f"its digest is of the key {last.key}, which is not in the file of the secret key"
    return "" if digest_of_row(row, key) == last.digest else "its content was changed"


def _clinics_named() -> set[UUID]:
    """Every clinic that events, digests or the table of clinics name."""
    clinics: Table = apps.get_model("people.Clinic")
    named = set(Event.objects.order_by().values_list("clinic_id", flat=True).distinct())
    named |= set(RowDigest.objects.order_by().values_list("clinic_id", flat=True).distinct())
    return named | set(clinics._base_manager.values_list("pk", flat=True))
