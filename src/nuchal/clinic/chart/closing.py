"""Pages that close an episode of care, with a reason, and go on with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.chart.reading import seen_episode
from nuchal.clinic.design import toasts
from nuchal.clinic.design.forms import Choices
from nuchal.clinic.people.doors import StaffRequest, staff
from nuchal.clinic.record.closures import Closure, close_episode, closures_of, reopen_episode
from nuchal.clinic.record.queries import episode as episode_for


class ClosureForm(forms.Form):
    """Why care ends."""

    reason = forms.ChoiceField(label=_("Why does care end?"), choices=Closure.Reason.choices, widget=Choices)
    words = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For instance: to whom the client was referred."),
    )

    def clean(self) -> dict[str, Any]:
        """Another reason is said in words."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("reason") == Closure.Reason.OTHER and not cleaned.get("words"):
            self.add_error("words", _now("Write the reason."))
        return cleaned


class ReopeningForm(forms.Form):
    """Why care goes on."""

    because = forms.CharField(label=_("Why does care go on?"), max_length=400)


@require_http_methods(["GET", "POST"])
@staff(Permission.CHANGE_HEALTH)
def closure(request: StaffRequest, episode_id: UUID) -> HttpResponse:
    """Why and when an episode was closed, or a form to close it."""
    episode = seen_episode(request, episode_id)
    form = ClosureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = close_episode(
            by=request.user,
            episode=episode,
            reason=Closure.Reason(form.cleaned_data["reason"]),
            words=form.cleaned_data["words"],
        )
        if done is None:
            messages.error(request, _now("This episode was closed already."))
        else:
            toasts.say(request, _now("The episode is closed. It can be read, and opened again."))
        return redirect("episode", episode.pk)
    return _page(request, episode_id, form, ReopeningForm())


@require_POST
@staff(Permission.CHANGE_HEALTH)
def reopening(request: StaffRequest, episode_id: UUID) -> HttpResponse:
    """Care goes on in an episode that was closed."""
    form = ReopeningForm(request.POST)
    if not form.is_valid():
        return _page(request, episode_id, ClosureForm(), form)
    episode = episode_for(request.user, episode_id)
    if reopen_episode(by=request.user, episode=episode, because=form.cleaned_data["because"]):
        toasts.say(request, _now("The episode is open again."))
    return redirect("episode", episode.pk)


def _page(request: StaffRequest, episode_id: UUID, form: ClosureForm, again: ReopeningForm) -> HttpResponse:
    episode = episode_for(request.user, episode_id)
    context = {
        "episode": episode,
        "client": episode.client,
        "form": form,
        "again": again,
        "closures": closures_of(request.user, episode),
        "section": "clients",
    }
    return render(request, "chart/closure.html", context)
