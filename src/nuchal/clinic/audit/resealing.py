"""Seal what is not sealed with the key of now: after an update, after a new key, and by the word of whoever runs it."""

from __future__ import annotations

from django.db import transaction

from nuchal.clinic.audit.actions import SYSTEM, note
from nuchal.clinic.audit.anchors import drop_anchor, forget_anchors, has_anchors
from nuchal.clinic.audit.chain import first_broken
from nuchal.clinic.audit.ends import locked_end, save_end, seal, seal_fits
from nuchal.clinic.audit.models import Action, Chain, Event, RowDigest
from nuchal.clinic.audit.row_digests import CLINIC, rows_with_clinic, seal_gone, seal_rows, sealed_tables
from nuchal.clinic.audit.verifying import Place, departing_rows, verify
from nuchal.clinic.operations.secret_keys import sealing_key
from nuchal.errors import NuchalError

BATCH = 500


class AuditBroken(NuchalError):
    """The audit does not hold, and sealing it anew would hide that."""


def adopt() -> int:
    """
    Seal the chains and rows of a database from before seals, once; gives how many chains.

    Nothing is adopted where one seal, digest or anchor is there: then an unsealed chain was made by hand. A chain whose
    events do not hold is not sealed either.
    """
    if RowDigest.objects.exists() or has_anchors() or Chain.objects.exclude(seal="").exists():
        return 0
    adopted = [chain for chain in Chain.objects.all() if _events_hold(chain)]
    for one in adopted:
        with transaction.atomic():
            chain = locked_end(one.pk)
            seal(chain)
            chain.may_be_sealed = True
            save_end(chain)
            rows = sum(_seal_all(label, chain) for label in sealed_tables())
            note(Action.WRITE, by=SYSTEM, clinic=chain.pk, subject=chain, sealed=rows)
    return len(adopted)


def reseal() -> int:
    """
    Seal everything anew with the key of now, after the secret key got a new first line; gives how many rows.

    Raises AuditBroken, and changes nothing, where something does not hold.
    """
    for _chain, broken in list(verify()):
        if broken is not None:
            raise AuditBroken(
                f"the audit of clinic {broken.clinic_id} does not hold: {broken}",
                remedy="Run `nuchal audit verify`, and find out why first.",
            )
    rows = 0
    with transaction.atomic():
        for one in Chain.objects.order_by("pk"):
            chain = locked_end(one.pk)
            rows += sum(_seal_all(label, chain) for label in sealed_tables())
            note(Action.WRITE, by=SYSTEM, clinic=chain.pk, subject=chain, resealed_with=sealing_key().name)
    forget_anchors()
    for chain in Chain.objects.all():
        drop_anchor(chain)
    return rows


@transaction.atomic
def accept(*, because: str) -> int:
    """
    Take rows that were changed around the program for what they are now, and say so in the audit; gives how many.

    For a row that was mended by hand in the database. The chain of events cannot be accepted when it is broken.
    """
    accepted = 0
    for one in Chain.objects.order_by("pk"):
        chain = locked_end(one.pk)
        rows = departing_rows(chain).rows
        if not rows:
            continue
        if not (_events_hold(chain) and seal_fits(chain)):
            raise AuditBroken(
                f"the events of clinic {chain.pk} do not hold", remedy="Restore a backup in which they do."
            )
        _accept(rows)
        accepted += len(rows)
        note(
            Action.OVERRIDE, by=SYSTEM, clinic=chain.pk, subject=chain, because=because,
            accepted=[f"{label} {row_id}" for label, row_id in rows],
        )  # fmt: skip
    return accepted


def _events_hold(chain: Chain) -> bool:
    events = Event.objects.filter(clinic_id=chain.pk).order_by("sequence")
    return first_broken(chain.pk, events.iterator(2000), last=chain.sequence, last_hash=chain.hash) is None


def _seal_all(label: str, chain: Chain) -> int:
    table = sealed_tables()[label]
    pks = list(
        rows_with_clinic(table).filter(**{CLINIC: chain.pk}).order_by("pk").values_list("pk", flat=True)
    )
    for start in range(0, len(pks), BATCH):
        seal_rows(table, pks[start : start + BATCH])
    return len(pks)


def _accept(rows: dict[Place, str]) -> None:
    for label, row_id in rows:
        table = sealed_tables()[label]
        if table._base_manager.filter(pk=row_id).exists():
            seal_rows(table, [row_id])
        else:
            seal_gone(label, row_id)
