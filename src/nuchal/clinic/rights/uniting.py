"""
Unite two records of one person, and separate them again.

Episodes with all that hangs on them, consents and contacts move to the record that is used from now on; the other stays
readable. Its links and passkeys stay with it, closed: a device that opened one record by mistake must not open both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.audit.actions import note
from nuchal.clinic.audit.models import Action
from nuchal.clinic.intake.models import UrgentCall
from nuchal.clinic.notices.models import Notice
from nuchal.clinic.people import actions
from nuchal.clinic.people.clients import CareRelationship, Client, Contact
from nuchal.clinic.people.links import ClientLink
from nuchal.clinic.people.passkeys import ClientPasskey
from nuchal.clinic.people.staff import User
from nuchal.clinic.people.unions import RecordUnion
from nuchal.clinic.record.agreements import Consent
from nuchal.clinic.record.episodes import Episode
from nuchal.clinic.rights.reach import Table, words_for
from nuchal.errors import NuchalError

MOVE: tuple[Table, ...] = (Episode, UrgentCall, Notice, Consent, Contact)
"""Tables whose rows belong to the person: they move."""
STAY: tuple[Table, ...] = (Client, ClientLink, ClientPasskey, CareRelationship, RecordUnion)
"""Tables whose rows belong to one record. A test asks that each table that names a client is in one of the two."""


class NotUnited(NuchalError):
    """These two records cannot be united, or separated, now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of two records, as the preview compares them."""

    client: Client
    holdings: tuple[tuple[str, int], ...]
    """What the record holds: words and how many."""


def side_of(client: Client) -> Side:
    """A record with how much is in it; no health."""
    counted = [(table, rows.count()) for table, rows in _rows(client, (*MOVE, ClientLink, ClientPasskey))]
    return Side(client=client, holdings=tuple((words_for(table, count), count) for table, count in counted))


def refusal(kept: Client, other: Client) -> str:
    """Why two records cannot be united; empty where they can."""
    if kept.pk == other.pk:
        return _("This is one and the same record.")
    if kept.clinic_id != other.clinic_id:
        return _("The two records belong to different clinics.")
    if kept.united_into_id or other.united_into_id:
        return _("One of the two is united with another record already.")
    return ""


@transaction.atomic
def unite(*, by: User, kept: Client, other: Client, because: str) -> RecordUnion:
    """Use `kept` for both from now on. Raises NotUnited where that cannot be."""
    first, second = _locked(kept, other)
    if not by.can(Permission.UNITE, first.clinic_id):
        raise PermissionDenied
    if why := refusal(first, second):
        raise NotUnited(why, remedy=_("Look at both records again."))
    for link in second.links.filter(revoked_at=None):
        actions.revoke_link(by=by, link=link)
    moved = {table._meta.label: list(_moved(table, rows, first)) for table, rows in _rows(second, MOVE)}
    for care in second.care.filter(until=None).select_related("practitioner"):
        actions.begin_care(by=by, client=first, practitioner=care.practitioner, since=care.since)
    second.united_into = first
    second.save(update_fields=["united_into"])
    Client.objects.filter(united_into=second).update(united_into=first)
    union: RecordUnion = RecordUnion.objects.create(
        client=first, other=second, because=because, moved=moved, at=timezone.now(), by_user=by
    )
    for client in (first, second):
        note(
            Action.WRITE, by=by, clinic=first.clinic_id, subject=union, client=client, united=True,
            kept=str(first.pk), other=str(second.pk), moved={name: len(ids) for name, ids in moved.items()},
        )  # fmt: skip
    return union


@transaction.atomic
def separate(*, by: User, union: RecordUnion) -> None:
    """Two people again: what was moved goes back. Links stay closed; what was written since stays where it is."""
    held = RecordUnion.objects.select_for_update().get(pk=union.pk)
    first, second = _locked(held.client, held.other)
    if not by.can(Permission.UNITE, first.clinic_id):
        raise PermissionDenied
    if held.separated_at is not None:
        raise NotUnited(_("The two are separated already."), remedy=_("Look at both records again."))
    for table in MOVE:
        rows = table._default_manager.filter(pk__in=held.moved.get(table._meta.label, []), client=first)
        rows.update(client=second)
    second.united_into = None
    second.save(update_fields=["united_into"])
    held.separated_at, held.separated_by = timezone.now(), by
    held.save(update_fields=["separated_at", "separated_by"])
    for client in (first, second):
        note(
            Action.WRITE, by=by, clinic=first.clinic_id, subject=held, client=client, united=False,
            kept=str(first.pk), other=str(second.pk),
        )  # fmt: skip


def _locked(one: Client, other: Client) -> tuple[Client, Client]:
    """Both rows, locked in one order, so that two who unite the same two never wait for each other."""
    rows = Client.objects.select_for_update().select_related(None).filter(pk__in=[one.pk, other.pk])
    found = {row.pk: row for row in rows.order_by("pk")}
    return found[one.pk], found[other.pk]


def _rows(client: Client, tables: tuple[Table, ...]) -> Iterator[tuple[Table, QuerySet[Any]]]:
    for table in tables:
        yield table, table._default_manager.filter(client=client).order_by("pk")


def _moved(table: Table, rows: QuerySet[Any], to: Client) -> Iterator[Any]:
    """Move rows, each where nothing of its kind holds there already; gives the numbers of those that went."""
    held = set(Consent.objects.filter(client=to, withdrawn_at=None).values_list("text", "version"))
    for row in rows:
        if _holds_there(row, held):
            continue
        table._default_manager.filter(pk=row.pk).update(client=to)
        yield row.pk if isinstance(row.pk, int) else str(row.pk)


def _holds_there(row: Model, held: set[tuple[str, str]]) -> bool:
    return isinstance(row, Consent) and row.withdrawn_at is None and (row.text, row.version) in held
