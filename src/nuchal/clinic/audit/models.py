"""Events, one after the other, and the end of each clinic's chain. No foreign keys: what is erased stays named."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.access.visible import VisibleRows

NO_CLINIC = uuid.UUID(int=0)
"""The chain of what belongs to no clinic, such as a sign-in that failed."""


class Action(models.TextChoices):
    """What somebody did."""

    READ = "read", _("read")
    WRITE = "write", _("wrote")
    OVERRIDE = "override", _("overrode")
    EXPORT = "export", _("exported")
    ERASE = "erase", _("erased")
    SIGN_IN = "sign-in", _("signed in")
    SIGN_OUT = "sign-out", _("signed out")
    REFUSED = "refused", _("was refused")
    SEND = "send", _("sent")
    OPEN = "open", _("opened a link")


class ActorKind(models.TextChoices):
    """Who acted."""

    STAFF = "staff", _("staff")
    CLIENT = "client", _("client, by link")
    SYSTEM = "system", _("the program")
    UNKNOWN = "unknown", _("not signed in")


class Event(models.Model):
    """One event. `hash` covers every other field and the hash before it."""

    id = models.BigAutoField(primary_key=True)
    clinic_id = models.UUIDField(default=NO_CLINIC)
    sequence = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=8, choices=ActorKind.choices)
    actor_id = models.CharField(max_length=64, blank=True)
    actor_name = models.CharField(max_length=120, blank=True)
    action = models.CharField(max_length=8, choices=Action.choices)
    subject = models.CharField(max_length=64, blank=True)
    subject_id = models.CharField(max_length=64, blank=True)
    client_id = models.UUIDField(null=True)
    details = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = VisibleRows.as_manager()

    class Visible:
        """Who may see a row: whoever has the permission in its clinic."""

        permission = Permission.SEE_AUDIT
        to_clinic = "clinic_id"
        to_client = ""

    class Meta:
        """Each place in a chain is taken once."""

        ordering = ("clinic_id", "sequence")
        constraints = (
            models.UniqueConstraint(fields=["clinic_id", "sequence"], name="one_event_per_place_in_a_chain"),
        )
        indexes = (
            models.Index(fields=["clinic_id", "-at"], name="event_by_time"),
            models.Index(fields=["client_id"], name="event_by_client"),
        )

    class Privacy:
        """What each field is."""

        identifies: ClassVar[set[str]] = {"actor_name"}
        health: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {
            "id", "clinic_id", "sequence", "at", "actor_kind", "actor_id", "action", "subject", "subject_id",
            "client_id", "details", "previous", "hash",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.sequence}: {self.actor_name} {self.action} {self.subject}"


class RowDigest(models.Model):
    """
    What a row of the record was after one change: a keyed digest of its content, empty once it is erased.

    The newest one of a row tells what the row must be now. They form one chain per clinic, as events do; `key` names
    the key of the digest.
    """

    id = models.BigAutoField(primary_key=True)
    clinic_id = models.UUIDField()
    number = models.PositiveBigIntegerField()
    table = models.CharField(max_length=64)
    row_id = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, blank=True)
    key = models.CharField(max_length=8)
    hash = models.CharField(max_length=64)

    class Meta:
        """Each place is taken once."""

        ordering = ("clinic_id", "number")
        verbose_name = _("digest of a row")
        verbose_name_plural = _("digests of rows")
        constraints = (models.UniqueConstraint(fields=["clinic_id", "number"], name="one_digest_per_place"),)
        indexes = (models.Index(fields=["table", "row_id"], name="digest_by_row"),)

    class Privacy:
        """What each field is. Without the key a digest tells nothing of the row."""

        identifies: ClassVar[set[str]] = set()
        health: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {
            "id", "clinic_id", "number", "table", "row_id", "digest", "key", "hash",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number}: {self.table} {self.row_id}"


class Chain(models.Model):
    """
    The ends of one clinic's two chains, events and digests of rows: locked while something is added.

    `seal` is a keyed digest of both ends, so that only a program with the key can move them; `key` names the key.
    """

    clinic_id = models.UUIDField(primary_key=True)
    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)
    digests = models.PositiveBigIntegerField(default=0)
    digests_hash = models.CharField(max_length=64, default="0" * 64)
    key = models.CharField(max_length=8, default="")
    seal = models.CharField(max_length=64, default="")
    may_be_sealed = False
    """Whether the seal fitted when the end was locked."""

    class Privacy:
        """What each field is."""

        identifies: ClassVar[set[str]] = set()
        health: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {
            "clinic_id", "sequence", "hash", "digests", "digests_hash", "key", "seal",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.clinic_id}: {self.sequence}"
