"""A client's passkey: a key in their phone or computer by which they come in again without their link."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.access.visible import VisibleRows
from nuchal.clinic.people.clients import Client


class ClientPasskey(models.Model):
    """
    One passkey of one client. The secret never leaves their device; what is kept here opens nothing by itself.

    `credential_id` and `public_key` are written in base64url; `sign_count` is how often the device says it was used.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="passkeys")
    credential_id = models.CharField(max_length=1400, unique=True)
    public_key = models.TextField()
    sign_count = models.PositiveBigIntegerField(default=0)
    name = models.CharField(_("name"), max_length=40)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleRows.as_manager()

    class Visible:
        """Who may see a row: whoever has the permission in its clinic, and the client."""

        permission = Permission.SEND_LINKS
        to_clinic = "client__clinic"
        to_client = "client"

    class Meta:
        """Oldest first."""

        ordering = ("created_at", "id")

    class Privacy:
        """What each field is."""

        identifies: ClassVar[set[str]] = {"credential_id", "public_key"}
        health: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {
            "id", "client", "sign_count", "name", "created_at", "last_used_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.name
