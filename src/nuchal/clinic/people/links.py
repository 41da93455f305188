"""
How a client comes in without an account: by a link that expires, and a session of their own that it opens.

The session lies in a cookie of its own. It never mixes with the sign-in of staff in the same browser: pages for
clients look at the link only, pages for staff at the user only.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.access.visible import VisibleRows
from nuchal.clinic.audit.actions import Actor
from nuchal.clinic.audit.models import ActorKind
from nuchal.clinic.people.clients import Client
from nuchal.clinic.people.passkeys import ClientPasskey
from nuchal.clinic.people.staff import User

BY_PASSKEY_LASTS = timedelta(hours=12)
"""How long a client who came by a passkey stays in; the next time they show it again."""


class ClientLink(models.Model):
    """A link for one client and one purpose. Only the hash of its token is kept; it can be revoked."""

    class Purpose(models.TextChoices):
        """What the link opens."""

        INTAKE = "intake", _("Intake")
        DIARY = "diary", _("Diary")
        PROGRAMME = "programme", _("Home programme")
        PROGRESS = "progress", _("Progress")
        BOOKING = "booking", _("Booking")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    about = models.UUIDField(_("what it is about"), null=True, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    first_opened_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleRows.as_manager()

    class Visible:
        """Who may see a row: whoever has the permission in its clinic."""

        permission = Permission.SEND_LINKS
        to_clinic = "client__clinic"
        to_client = ""

    class Privacy:
        """What each field is."""

        identifies: ClassVar[set[str]] = set()
        health: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {
            "id", "client", "purpose", "about", "token_hash", "created_by", "created_at", "expires_at",
            "first_opened_at", "revoked_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.purpose} ({self.id})"

    def is_open(self, now: datetime) -> bool:
        """Whether it still lets somebody in."""
        return self.revoked_at is None and now < self.expires_at

    @property
    def actor(self) -> Actor:
        """How an event names a client who came by this link: by the link, not by the client's name."""
        return Actor(kind=ActorKind.CLIENT, id=str(self.pk))

    @property
    def has_ended(self) -> bool:
        """Whether it lets nobody in any more."""
        return not self.is_open(timezone.now())

    def limit(
        self, rows: models.QuerySet[Any], *, permission: Permission, to_clinic: str, to_client: str
    ) -> models.QuerySet[Any]:
        """The client's own rows, of the kinds that a client may see."""
        return rows.filter(**{to_client: self.client_id}) if to_client else rows.none()


class ClientSession(models.Model):
    """
    One browser in which a client opened a link, or came in again by a passkey. Only the hash of the cookie is kept.

    By a passkey it holds for hours, even where the link has expired meanwhile; a revoked link ends it either way.
    """

    id = models.BigAutoField(primary_key=True)
    link = models.ForeignKey(ClientLink, on_delete=models.CASCADE, related_name="sessions")
    passkey = models.ForeignKey(ClientPasskey, null=True, on_delete=models.SET_NULL, related_name="sessions")
    key_hash = models.CharField(max_length=64, unique=True)
    opened_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleRows.as_manager()

    class Visible:
        """Who may see a row: whoever has the permission in its clinic."""

        permission = Permission.SEND_LINKS
        to_clinic = "link__client__clinic"
        to_client = ""

    class Privacy:
        """What each field is."""

        identifies: ClassVar[set[str]] = set()
        health: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {"id", "link", "passkey", "key_hash", "opened_at", "ended_at"}

    def __str__(self) -> str:
        return f"{self.link} since {self.opened_at:%Y-%m-%d}"

    def is_open(self, now: datetime) -> bool:
        """Whether it still lets this browser in."""
        if self.ended_at is not None or self.link.revoked_at is not None:
            return False
        return now < (self.opened_at + BY_PASSKEY_LASTS if self.passkey_id else self.link.expires_at)
