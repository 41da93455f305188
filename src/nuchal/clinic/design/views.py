"""The living style page: every component in all its states, and whole screens made of them. All people are invented."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from nuchal.clinic.design import samples, toasts

SCREENS = ("question", "strength", "stop", "diary", "chart", "session", "today", "door")

REFUSALS = ("403", "403_csrf", "404", "413", "500", "503")
PLACES = {"today": "Today", "session": "Today"}
"""Where on the rail a screen of the therapist belongs, if not to the clients."""


def _only_in_the_demonstration() -> None:
    if not settings.DEMO:
        raise Http404


def style(request: HttpRequest) -> HttpResponse:
    """All components on one page; `?toast` shows a toast as well."""
    _only_in_the_demonstration()
    if "toast" in request.GET:
        messages.success(request, "Day saved: no headache", extra_tags="undo=/design/mode")
    form = samples.Everything(samples.WRONG if "wrong" in request.GET else None, initial=samples.GIVEN)
    return render(
        request, "design/style/index.html", {**samples.page(), "form": form, "screens": (*SCREENS, *REFUSALS)}
    )


def _live(request: HttpRequest) -> HttpResponse:
    """What htmx brings after an answer: a new order, said aloud and marked, and a toast."""
    answer = render(
        request, "design/style/live.html", {"structures": samples.STRUCTURES[1::-1], "moved": True}
    )
    return toasts.say_now(answer, "Recorded: flexion-rotation 27°, right")


def screen(request: HttpRequest, screen: str) -> HttpResponse:
    """One screen of the product, as the components make it."""
    _only_in_the_demonstration()
    if screen == "live":
        return _live(request)
    if screen in REFUSALS:
        return render(request, f"{screen}.html", {"interruption": request.GET.get("as", "busy")})
    if screen not in SCREENS:
        raise Http404
    context: dict[str, Any] = {**samples.page(), "question": samples.Question(initial={"exertion": "same"})}
    context["rail"] = [
        {**place, "current": place["words"] == PLACES.get(screen, "Clients")} for place in samples.RAIL
    ]
    return render(request, f"design/style/{screen}.html", context)
