"""
`visible_to(viewer)`: the only door to rows about clients.

Every view and every query of a page starts here. Somebody who may not see a row does not learn that it exists.
"""

from __future__ import annotations

from typing import Any, ClassVar, Protocol, Self, TypeVar, runtime_checkable

from django.contrib.auth.models import AnonymousUser
from django.db import models

from nuchal.clinic.access.roles import Permission

Row = TypeVar("Row", bound=models.Model)


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
        return limited
