"""What a client agreed to: which words, signed by whom, and until when it held."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.access.visible import VisibleRows
from nuchal.clinic.people.clients import Client
from nuchal.clinic.people.links import ClientLink
from nuchal.clinic.people.staff import User


class Consent(models.Model):
    """
    One signature under one version of one text.

    `text` names the text (`treatment`), `version` its version, and `text_digest` its exact words.
    """

    class Signature(models.TextChoices):
        """How it was signed."""

        DRAWN = "drawn", _("drawn")
        TYPED = "typed", _("typed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="consents")
    text = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    language = models.CharField(max_length=12, default="en")
    text_digest = models.CharField(max_length=64)
    signed_by = models.CharField(_("signed by"), max_length=120)
    signed_as = models.CharField(_("signed as"), max_length=16, default="self")
    signature_kind = models.CharField(max_length=8, choices=Signature.choices)
    signature = models.JSONField(default=dict)
    signed_at = models.DateTimeField()
    by_link = models.ForeignKey(ClientLink, null=True, on_delete=models.PROTECT, related_name="+")
    witnessed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleRows.as_manager()

    class Visible:
        """Who may see a row: whoever has the permission in its clinic, and the client."""

        permission = Permission.SEE_HEALTH
        to_clinic = "client__clinic"
        to_client = "client"

    class Meta:
        """One that holds per text and version."""

        ordering = ("-signed_at",)
        constraints = (
            models.UniqueConstraint(
                fields=["client", "text", "version"],
                condition=Q(withdrawn_at=None),
                name="one_consent_that_holds",
            ),
        )

    class Privacy:
        """What each field is."""

        identifies: ClassVar[set[str]] = {"signed_by", "signature"}
        health: ClassVar[set[str]] = {"text"}
        operational: ClassVar[set[str]] = {
            "id", "client", "version", "language", "text_digest", "signed_as", "signature_kind", "signed_at",
            "by_link", "witnessed_by", "withdrawn_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.text} {self.version}"
