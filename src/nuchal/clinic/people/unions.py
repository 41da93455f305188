"""Two records of one person, united: which one is used, which rows moved to it, by whom, why, and whether it holds."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.access.visible import VisibleRows
from nuchal.clinic.people.clients import Client
from nuchal.clinic.people.staff import User


class RecordUnion(models.Model):
    """
    The decision that two records are of one person. `other` stays readable; `client` is used from now on.

    `moved` names the rows that were moved (table -> numbers), so that the two can be separated again.
    """

    id = models.BigAutoField(primary_key=True)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="unions")
    other = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="unions_into")
    because = models.CharField(_("how you know that this is one person"), max_length=400)
    moved = models.JSONField(default=dict)
    at = models.DateTimeField()
    by_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    separated_at = models.DateTimeField(null=True, blank=True)
    separated_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = VisibleRows.as_manager()

    class Visible:
        """Who may see a row: whoever has the permission in its clinic."""

        permission = Permission.SEE_PEOPLE
        to_clinic = "client__clinic"
        to_client = ""

    class Meta:
        """Newest first; a record is united into one other at a time."""

        ordering = ("-at",)
        constraints = (
            models.UniqueConstraint(fields=["other"], condition=Q(separated_at=None), name="united_once"),
            models.CheckConstraint(condition=~Q(client=models.F("other")), name="no_union_with_itself"),
        )

    class Privacy:
        """What each field is."""

        identifies: ClassVar[set[str]] = {"because"}
        health: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {
            "id", "client", "other", "moved", "at", "by_user", "separated_at", "separated_by",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.other_id} → {self.client_id}"
