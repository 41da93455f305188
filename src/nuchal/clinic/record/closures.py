"""The end of an episode of care: why it was closed, by whom, and whether it was opened again."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.access.visible import Viewer, VisibleRows
from nuchal.clinic.audit.actions import note
from nuchal.clinic.audit.models import Action
from nuchal.clinic.people.staff import User
from nuchal.clinic.record.episodes import Episode


class Closure(models.Model):
    """One closing of an episode. A closed episode is read only; opening it again keeps that it was closed."""

    class Reason(models.TextChoices):
        """Why care ended."""

        RESOLVED = "resolved", _("The complaint is resolved")
        REFERRED = "referred", _("Referred to another professional")
        STOPPED = "stopped", _("The client stopped coming")
        MOVED = "moved", _("The client moved away")
        OTHER = "other", _("Another reason")

    id = models.BigAutoField(primary_key=True)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="closures")
    reason = models.CharField(_("why care ends"), max_length=10, choices=Reason.choices)
    words = models.CharField(_("note"), max_length=400, blank=True)
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reopened_because = models.CharField(_("why care goes on"), max_length=400, blank=True)

    objects = VisibleRows.as_manager()

    class Visible:
        """Who may see a row: whoever has the permission in its clinic, and the client."""

        permission = Permission.SEE_HEALTH
        to_clinic = "episode__client__clinic"
        to_client = "episode__client"

    class Meta:
        """Newest first; an episode is closed once at a time, and another reason is said in words."""

        ordering = ("-closed_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["episode"], condition=Q(reopened_at=None), name="closed_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(reason__in=["resolved", "referred", "stopped", "moved", "other"]),
                name="a_reason_of_closing_that_exists",
            ),
            models.CheckConstraint(
                condition=~Q(reason="other", words=""), name="another_reason_is_said_in_words"
            ),
        )

    class Privacy:
        """What each field is."""

        identifies: ClassVar[set[str]] = set()
        health: ClassVar[set[str]] = {"reason", "words", "reopened_because"}
        operational: ClassVar[set[str]] = {
            "id", "episode", "closed_at", "closed_by", "reopened_at", "reopened_by",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.reason} at {self.closed_at:%Y-%m-%d}"


@transaction.atomic
def close_episode(*, by: User, episode: Episode, reason: Closure.Reason, words: str = "") -> Closure | None:
    """Close an episode; None where it was closed already."""
    moment = timezone.now()
    if not Episode.objects.filter(pk=episode.pk, closed_at=None).update(closed_at=moment):
        return None
    closure: Closure = Closure.objects.create(
        episode=episode, reason=reason, words=words, closed_at=moment, closed_by=by
    )
    _note(by, closure, closed=True)
    return closure


@transaction.atomic
def reopen_episode(*, by: User, episode: Episode, because: str) -> bool:
    """Go on with a closed episode; False where it was not closed."""
    if not Episode.objects.filter(pk=episode.pk, closed_at__isnull=False).update(closed_at=None):
        return False
    closure = Closure.objects.select_for_update().filter(episode=episode, reopened_at=None).first()
    if closure is not None:
        closure.reopened_at, closure.reopened_by, closure.reopened_because = timezone.now(), by, because
        closure.save(update_fields=["reopened_at", "reopened_by", "reopened_because"])
    note(
        Action.WRITE, by=by, clinic=episode.client.clinic_id, subject=closure or episode,
        client=episode.client_id, closed=False,
    )  # fmt: skip
    return True


def closures_of(viewer: Viewer, episode: Episode) -> list[Closure]:
    """Every closing of an episode, newest first."""
    seen: Any = Closure.objects.visible_to(viewer).filter(episode=episode)
    return list(seen.select_related("closed_by", "reopened_by"))


def _note(by: User, closure: Closure, **told: Any) -> None:
    episode = closure.episode
    note(
        Action.WRITE,
        by=by,
        clinic=episode.client.clinic_id,
        subject=closure,
        client=episode.client_id,
        **told,
    )
