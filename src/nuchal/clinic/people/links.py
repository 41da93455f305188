"""
How a client comes in without an account: by a link that expires, and a session of their own that it opens.

Each link has a cookie and an address of its own, so that two links in one browser never mix. In a browser in which
staff are signed in, the pages of clients do not open.
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
SESSION_LASTS = timedelta(days=7)
"""How long one browser stays in at most; then the link is opened again."""
SESSION_RESTS = timedelta(hours=24)
"""How long a browser may rest before it is signed out."""
NOTED_EVERY = timedelta(minutes=10)
"""How often it is written down that a session is in use."""


class Proof(models.TextChoices):
    """What a session has proved beside holding the link."""

    FIRST = "first", _("first to answer")
    BIRTH_DATE = "birth date", _("birth date given")
    CODE = "code", _("code from the e-mail")
    PASSKEY = "passkey", _("passkey shown")


class ClientLink(models.Model):
    """A link for one client and one purpose. Only the hash of its token is kept; it can be revoked."""

    class Purpose(models.TextChoices):
        """What the link opens."""

        INTAKE = "intake", _("Intake")
        DIARY = "diary", _("Diary")
        PROGRAMME = "programme", _("Home programme")
        PROGRESS = "progress", _("Progress")
        BOOKING = "booking", _("Booking")

    class AsksFor(models.TextChoices):
        """What proves, beside the link, that somebody is the client."""

        BIRTH_DATE = "birth date", _("birth date, code or passkey")
        CODE = "code", _("code or passkey")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    about = models.UUIDField(_("what it is about"), null=True, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    asks_for = models.CharField(max_length=10, choices=AsksFor.choices, default=AsksFor.CODE)
    """Where staff who may not see health made it, they know the birth date: it is no proof."""
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
            "first_opened_at", "revoked_at", "asks_for",
        }  # fmt: skip

    session: ClientSession | None = None
    """The session of this request."""

    def __str__(self) -> str:
        return f"{self.purpose} ({self.id})"

    def is_open(self, now: datetime) -> bool:
        """Whether it still lets somebody in."""
        return self.revoked_at is None and now < self.expires_at

    @property
    def actor(self) -> Actor:
        """
        How an event names who came by this link: by the link, who made it, and what was proved.

        Not by the client's name: that the client held it is not known.
        """
        maker = self.created_by.name if self.created_by is not None else "Nuchal"
        proof = self.session.proof if self.session is not None else ""
        proved = Proof(proof).label if proof else _("nothing proved yet")
        words = _("link made by %(maker)s, %(proved)s") % {"maker": maker, "proved": proved}
        return Actor(kind=ActorKind.CLIENT, id=str(self.pk), name=words[:120])

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
    proof = models.CharField(max_length=10, choices=Proof.choices, blank=True)
    opened_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(default=timezone.now)
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
        operational: ClassVar[set[str]] = {
            "id", "link", "passkey", "key_hash", "proof", "opened_at", "last_used_at", "ended_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.link} since {self.opened_at:%Y-%m-%d}"

    def is_open(self, now: datetime) -> bool:
        """Whether it still lets this browser in."""
        if self.ended_at is not None or self.link.revoked_at is not None:
            return False
        if self.passkey_id:
            return now < self.opened_at + BY_PASSKEY_LASTS
        ends = min(self.link.expires_at, self.opened_at + SESSION_LASTS, self.last_used_at + SESSION_RESTS)
        return now < ends

    @property
    def is_proven(self) -> bool:
        """Whether more was proved than to have come first."""
        return self.proof not in ("", Proof.FIRST)

    def use(self, now: datetime) -> None:
        """It is in use; written down every few minutes."""
        if now - self.last_used_at > NOTED_EVERY:
            ClientSession.objects.filter(pk=self.pk).update(last_used_at=now)
