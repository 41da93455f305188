"""Read an intake: how far it has come, which alerts are open, and whether a client may book alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from nuchal.clinic.access.visible import Viewer
from nuchal.clinic.intake.asking import Told
from nuchal.clinic.intake.models import Alert, Intake, Submission
from nuchal.clinic.intake.speaking import is_guarded
from nuchal.clinic.intake.steps import Kind
from nuchal.clinic.intake.ticks import Who
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.people.links import ClientLink
from nuchal.clinic.people.staff import Practitioner
from nuchal.clinic.record.consenting import missing
from nuchal.clinic.record.episodes import Drawing, Episode, Finding
from nuchal.clinic.record.old_entries import read_entries
from nuchal.clinic.record.queries import entry_of, findings_of
from nuchal.reasoning.criteria import Facts, is_ruled_out
from nuchal.reasoning.interview import words_fitted_to


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """One intake as it stands: the episode, what was told, and the steps taken in their order."""

    viewer: Viewer
    episode: Episode
    intake: Intake
    told: Told
    trail: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def about(self) -> str:
        """The client's name where somebody else answers for them; empty where they answer themselves."""
        return self.episode.client.called if self.intake.speaker_id is not None else ""

    def before(self, step: str) -> str | None:
        """The step that the client saw before this one; the last one taken where this one is new."""
        taken = [name for name in self.trail if name == step or not name.startswith(f"{Kind.SETTLE.value}:")]
        if step in taken:
            place = taken.index(step)
            return taken[place - 1] if place else None
        return taken[-1] if taken else None


def progress_of(link: ClientLink) -> Progress | None:
    """The intake that a link belongs to, or None where it has not begun."""
    episode = episode_of(link)
    mine = Intake.objects.visible_to(link).select_related("speaker", "episode")
    intake = mine.filter(episode=episode).first() if episode else None
    return progress(link, episode, intake) if episode and intake else None


def is_in_progress(link: ClientLink) -> bool:
    """Whether the intake of a link has begun and is not handed in."""
    episode = episode_of(link)
    if episode is None:
        return False
    begun: bool = Intake.objects.visible_to(link).filter(episode=episode, finished_at=None).exists()
    return begun


def progress(viewer: Viewer, episode: Episode, intake: Intake) -> Progress:
    """Everything about an intake, read once."""
    client = episode.client
    findings = tuple(findings_of(episode))
    submissions = Submission.objects.visible_to(viewer).filter(episode=episode)
    trail = tuple(dict.fromkeys(submissions.values_list("step", flat=True)))
    checked: set[str] = set()
    for alert in alerts_of(viewer).filter(episode=episode, checked_at__isnull=False):
        checked |= set(alert.signs)
    entries = [entry_of(finding) for finding in findings]
    known = read_entries(entries, knowledge(), name=str(client.pk)).client
    told = Told(
        episode=str(episode.pk),
        as_of=episode.last_sequence,
        steps=frozenset(trail),
        checked=frozenset(checked),
        consented=not missing(client),
        guarded=is_guarded(client, known, intake),
        client=known,
    )
    return Progress(viewer=viewer, episode=episode, intake=intake, told=told, trail=trail, findings=findings)


def who_of(of: Progress) -> Who:
    """Whom the pages speak of, and which questions age and sex rule out."""
    facts = Facts(knowledge(), of.told.client, None)
    ruled_out = frozenset(name for name in knowledge().ruled_out if is_ruled_out(name, facts))
    return Who(about=of.about, ruled_out=ruled_out, fitted=words_fitted_to(of.told.client, knowledge()))


def episode_of(link: ClientLink) -> Episode | None:
    """The episode that a link is about, or else the client's current one."""
    mine = Episode.objects.visible_to(link).select_related("client__clinic").filter(closed_at=None)
    named: Episode | None = mine.filter(pk=link.about).first() if link.about is not None else None
    newest: Episode | None = mine.filter(client=link.client_id).first()
    return named or newest


def is_closed_episode(viewer: Viewer, written: str) -> bool:
    """Whether this names an episode of the viewer's own that the clinic has closed."""
    try:
        named = UUID(written)
    except ValueError:
        return False
    return bool(Episode.objects.visible_to(viewer).filter(pk=named, closed_at__isnull=False).exists())


def last_drawing(of: Progress, profile: str) -> Drawing | None:
    """The newest drawing of one kind of headache."""
    drawings = Drawing.objects.visible_to(of.viewer).filter(episode=of.episode, profile=profile)
    found: Drawing | None = drawings.first()
    return found


def alerts_of(viewer: Viewer) -> QuerySet[Any]:
    """Alerts that a viewer may see, newest first."""
    found: QuerySet[Any] = Alert.objects.visible_to(viewer).select_related(
        "episode__client__clinic", "seen_by", "settled_by", "call__called_by"
    )
    return found


def open_alerts(viewer: Viewer) -> QuerySet[Any]:
    """Alerts that nobody has settled yet: for Today, the chart and the list of alerts."""
    return alerts_of(viewer).filter(settled_at=None)


def alerts_waiting(practitioner: Practitioner) -> list[Alert]:
    """The open alerts of a clinic: those that no therapist has seen first, then the most urgent, then the newest."""
    found = open_alerts(practitioner.user).filter(episode__client__clinic=practitioner.clinic_id)
    newest = sorted(found, key=lambda alert: alert.raised_at, reverse=True)
    return sorted(newest, key=lambda alert: (alert.seen_at is not None, -alert.rank))


def may_book(viewer: Viewer) -> bool:
    """Whether a client may book a visit alone: not while an alert of theirs waits for the clinic."""
    mine = Episode.objects.visible_to(viewer)
    return not mine.filter(alerts__isnull=False, alerts__settled_at=None).exists()
