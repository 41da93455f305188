"""
Which rows are about one client: every table of the database that leads to a client, found by its own foreign keys.

Nothing is listed by hand, so a new table cannot be forgotten. An event of the audit leads to a client by number only.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from typing import Any

from django.apps import apps
from django.db import models

from nuchal.clinic.people.clients import Client

Table = type[models.Model]
BY_NUMBER = "client_id"
"""The column of a table that names a client without a foreign key."""


@lru_cache(maxsize=1)
def ways() -> dict[Table, str]:
    """Table -> the look-up that leads from its rows to the client, the surest and shortest one."""
    found: dict[Table, str] = {Client: "pk"}
    for table in _tables():
        if any(field.name == BY_NUMBER for field in table._meta.concrete_fields):
            found[table] = BY_NUMBER
    while fresh := _one_step_further(found):
        found |= fresh
    return found


def rows_about(table: Table, client: Client) -> models.QuerySet[Any]:
    """Every row of a table that is about this client, or about a record of the same person that is united with it."""
    return table._default_manager.filter(**{f"{ways()[table]}__in": records_of(client)}).order_by("pk")


def records_of(client: Client) -> list[Any]:
    """The numbers of a client's record and of those that were united into it."""
    return [client.pk, *client.united.order_by("pk").values_list("pk", flat=True)]


def children_first() -> list[Table]:
    """The tables in an order in which rows can go: whatever points to another goes before it, the client last."""
    order: list[Table] = []

    def visit(table: Table) -> None:
        for other in ways():
            if other is not table and other not in order and table in _targets(other):
                visit(other)
        if table not in order:
            order.append(table)

    visit(Client)
    return [table for table in ways() if table not in order] + order


def words_for(table: Table, count: int = 2) -> str:
    """What people call one row of a table, or several."""
    return str(table._meta.verbose_name if count == 1 else table._meta.verbose_name_plural)


def _tables() -> list[Table]:
    return list(apps.get_models(include_auto_created=True))


def _one_step_further(found: dict[Table, str]) -> dict[Table, str]:
    """Tables that point to one that was found; of several ways one that is never empty."""
    fresh: dict[Table, str] = {}
    for table in _tables():
        pointing = [
            field
            for field in table._meta.concrete_fields
            if field.is_relation and field.related_model in found and table not in found
        ]
        for field in sorted(pointing, key=lambda one: one.null):
            onward = found[field.related_model]  # type: ignore[index]  # it is one of the tables found
            fresh.setdefault(table, field.name if onward == "pk" else f"{field.name}__{onward}")
    return fresh


def _targets(table: Table) -> set[Any]:
    return set(chain(field.related_model for field in table._meta.concrete_fields if field.is_relation))
