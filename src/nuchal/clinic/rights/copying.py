"""
Everything that is kept about one client, as one ZIP to hand over.

It follows the declarations `Privacy` of the tables: each field that a table declares is in the copy, except hashes of
tokens, which say nothing of anybody. Photos are in it as files, the record also in the case format.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.template.loader import render_to_string
from django.utils import timezone

from nuchal import __version__
from nuchal.clinic.access.roles import Permission
from nuchal.clinic.audit.actions import note
from nuchal.clinic.audit.models import Action
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.people.clients import Client
from nuchal.clinic.people.staff import User
from nuchal.clinic.record.case_format import data_of
from nuchal.clinic.record.episodes import Episode
from nuchal.clinic.record.queries import entry_of, findings_of
from nuchal.clinic.rights.reach import Table, children_first, rows_about, words_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One table of the copy: its name in the ZIP, what people call it and its fields, and its rows."""

    path: str
    words: str
    fields: list[str]
    rows: list[dict[str, Any]]


@dataclass(slots=True, kw_only=True)
class _Packing:
    """A ZIP in the making, with the digest of each file in it."""

    zip: zipfile.ZipFile
    digests: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    def add(self, path: str, content: bytes) -> None:
        """One file."""
        self.digests[path] = hashlib.sha256(content).hexdigest()
        self.zip.writestr(path, content)


@transaction.atomic
def copy_of(client: Client, *, by: User) -> bytes:
    """The copy. Who takes it is written down before it leaves."""
    if not by.can(Permission.HAND_OVER, client.clinic_id):
        raise PermissionDenied
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packing = _Packing(zip=packed)
        _fill(packing, client)
    note(
        Action.EXPORT, by=by, clinic=client.clinic_id, subject=client, client=client, copy="whole",
        files=len(packing.digests), missing=len(packing.missing),
    )  # fmt: skip
    return target.getvalue()


def parts_of(client: Client) -> Iterator[Part]:
    """Every table with what it holds about this client; the client first."""
    for table in reversed(children_first()):
        fields = [str(one.verbose_name) for one in fields_of(table)]
        rows = [_row(one) for one in rows_about(table, client)]
        words = words_for(table, len(rows))
        yield Part(path=f"tables/{table._meta.label}.json", words=words, fields=fields, rows=rows)


def fields_of(table: Table) -> list[models.Field[Any, Any]]:
    """The fields that a table declares, without hashes of tokens; a table that declares nothing is refused."""
    privacy = table.Privacy  # type: ignore[attr-defined]  # a test asks it of every table of ours
    declared = {*privacy.identifies, *privacy.health, *privacy.operational}
    return [
        one for one in table._meta.concrete_fields if one.name in declared and not one.name.endswith("_hash")
    ]


def _fill(packing: _Packing, client: Client) -> None:
    parts = list(parts_of(client))
    for part in parts:
        packing.add(part.path, _json(part.rows))
    records = list(_records(client))
    for path, record in records:
        packing.add(path, _json(record))
    photos = list(_photos(packing, client))
    context = {
        "client": client, "clinic": client.clinic, "at": timezone.now(), "missing": packing.missing,
        "parts": [
            (part, [list(zip(part.fields, row.values(), strict=True)) for row in part.rows]) for part in parts
        ],
        "records": [path for path, _ in records], "photos": photos,
    }  # fmt: skip
    packing.add("index.html", render_to_string("rights/index.html", context).encode())
    packing.add("look.css", _look())
    manifest = {
        "about": str(client.pk), "clinic": client.clinic.name, "made_at": timezone.now(),
        "nuchal": __version__, "knowledge": knowledge().release, "sha256": packing.digests,
        "photos_not_found": packing.missing,
    }  # fmt: skip
    packing.zip.writestr("manifest.json", _json(manifest))


def _records(client: Client) -> Iterator[tuple[str, dict[str, Any]]]:
    for episode in rows_about(Episode, client):
        entries = [entry_of(finding) for finding in findings_of(episode)]
        yield (
            f"record/{episode.started_on:%Y-%m-%d}-{episode.pk.hex[:8]}.json",
            data_of(entries, name=str(client.pk)),
        )


def files_of(client: Client) -> Iterator[models.fields.files.FieldFile]:
    """Every file that a row about this client names."""
    for table in children_first():
        named = [one for one in table._meta.concrete_fields if isinstance(one, models.FileField)]
        for row in rows_about(table, client) if named else ():
            yield from (file for one in named if (file := getattr(row, one.name)))


def _photos(packing: _Packing, client: Client) -> Iterator[str]:
    for file in files_of(client):
        path = f"files/{file.name}"
        try:
            with file.open("rb") as opened:
                packing.add(path, opened.read())
        except FileNotFoundError:
            packing.missing.append(path)
        else:
            yield path


def _row(row: models.Model) -> dict[str, Any]:
    return {one.name: _value(row, one) for one in fields_of(type(row))}


def _value(row: models.Model, one: models.Field[Any, Any]) -> Any:
    value = getattr(row, one.name)
    if isinstance(value, User):
        return {"id": value.pk, "name": value.name}
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(one, models.FileField):
        return f"files/{value.name}" if value else ""
    return value


class _Exact(DjangoJSONEncoder):
    """Moments as they are stored, to the microsecond: the hash of an event can be computed again from the copy."""

    def default(self, o: Any) -> Any:
        """A moment in UTC; everything else as Django writes it."""
        if isinstance(o, datetime):
            return o.astimezone(UTC).isoformat(timespec="microseconds")
        return super().default(o)


def _json(what: Any) -> bytes:
    return json.dumps(what, cls=_Exact, ensure_ascii=False, indent=1).encode()


def _look() -> bytes:
    place = finders.find("rights/look.css")
    if place is None:
        raise FileNotFoundError("rights/look.css")
    with open(place, "rb") as opened:
        return opened.read()
