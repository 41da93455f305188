"""
`visible_to(viewer)`: the only door to rows about clients.

Every view and every query of a page starts here. Somebody who may not see a row does not learn that it exists.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Protocol, Self, TypeVar, runtime_checkable

from django.contrib.auth.models import AnonymousUser
from django.db import models, transaction
from django.dispatch import Signal

from nuchal.clinic.access.roles import Permission

Row = TypeVar("Row", bound=models.Model)


rows_written = Signal()
"""Sent with `pks` and the names of the `fields` (None: all) after rows were created or updated by one statement."""


@runtime_checkable
class Viewer(Protocol):
    """Somebody who looks: a member of staff, or a client with a link."""

    def limit(
        self, rows: models.QuerySet[Any], *, permission: Permission, to_clinic: str, to_client: str
    ) -> models.QuerySet[Any]:
        """These rows without what this viewer may not see."""


class Visibility(Protocol):
    """What a model declares in its class `Visible`; an empty `to_client` keeps its rows from every client."""

    permission: ClassVar[Permission]
    to_clinic: ClassVar[str]
    to_client: ClassVar[str]


class VisibleRows(models.QuerySet[Row]):
    """Rows that belong to a client or to a clinic; the model's class `Visible` says by which way."""

    def visible_to(self, viewer: Viewer | AnonymousUser) -> Self:
        """What this viewer may see; nothing for somebody who has not signed in."""
        if isinstance(viewer, AnonymousUser):
            return self.none()
        declared: Visibility = self.model.Visible  # type: ignore[attr-defined]  # a test asks it of every model
        limited: Self = viewer.limit(  # type: ignore[assignment]  # limit() keeps the class
            self,
            permission=declared.permission,
            to_clinic=declared.to_clinic,
            to_client=declared.to_client,
        )
        # Copied with the query, so that the tests tell a read that was limited to a viewer from one that was not.
        limited.query.limited_to_viewer = True  # type: ignore[attr-defined]
        return limited

    def bulk_create(self, objs: Iterable[Row], *args: Any, **options: Any) -> list[Row]:
        """Create rows and tell of them, as `save` does of one row."""
        if not rows_written.has_listeners(self.model):
            return super().bulk_create(objs, *args, **options)
        with transaction.atomic(using=self.db):
            rows = super().bulk_create(objs, *args, **options)
            rows_written.send(self.model, pks=[row.pk for row in rows], fields=None)
        return rows

    def update(self, **values: Any) -> int:
        """Update rows and tell of them, as `save` does of one row."""
        if not rows_written.has_listeners(self.model):
            return super().update(**values)
        with transaction.atomic(using=self.db):
            pks = list(self.values_list("pk", flat=True))
            if not pks:
                return 0
            # The condition is asked again: a row that another request has changed meanwhile is left alone.
            changed = super(VisibleRows, self.filter(pk__in=pks)).update(**values)
            rows_written.send(self.model, pks=pks, fields=set(values))
        return changed

    update.alters_data = True  # type: ignore[attr-defined]  # Django reads it off its own method in the same way
