"""A conclusion as it was drawn: from which findings, with which knowledge, by which program, and what it was."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.access.visible import VisibleRows
from nuchal.clinic.people.staff import User
from nuchal.clinic.record.episodes import Episode


class Conclusion(models.Model):
    """
    One assessment of an episode.

    `number` counts the conclusions of an episode, so that no clock decides which one is newer. `as_of` is the number of
    the last finding that it knew; `findings_digest` the digest of all findings then.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="conclusions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    as_of = models.PositiveBigIntegerField()
    findings_digest = models.CharField(max_length=64)
    knowledge_release = models.CharField(max_length=32)
    knowledge_digest = models.CharField(max_length=64)
    engine_version = models.CharField(max_length=32)
    result = models.JSONField()
    by_user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = VisibleRows.as_manager()

    class Visible:
        """Who may see a row: whoever has the permission in its clinic, and the client."""

        permission = Permission.SEE_HEALTH
        to_clinic = "episode__client__clinic"
        to_client = "episode__client"

    class Meta:
        """Newest first; the same findings under the same knowledge are concluded from once."""

        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(
                fields=["episode", "as_of", "knowledge_digest", "engine_version"],
                name="concluded_once",
            ),
            models.UniqueConstraint(fields=["episode", "number"], name="one_conclusion_per_number"),
        )

    class Privacy:
        """What each field is."""

        identifies: ClassVar[set[str]] = set()
        health: ClassVar[set[str]] = {"result"}
        operational: ClassVar[set[str]] = {
            "id", "episode", "number", "at", "as_of", "findings_digest", "knowledge_release", "knowledge_digest",
            "engine_version", "by_user",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.episode} as of {self.as_of}"
