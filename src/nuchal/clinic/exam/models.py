"""What the exam keeps beside the findings: how hard a touch pressed, and how a posture was measured."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.access.visible import VisibleRows
from nuchal.clinic.people.staff import User
from nuchal.clinic.record.episodes import Episode, Finding


class Pressure(models.Model):
    """How hard the finger pressed when a palpation was recorded."""

    finding = models.OneToOneField(Finding, on_delete=models.PROTECT, related_name="pressure")
    kilograms = models.DecimalField(_("pressure in kg"), max_digits=3, decimal_places=1)

    objects = VisibleRows.as_manager()

    class Visible:
        """Who may see a row: whoever may see the finding."""

        permission = Permission.SEE_HEALTH
        to_clinic = "finding__episode__client__clinic"
        to_client = "finding__episode__client"

    class Privacy:
        """What each field is."""

        identifies: ClassVar[set[str]] = set()
        health: ClassVar[set[str]] = {"kilograms"}
        operational: ClassVar[set[str]] = {"id", "finding"}

    def __str__(self) -> str:
        return f"{self.kilograms} kg"


def place_of_photo(posture: Posture, _name: str) -> str:
    """Where a photo lies: a name that tells nothing about whom it shows."""
    return f"postures/{posture.id.hex}.{posture.kind_of_photo}"


class Posture(models.Model):
    """One measurement of posture: two marks on a picture, the angle with its error, and perhaps the picture."""

    class Standing(models.TextChoices):
        """How the client was placed; the two are never compared."""

        STANDING = "standing", _("standing")
        SITTING = "sitting", _("sitting")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="postures")
    finding = models.OneToOneField(Finding, on_delete=models.PROTECT, related_name="posture")
    placed = models.CharField(max_length=8, choices=Standing.choices)
    marks = models.JSONField(default=dict)
    """Ear and C7 in pixels of the picture, and its size."""
    angle = models.DecimalField(max_digits=4, decimal_places=1)
    error = models.DecimalField(max_digits=4, decimal_places=1)
    photo = models.FileField(upload_to=place_of_photo, blank=True)
    kind_of_photo = models.CharField(max_length=4, blank=True)
    by_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = VisibleRows.as_manager()

    class Visible:
        """Who may see a row: whoever has the permission in its clinic, and the client."""

        permission = Permission.SEE_HEALTH
        to_clinic = "episode__client__clinic"
        to_client = "episode__client"

    class Meta:
        """Newest first, by the number of the finding and not by the clock."""

        ordering = ("-finding__sequence",)

    class Privacy:
        """What each field is; a photo shows the face."""

        identifies: ClassVar[set[str]] = {"photo"}
        health: ClassVar[set[str]] = {"placed", "marks", "angle", "error"}
        operational: ClassVar[set[str]] = {"id", "episode", "finding", "kind_of_photo", "by_user", "at"}

    def __str__(self) -> str:
        return f"{self.angle}° {self.placed}"

    @property
    def interval(self) -> tuple[Any, Any]:
        """The angle less and plus its error."""
        return self.angle - self.error, self.angle + self.error
