"""
Notices, and the workers that send them.

The clinic and the client are named by the path of their table, because the parts that own them write notices and stand
above this one.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.access.visible import VisibleRows


class Notice(models.Model):
    """
    One message to one recipient by one channel: due, being sent, sent, failed, or no longer to be sent.

    It is written in the transaction of what it is about. Its words are encrypted and deleted once it is sent.
    """

    class Channel(models.TextChoices):
        """By which way it leaves."""

        EMAIL = "email", _("e-mail")

    class State(models.TextChoices):
        """Where it stands."""

        DUE = "due", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        VOID = "void", _("not needed any more")
        DISCARDED = "discarded", _("discarded")

    id = models.BigAutoField(primary_key=True)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """What a repeated message has in common with the first: its Message-ID."""
    clinic = models.ForeignKey("people.Clinic", null=True, on_delete=models.CASCADE, related_name="notices")
    client = models.ForeignKey("people.Client", null=True, on_delete=models.CASCADE, related_name="notices")
    subject = models.CharField(max_length=96)
    """The row that it is about: `intake.Alert/4f0c…`."""
    kind = models.CharField(max_length=32)
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.EMAIL)
    recipient = models.CharField(_("to"), max_length=254)
    sequence = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=200)
    words = models.TextField(blank=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DUE)
    taken_by = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    takes = models.PositiveSmallIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=80, blank=True)
    sent_at = models.DateTimeField(null=True)
    discarded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    discarded_because = models.CharField(_("reason"), max_length=400, blank=True)

    objects = VisibleRows.as_manager()

    class Visible:
        """Who may see a row: who manages the clinic, and the client that it is about."""

        permission = Permission.MANAGE
        to_clinic = "clinic"
        to_client = "client"

    class Meta:
        """The same message to the same recipient exists once; what is taken has an end."""

        ordering = ("-created_at", "-id")
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = (
            models.UniqueConstraint(
                fields=["subject", "kind", "channel", "recipient", "sequence"], name="one_notice_per_message"
            ),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(taken_by__isnull=False, lease_until__isnull=False),
                name="what_is_being_sent_has_a_lease",
            ),
        )
        indexes = (
            models.Index(F("due_at"), condition=Q(state__in=["due", "sending"]), name="open_notice"),
            models.Index(fields=["clinic", "state"], name="notice_by_state"),
        )

    class Privacy:
        """What each field is. `words` may hold a link that opens an account or an invitation."""

        identifies: ClassVar[set[str]] = {"recipient", "title", "words"}
        health: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {
            "id", "key", "clinic", "client", "subject", "kind", "channel", "sequence", "created_at", "due_at",
            "state", "taken_by", "lease_until", "takes", "failures", "problem", "sent_at", "discarded_by",
            "discarded_because",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} ({self.state})"

    @property
    def subject_id(self) -> str:
        """The key of the row that it is about."""
        return self.subject.partition("/")[2]


class Worker(models.Model):
    """One process that sends notices, and when it was last heard of."""

    id = models.UUIDField(primary_key=True, editable=False)
    started_at = models.DateTimeField()
    heard_at = models.DateTimeField()

    class Privacy:
        """What each field is."""

        identifies: ClassVar[set[str]] = set()
        health: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {"id", "started_at", "heard_at"}

    def __str__(self) -> str:
        return f"worker {self.id}"
