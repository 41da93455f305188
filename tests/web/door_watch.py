"""
Watch the queries of a request: which rows about clients were read although nobody asked who may see them?

Every SELECT of a model with a class `Visible` counts, however it was written: through a manager, a reverse relation, a
prefetch or an aggregate. A read is in order if one of these holds; any other is collected:

- `visible_to` limited the query;
- it asks for rows of a row that this request got through `visible_to`, and both models ask for the same permission
  (the findings of an episode that was seen, not the episodes of a client that was seen);
- it asks in the same way for rows of a row that was made while the watch runs (the findings of a new episode);
- it follows a row to the one row that it belongs to (`finding.episode`);
- an action does it: actions lock and change rows after their view has checked who asks.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.handlers.base import BaseHandler
from django.db import models
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor
from django.db.models.query import QuerySet
from django.db.models.signals import post_save
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.where import AND, WhereNode

from nuchal.clinic import access

CLINIC = Path(access.__file__).resolve().parents[1]
REQUEST = Path(sys.modules[BaseHandler.__module__].__file__)
FORWARD = {"get_object", "__get__"}
"""Functions of Django's forward relations: from a row to the one row that it belongs to."""
AROUND_THE_DOOR = {
    "access/visible.py": "reads the keys of rows that an action is about to change",
    "audit/anchors.py": "compares the end of a chain with its anchor, and shows nothing",
    "audit/row_digests.py": "seals rows that an action has just written, and shows nothing",
    "intake/answered.py": "asks before anybody is let in whether a link needs a second proof",
    "people/doors.py": "the door itself: finds the link that was presented",
    "people/membership.py": "closes links inside the action by which a member leaves",
    "people/opening.py": "the door itself: what a passkey or a proof opens",
    "people/proving.py": "the door itself: compares a proof with the client of a link",
    "people/returning.py": "the door itself: finds the passkey that was presented",
    "people/row_clinic.py": "refuses a row whose relations belong to two clinics",
    "people/tokens.py": "the door itself: finds the link or the session that was presented",
    "record/consenting.py": "signs: an action under the name of what it does",
    "rights/copying.py": "the whole record of a client whom the view found through the door, for who may have all of it",
    "rights/erasing.py": "the whole record of a client whom the view found through the door, for who may erase it",
    "rights/keeping.py": "when the record of a client whom the view found through the door was last used",
    "rights/uniting.py": "both records of a person whom the view found through the door",
}
"""Modules that read around the door, each with its reason."""
WHOLE_RECORD = "rights/"
"""What these ask other modules for is theirs as well."""
Seen = set[tuple[type[models.Model], Any]]


@dataclass(frozen=True, slots=True)
class Read:
    """A read around the door: which model, by which module and function of the clinic."""

    model: str
    module: str
    function: str

    def __str__(self) -> str:
        return f"{self.module}:{self.function} reads {self.model}"


@dataclass(slots=True)
class Watch:
    """What was read around the door so far, and which rows came through it."""

    allowed: frozenset[str]
    reads: set[Read] = field(default_factory=set)
    seen: Seen = field(default_factory=set)


@contextmanager
def watched(allowed: Iterable[str] = AROUND_THE_DOOR) -> Iterator[Watch]:
    """Watch while the block runs; `allowed` names modules that have a reason of their own."""
    watch = Watch(frozenset(allowed))
    execute, fetch = SQLCompiler.execute_sql, QuerySet._fetch_all
    prefetch = ForwardManyToOneDescriptor.get_prefetch_querysets

    def prefetched(relation: Any, *args: Any, **kwargs: Any) -> Any:
        """From rows to the rows that they belong to, several at once."""
        found = prefetch(relation, *args, **kwargs)
        found[0].query.limited_to_viewer = True
        return found

    def execute_sql(compiler: SQLCompiler, *args: Any, **kwargs: Any) -> Any:
        query = _innermost(compiler.query)
        if (
            hasattr(query.model, "Visible")
            and type(query).__name__ == "Query"
            and not getattr(query, "limited_to_viewer", False)
            and not _beside_what_was_seen(query, watch.seen)
        ):
            _note(watch, query.model)
        return execute(compiler, *args, **kwargs)

    def fetch_all(rows: QuerySet) -> None:
        fresh = rows._result_cache is None
        fetch(rows)
        if fresh and getattr(rows.query, "limited_to_viewer", False):
            for row in rows._result_cache:
                if isinstance(row, models.Model):
                    watch.seen.update(_row_and_parents(row))

    def made(instance: models.Model, *, created: bool, **_more: Any) -> None:
        if created:
            watch.seen.add((type(instance), instance.pk))

    post_save.connect(made, weak=False)
    SQLCompiler.execute_sql, QuerySet._fetch_all = execute_sql, fetch_all
    ForwardManyToOneDescriptor.get_prefetch_querysets = prefetched
    try:
        yield watch
    finally:
        post_save.disconnect(made)
        SQLCompiler.execute_sql, QuerySet._fetch_all = execute, fetch
        ForwardManyToOneDescriptor.get_prefetch_querysets = prefetch


def _innermost(query: Any) -> Any:
    inner = getattr(query, "inner_query", None)
    return query if inner is None else _innermost(inner)


def _row_and_parents(row: models.Model) -> Iterator[tuple[type[models.Model], Any]]:
    yield type(row), row.pk
    for relation in row._meta.concrete_fields:
        value = row.__dict__.get(relation.attname)
        if relation.is_relation and value is not None:
            yield relation.related_model, value


def _beside_what_was_seen(query: Any, seen: Seen) -> bool:
    """Whether a condition ties the rows to one that came through the door under the same permission."""
    wanted = query.model.Visible.permission
    return any(
        row in seen and getattr(getattr(row[0], "Visible", None), "permission", None) == wanted
        for row in _ties(query.where, query.model)
    )


def _ties(where: Any, model: type[models.Model]) -> Iterator[tuple[type[models.Model], Any]]:
    """The rows to which every result must belong: equality with a key, in conditions that are all joined by AND."""
    if isinstance(where, WhereNode):
        if where.connector == AND and not where.negated:
            for child in where.children:
                yield from _ties(child, model)
        return
    column = getattr(getattr(where, "lhs", None), "target", None)
    if column is None or getattr(where, "lookup_name", None) != "exact":
        return
    if column.is_relation:
        yield column.related_model, where.rhs
    elif column.primary_key:
        yield column.model, where.rhs


def _note(watch: Watch, model: type[models.Model]) -> None:
    """Collect this read if a request is being answered and no action does it."""
    frame = sys._getframe(2)
    nearest = None
    while frame is not None:
        name = frame.f_code.co_filename
        if (
            frame.f_code.co_name in FORWARD
            and name.endswith("fields/related_descriptors.py")
            and "ForwardManyToOne" in frame.f_code.co_qualname
        ):
            return
        module = str(Path(name).relative_to(CLINIC)) if name.startswith(str(CLINIC)) else ""
        if module.startswith(WHOLE_RECORD) and module in watch.allowed:
            return
        if nearest is None and module:
            if Path(name).stem.endswith("actions") or module in watch.allowed:
                return
            nearest = Read(model.__name__, module, frame.f_code.co_name)
        if name == str(REQUEST):
            if nearest is not None:
                watch.reads.add(nearest)
            return
        frame = frame.f_back
