"""Episodes of a client on a page that knows people only: those that are open, and those that were closed and why."""

from __future__ import annotations

from typing import Any

from django import template

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.people.clients import Client
from nuchal.clinic.record.closures import Closure
from nuchal.clinic.record.queries import episodes_of

register = template.Library()


@register.inclusion_tag("record/episodes.html", takes_context=True)
def episodes(context: dict[str, Any], client: Client) -> dict[str, Any]:
    """The episodes, newest first, for those who may see health; nothing for anybody else."""
    request = context["request"]
    if not request.practitioner.can(Permission.SEE_HEALTH):
        return {"rows": []}
    found = list(episodes_of(request.user, client))
    closings = Closure.objects.visible_to(request.user).filter(episode__in=found, reopened_at=None)
    closed = {closing.episode_id: closing for closing in closings}
    return {"rows": [(episode, closed.get(episode.pk)) for episode in found]}
