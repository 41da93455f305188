"""
Digests of the rows of the record, so that a row which was changed, added or deleted around the program is found.

Sealed is every row of a table that tells of a client's health. A row that is written through Django leaves a digest of
its content in the same transaction; a program that goes around Django cannot make one, because it lacks the key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models, transaction
from django.db.models.signals import post_delete, post_save

from nuchal.clinic.access.visible import rows_written
from nuchal.clinic.audit.chain import BEGINNING, Broken, canonical
from nuchal.clinic.audit.ends import locked_end, save_end
from nuchal.clinic.audit.models import Chain, RowDigest
from nuchal.clinic.operations.secret_keys import SealingKey, sealing_key

Table = type[models.Model]
GONE = ""
"""The digest of a row that was erased."""
CLINIC = "sealed_for"
"""The annotation that names the clinic of a row."""


@lru_cache(maxsize=1)
def sealed_tables() -> dict[str, Table]:
    """Label -> every table that tells of a client's health."""
    return {
        table._meta.label: table
        for table in apps.get_models()
        if getattr(getattr(table, "Privacy", None), "health", None)
        and getattr(getattr(table, "Visible", None), "to_client", "")
    }


def watch() -> None:
    """From now on every row of a sealed table that is written leaves its digest."""
    for table in sealed_tables().values():
        post_save.connect(_saved, sender=table, dispatch_uid=f"sealed {table._meta.label}")
        post_delete.connect(_deleted, sender=table, dispatch_uid=f"sealed {table._meta.label}")
        rows_written.connect(_written, sender=table, dispatch_uid=f"sealed {table._meta.label}")


@transaction.atomic
def seal_rows(table: Table, pks: Sequence[Any]) -> None:
    """Add the digest of what these rows are now, to the chain of each one's clinic."""
    key, by_clinic = sealing_key(), dict[UUID, list[tuple[str, str]]]()
    for row in rows_with_clinic(table).filter(pk__in=pks).order_by("pk"):
        by_clinic.setdefault(getattr(row, CLINIC), []).append((str(row.pk), digest_of_row(row, key)))
    for clinic_id, digests in sorted(by_clinic.items()):
        _append(clinic_id, table._meta.label, digests, key)


@transaction.atomic
def seal_gone(label: str, row_id: str) -> None:
    """Add to the chain that a row is gone; its clinic is the one of its digest before."""
    last = RowDigest.objects.filter(table=label, row_id=row_id).order_by("-id").first()
    if last is not None:
        _append(last.clinic_id, label, [(row_id, GONE)], sealing_key())


def rows_with_clinic(table: Table) -> models.QuerySet[Any]:
    """The rows of a table with the clinic of each."""
    way = table.Visible.to_clinic  # type: ignore[attr-defined]  # it is one of the sealed tables
    rows: models.QuerySet[Any] = table._base_manager.annotate(**{CLINIC: models.F(way)})
    return rows


def digest_of_row(row: models.Model, key: SealingKey) -> str:
    """
    The keyed digest of all that a row says, the same on every database.

    A value that is the default of its field is left out, so that a column added by an update changes no digest.
    """
    values = ((field, field.value_from_object(row)) for field in sealed_fields(type(row)))
    content = {field.attname: plain(value) for field, value in values if value != field.get_default()}
    return key.seal(canonical([row._meta.label, str(row.pk), content]))


def sealed_fields(table: Table) -> list[models.Field[Any, Any]]:
    """The fields that a digest covers: all but those that follow from other rows."""
    derived = getattr(table.Privacy, "derived", ())  # type: ignore[attr-defined]  # it is one of the sealed tables
    return [field for field in table._meta.concrete_fields if field.name not in derived]


def link_hash(previous: str, digest: RowDigest) -> str:
    """The hash of one place in the chain of digests and of the one before it."""
    content = [digest.number, digest.table, digest.row_id, digest.digest, digest.key]
    return hashlib.sha256(f"{previous}\n{canonical(content)}".encode()).hexdigest()


def first_broken_digest(chain: Chain, digests: Iterable[RowDigest]) -> Broken | None:
    """Walk one chain of digests from its beginning; None where every link holds and none is missing."""
    previous, expected = BEGINNING, 1
    for digest in digests:
        if digest.number != expected or digest.hash != link_hash(previous, digest):
            because = f"the digests of rows were changed at number {expected}"
            return Broken(clinic_id=chain.pk, sequence=0, because=because)
        previous, expected = digest.hash, expected + 1
    if (expected - 1, previous) != (chain.digests, chain.digests_hash):
        return Broken(clinic_id=chain.pk, sequence=0, because="digests of rows are missing at the end")
    return None


def _append(clinic_id: UUID, label: str, digests: Iterable[tuple[str, str]], key: SealingKey) -> None:
    chain = locked_end(clinic_id)
    links = list(_links(chain, label, digests, key))
    RowDigest.objects.bulk_create(links)
    save_end(chain)


def _links(
    chain: Chain, label: str, digests: Iterable[tuple[str, str]], key: SealingKey
) -> Iterator[RowDigest]:
    for row_id, digest in digests:
        chain.digests += 1
        link = RowDigest(
            clinic_id=chain.pk, number=chain.digests, table=label, row_id=row_id, digest=digest, key=key.name
        )
        link.hash = chain.digests_hash = link_hash(chain.digests_hash, link)
        yield link


def _saved(
    sender: Table, instance: models.Model, raw: bool, update_fields: frozenset[str] | None, **_more: Any
) -> None:
    if not raw:
        _written(sender, pks=[instance.pk], fields=update_fields)


def _written(sender: Table, *, pks: Sequence[Any], fields: Iterable[str] | None, **_more: Any) -> None:
    names = {name for field in sealed_fields(sender) for name in (field.name, field.attname)}
    if fields is None or names.intersection(fields):
        seal_rows(sender, pks)


def _deleted(sender: Table, instance: models.Model, **_more: Any) -> None:
    seal_gone(sender._meta.label, str(instance.pk))


def plain(value: Any) -> Any:
    """A value as plain data, the same whichever database it comes from."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
        case Decimal():
            return format(value.normalize(), "f")
        case float() if value.is_integer():
            return int(value)
        case dict():
            return {str(name): plain(one) for name, one in value.items()}
        case list() | tuple():
            return [plain(one) for one in value]
        case bytes() | memoryview():
            return bytes(value).hex()
        case UUID() | models.fields.files.FieldFile():
            return str(value)
        case _:
            return value
