"""How far an intake has come, which answers have arrived, and the alerts that a danger sign raised."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.access.visible import VisibleRows
from nuchal.clinic.people.clients import Client, Contact
from nuchal.clinic.people.links import ClientLink
from nuchal.clinic.people.staff import Clinic, User
from nuchal.clinic.record.episodes import Episode
from nuchal.knowledge.schema import Level


class _OfAnEpisode:
    """Who may see a row: whoever may see the client's health, and the client."""

    permission = Permission.SEE_HEALTH
    to_clinic = "episode__client__clinic"
    to_client = "episode__client"


class Intake(models.Model):
    """One intake: when it began, and when the client handed it in. What was said lies in the record."""

    episode = models.OneToOneField(Episode, on_delete=models.PROTECT, primary_key=True, related_name="intake")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    speaker = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """Who answers for the client from now on; empty where they answer themselves."""

    objects = VisibleRows.as_manager()
    Visible = _OfAnEpisode

    class Privacy:
        """What each field is."""

        identifies: ClassVar[set[str]] = set()
        health: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {"episode", "started_at", "finished_at", "speaker"}

    def __str__(self) -> str:
        return f"intake of {self.episode_id}"


class Submission(models.Model):
    """
    One answer that has arrived: which step, and the id that the page gave it.

    The same id with the same content is the same answer, however often a phone sends it.
    """

    class How(models.TextChoices):
        """What the client did at this step."""

        ANSWERED = "answered", _("answered")
        SKIPPED = "skipped", _("skipped")

    id = models.BigAutoField(primary_key=True)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="submissions")
    key = models.UUIDField()
    digest = models.CharField(max_length=64)
    step = models.CharField(max_length=160)
    how = models.CharField(max_length=8, choices=How.choices)
    by_link = models.ForeignKey(ClientLink, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = VisibleRows.as_manager()
    Visible = _OfAnEpisode

    class Meta:
        """In the order of arrival; each answer once."""

        ordering = ("episode", "id")
        constraints = (
            models.UniqueConstraint(fields=["episode", "key", "digest"], name="one_submission_per_answer"),
        )

    class Privacy:
        """What each field is: which question was asked says something of a person's health."""

        identifies: ClassVar[set[str]] = set()
        health: ClassVar[set[str]] = {"step", "how"}
        operational: ClassVar[set[str]] = {"id", "episode", "key", "digest", "by_link", "at"}

    def __str__(self) -> str:
        return f"{self.step} ({self.how})"


class Alert(models.Model):
    """
    Danger signs that stood in an intake, for the clinic to see. Facts are added to it, never changed or taken back.

    While it is not settled by the clinic, the client cannot book a visit alone.
    """

    LEVELS = (("refer_first", _("refer first")), ("same_day", _("same day")), ("emergency", _("emergency")))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="alerts")
    level = models.CharField(max_length=12, choices=LEVELS)
    signs = models.JSONField()
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(ClientLink, null=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(_("the client says that a doctor has looked at it"), null=True)
    corrected_at = models.DateTimeField(_("the client has changed the answer"), null=True)
    seen_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    mail_failed_at = models.DateTimeField(null=True)
    settled_because = models.CharField(_("what was done"), max_length=400, blank=True)

    objects = VisibleRows.as_manager()
    Visible = _OfAnEpisode

    class Meta:
        """Newest first; who settles it has seen it, and says what was done."""

        ordering = ("-raised_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None, settled_because="")
                | (
                    Q(settled_at__isnull=False, settled_by__isnull=False, seen_at__isnull=False)
                    & ~Q(settled_because="")
                ),
                name="an_alert_is_settled_by_somebody_who_says_why",
            ),
        )
        indexes = (models.Index(fields=["episode"], condition=Q(settled_at=None), name="open_alert"),)

    class Privacy:
        """What each field is."""

        identifies: ClassVar[set[str]] = set()
        health: ClassVar[set[str]] = {"level", "signs", "checked_at", "corrected_at", "settled_because"}
        operational: ClassVar[set[str]] = {
            "id", "episode", "raised_at", "raised_by", "seen_by", "seen_at", "settled_by", "settled_at",
            "mailed_at", "mail_failed_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.level}: {', '.join(self.signs)}"

    @property
    def rank(self) -> int:
        """How urgent it is, as a number."""
        return Level(self.level).rank

    @property
    def is_urgent(self) -> bool:
        """Whether the client is to be telephoned now."""
        return self.rank >= Level.SAME_DAY.rank


class UrgentCall(models.Model):
    """
    A client to be telephoned now: who, since when, and who is on it. It says nothing of the reason.

    It is written with an urgent alert, so that staff who may not see health can act on it.
    """

    alert = models.OneToOneField(Alert, on_delete=models.PROTECT, primary_key=True, related_name="call")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="urgent_calls")
    asked_at = models.DateTimeField()
    seen_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    """The therapist who has seen the alert."""
    seen_at = models.DateTimeField(null=True)
    called_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    called_at = models.DateTimeField(null=True)
    was_reached = models.BooleanField(null=True)
    closed_at = models.DateTimeField(null=True)
    """When a therapist marked the alert as handled."""

    objects = VisibleRows.as_manager()

    class Visible:
        """Who may see a row: all staff who may see who the clients are; not the client."""

        permission = Permission.SEE_PEOPLE
        to_clinic = "client__clinic"
        to_client = ""

    class Meta:
        """Newest first."""

        ordering = ("-asked_at",)
        verbose_name = _("urgent call")
        verbose_name_plural = _("urgent calls")
        indexes = (models.Index(fields=["client"], condition=Q(closed_at=None), name="open_urgent_call"),)

    class Privacy:
        """What each field is."""

        identifies: ClassVar[set[str]] = set()
        health: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {
            "alert", "client", "asked_at", "seen_by", "seen_at", "called_by", "called_at", "was_reached",
            "closed_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"call asked for at {self.asked_at:%Y-%m-%d %H:%M}"


class AlertSettings(models.Model):
    """How a clinic wants to be told of alerts: when an alert that nobody has seen goes further, and to whom."""

    MINUTES = 10
    """Minutes until an alert that no therapist has seen goes further, where the clinic has not said."""

    clinic = models.OneToOneField(
        Clinic, on_delete=models.CASCADE, primary_key=True, related_name="alert_settings"
    )
    minutes = models.PositiveSmallIntegerField(default=MINUTES)
    addresses = models.JSONField(default=list, blank=True)
    """E-mail addresses that are told last, beside the owners."""
    phone = models.CharField(max_length=40, blank=True)
    """Whom the front desk telephones if no therapist reacts."""

    class Privacy:
        """What each field is."""

        identifies: ClassVar[set[str]] = {"addresses", "phone"}
        health: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {"clinic", "minutes"}

    def __str__(self) -> str:
        return f"after {self.minutes} minutes"
