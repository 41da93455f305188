"""
Episodes of care, and what was found in them.

A finding is never changed: a newer one takes its place, and the old one says until when it held. So the record as it
was at any moment can be read again.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.access.visible import VisibleRows
from nuchal.clinic.people.clients import Client, Contact
from nuchal.clinic.people.links import ClientLink
from nuchal.clinic.people.staff import User
from nuchal.findings import model
from nuchal.knowledge.schema import Level

MAIN = "main"
"""The name of the first kind of headache."""


class Section(models.TextChoices):
    """Which part of a case file a finding belongs to."""

    PROFILE = "profile", _("Kind of headache")
    OBSERVATION = "observation", _("Observation")
    DRAWING = "drawing", _("Drawing")
    MEDICINES = "medicines", _("Medicines")
    GOALS = "goals", _("Own activities")
    PALPATION = "palpation", _("Palpation")
    TEST = "test", _("Test")
    CLEARANCE = "clearance", _("Clearance by a physician")
    ATTESTATION = "attestation", _("Attestation")
    SETTLEMENT = "settlement", _("Which of two answers holds")


STATES = [(state.value, state.value) for state in model.State]
ORIGINS = [(origin.value, origin.value) for origin in model.Origin]
LEVELS = [(level.value, level.value) for level in Level]
SIDES = [("", "–"), ("left", _("left")), ("right", _("right"))]


class Episode(models.Model):
    """
    One course of care of a client, from the intake to the discharge.

    `active_at` is when the last finding was recorded, `urgency` the least that the newest conclusion says: both follow
    from other rows and stand here so that the clients of today are found at once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="episodes")
    title = models.CharField(_("what it is about"), max_length=120, blank=True)
    started_on = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)
    last_sequence = models.PositiveBigIntegerField(default=0)
    active_at = models.DateTimeField(default=timezone.now, editable=False)
    urgency = models.CharField(max_length=16, choices=LEVELS, default=Level.NONE.value, editable=False)

    objects = VisibleRows.as_manager()

    class Visible:
        """Who may see a row: whoever has the permission in its clinic, and the client."""

        permission = Permission.SEE_HEALTH
        to_clinic = "client__clinic"
        to_client = "client"

    class Meta:
        """Newest first."""

        ordering = ("-started_on", "-id")
        indexes = (
            models.Index("active_at", name="episode_activity"),
            models.Index("urgency", name="episode_urgency"),
        )

    class Privacy:
        """What each field is."""

        identifies: ClassVar[set[str]] = set()
        health: ClassVar[set[str]] = {"title", "urgency"}
        operational: ClassVar[set[str]] = {
            "id", "client", "started_on", "closed_at", "last_sequence", "active_at",
        }  # fmt: skip
        derived: ClassVar[set[str]] = {"last_sequence", "active_at", "urgency"}

    def __str__(self) -> str:
        return f"{self.client} from {self.started_on}"


class Finding(models.Model):
    """
    One thing that is known: where it belongs, its value as a case file writes it, who said so, and when.

    `profile` is the name of the kind of headache, empty for the person; `side` is empty where there is none. `sequence`
    counts the findings of the episode; `until` is the sequence of the one that took its place.
    """

    id = models.BigAutoField(primary_key=True)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="findings")
    sequence = models.PositiveBigIntegerField()
    section = models.CharField(max_length=12, choices=Section.choices)
    profile = models.CharField(max_length=60, blank=True)
    key = models.CharField(max_length=80)
    side = models.CharField(max_length=5, blank=True, choices=SIDES)
    value = models.JSONField(null=True)
    state = models.CharField(max_length=16, choices=STATES)
    origin = models.CharField(max_length=24, choices=ORIGINS)
    by_user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    by_link = models.ForeignKey(ClientLink, null=True, on_delete=models.PROTECT, related_name="+")
    said_by = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """Who answered for the client, such as a guardian; empty where they spoke for themselves."""
    at = models.DateTimeField()
    until = models.PositiveBigIntegerField(null=True)
    superseded_at = models.DateTimeField(null=True)

    objects = VisibleRows.as_manager()

    class Visible:
        """Who may see a row: whoever has the permission in its clinic, and the client."""

        permission = Permission.SEE_HEALTH
        to_clinic = "episode__client__clinic"
        to_client = "episode__client"

    class Meta:
        """One current finding per place, one place per number."""

        ordering = ("episode", "sequence")
        constraints = (
            models.UniqueConstraint(
                fields=["episode", "section", "profile", "key", "side"],
                condition=Q(until=None),
                name="one_current_finding",
            ),
            models.UniqueConstraint(fields=["episode", "sequence"], name="one_finding_per_number"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("sequence")), name="superseded_by_a_later_one"
            ),
            models.CheckConstraint(condition=Q(side__in=["", "left", "right"]), name="a_side_that_exists"),
        )

    class Privacy:
        """What each field is."""

        identifies: ClassVar[set[str]] = set()
        health: ClassVar[set[str]] = {"section", "profile", "key", "side", "value", "state", "origin"}
        operational: ClassVar[set[str]] = {
            "id", "episode", "sequence", "by_user", "by_link", "said_by", "at", "until", "superseded_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.section} {self.key} {self.side}".strip()


class Drawing(models.Model):
    """
    The strokes of a hand, as drawn; the marks that follow from them are a finding.

    That is a drawing of one kind of headache, or a palpation with where it is felt, which belongs to no kind.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="drawings")
    profile = models.CharField(max_length=60, default=MAIN)
    strokes = models.JSONField(default=list)
    finding = models.ForeignKey(Finding, null=True, on_delete=models.PROTECT, related_name="drawings")
    at = models.DateTimeField()

    objects = VisibleRows.as_manager()

    class Visible:
        """Who may see a row: whoever has the permission in its clinic, and the client."""

        permission = Permission.SEE_HEALTH
        to_clinic = "episode__client__clinic"
        to_client = "episode__client"

    class Meta:
        """Newest first, by the number of the finding and not by the clock."""

        ordering = ("-finding__sequence", "-at")

    class Privacy:
        """What each field is."""

        identifies: ClassVar[set[str]] = set()
        health: ClassVar[set[str]] = {"profile", "strokes"}
        operational: ClassVar[set[str]] = {"id", "episode", "finding", "at"}

    def __str__(self) -> str:
        return f"{self.profile} at {self.at:%Y-%m-%d}"
