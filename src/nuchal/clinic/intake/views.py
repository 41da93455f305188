"""The pages of an intake. Every answer is stored before the next page is shown; without a script all of it works."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nuchal.clinic.intake import actions, pages, queries, receipts
from nuchal.clinic.intake.asking import next_step
from nuchal.clinic.intake.clinic_state import clinic_state_of
from nuchal.clinic.intake.distance import way
from nuchal.clinic.intake.drawn import pad_json
from nuchal.clinic.intake.meeting import Outcome
from nuchal.clinic.intake.models import Submission
from nuchal.clinic.intake.pages import Page
from nuchal.clinic.intake.pictures import pictures_of
from nuchal.clinic.intake.queries import Progress
from nuchal.clinic.intake.steps import Kind, Step, Stopped, step_of
from nuchal.clinic.intake.stopping import stop_page
from nuchal.clinic.intake.telling import known_of, lines_of, parts_of
from nuchal.clinic.intake.wording import words_of
from nuchal.clinic.people.doors import ClientRequest, by_link
from nuchal.clinic.people.links import ClientLink
from nuchal.clinic.people.premises import emergency_number_of

MOST_DIGITS = 18
INTAKE = ClientLink.Purpose.INTAKE


@require_GET
@by_link(INTAKE)
def intake(request: ClientRequest) -> HttpResponse:
    """Where this intake stands: the next question, the stop, what was said, or the end."""
    progress = _progress(request)
    if progress.intake.finished_at is not None:
        return _end(request, progress)
    following = next_step(progress.told)
    if isinstance(following, Stopped):
        return render(
            request,
            "intake/stop.html",
            {
                "stop": stop_page(progress),
                "state": clinic_state_of(request.client_link),
                **_around(progress, None),
            },
        )
    if isinstance(following, Step):
        return _show(request, pages.page_of(following, progress), progress)
    return render(request, "intake/review.html", _review(progress))


@require_http_methods(["GET", "POST"])
@by_link(INTAKE)
def answer(request: ClientRequest, step: str) -> HttpResponse:
    """One question: as it was answered before, or with a new answer."""
    progress = _progress(request)
    if progress.intake.finished_at is not None:
        return _handed_in(request, progress)
    asked = step_of(step)
    if asked is None or not pages.exists(asked, progress):
        raise Http404
    page = pages.page_of(asked, progress)
    if request.method == "GET":
        return _show(request, page, progress)
    if _of_another(request, progress):
        return _closed(request)
    seen = _seen(request)
    if request.POST.get("more") is not None and page.grow(request.POST):
        return _show(request, page, progress, seen=seen)
    if not page.read(request.POST):
        return receipts.shown(request, _show(request, page, progress, status=422, seen=seen))
    key = receipts.submission_of(request)
    outcome = page.store(by=request.client_link, progress=progress, key=key, seen=seen)
    if outcome.meets:
        return _show_both(request, page, outcome)
    return receipts.stored(request, step=page.following(progress))


@require_GET
@by_link(INTAKE)
def pause(request: ClientRequest) -> HttpResponse:
    """Everything is saved; how to go on."""
    progress = _progress(request)
    if progress.intake.finished_at is not None:
        return _handed_in(request, progress)
    return render(request, "intake/pause.html", _around(progress, None))


@require_GET
@by_link(INTAKE)
def review(request: ClientRequest) -> HttpResponse:
    """What was said so far."""
    progress = _progress(request)
    if progress.intake.finished_at is not None:
        return _handed_in(request, progress)
    return render(request, "intake/review.html", _review(progress))


def _review(progress: Progress) -> dict[str, Any]:
    return {"parts": parts_of(progress), "pictures": pictures_of(progress), **_around(progress, None)}


@require_POST
@by_link(INTAKE)
def completion(request: ClientRequest) -> HttpResponse:
    """Hand the intake in."""
    progress = _progress(request)
    if progress.intake.finished_at is not None:
        return receipts.stored(request)
    if _of_another(request, progress):
        return _closed(request)
    if isinstance(next_step(progress.told), (Step, Stopped)):
        return receipts.stored(request)
    actions.hand_in(by=request.client_link, episode=progress.episode)
    return receipts.stored(request)


@require_http_methods(["GET", "POST"])
@by_link(INTAKE)
def doctors_look(request: ClientRequest) -> HttpResponse:
    """A doctor has already looked at what stopped the questions: a note for the therapist, no clearance."""
    progress = _progress(request)
    if progress.intake.finished_at is not None:
        return _handed_in(request, progress)
    if _of_another(request, progress):
        return _closed(request)
    if not isinstance(next_step(progress.told), Stopped):
        return receipts.stored(request)
    if request.method == "POST":
        actions.say_checked(by=request.client_link, episode=progress.episode)
        return receipts.stored(request)
    words = words_of("page_doctors_look", progress.about)
    return render(request, "intake/doctors_look.html", {"words": words, **_around(progress, None)})


@require_GET
@by_link(INTAKE)
def token(request: ClientRequest) -> HttpResponse:
    """A token of this browser's session and the intake that it belongs to, for an answer whose own has run out."""
    return JsonResponse({"intake": str(_progress(request).episode.pk), "token": get_token(request)})


@require_GET
@gzip_page
def pad(_request: HttpRequest) -> HttpResponse:
    """
    What the drawing pad knows of the body, kept by the phone for a day.

    It has no door: it is the same for everybody, like a picture of the body. A browser may ask for it ahead, or
    without cookies, and must not be told that it does not exist.
    """
    response = HttpResponse(pad_json(get_language() or "en"), content_type="application/json")
    response["Cache-Control"] = "public, max-age=86400"
    return response


def _progress(request: ClientRequest) -> Progress:
    return queries.progress_of(request.client_link) or actions.begin(by=request.client_link)


def _of_another(request: HttpRequest, progress: Progress) -> bool:
    """
    Whether a form was shown in another person's intake, whose link was opened on this device since then.

    An own episode that the clinic has closed meanwhile is no other person's: what was answered goes into the new one.
    """
    shown_in = request.POST.get("intake", str(progress.episode.pk))
    return shown_in != str(progress.episode.pk) and not queries.is_closed_episode(progress.viewer, shown_in)


def _closed(request: HttpRequest) -> HttpResponse:
    return render(request, "people/link_closed.html", status=404)


def _show(
    request: HttpRequest,
    page: Page,
    progress: Progress,
    *,
    status: int = 200,
    seen: int | None = None,
    **more: Any,
) -> HttpResponse:
    """The page; `seen` is the last finding that it knows of, where that is older than the newest."""
    context: dict[str, Any] = {
        "page": page,
        "step": str(page.step),
        "answered": "sent" if request.method == "POST" else "",
        "seen": progress.told.as_of if seen is None else seen,
        **_around(progress, page),
        **more,
    }
    return render(request, page.template, context, status=status)


def _show_both(request: ClientRequest, page: Page, outcome: Outcome) -> HttpResponse:
    """Two answers met: what was said elsewhere, and this page to decide; but a danger sign speaks first."""
    progress = _progress(request)
    if isinstance(next_step(progress.told), Stopped):
        return receipts.stored(request)
    kept = outcome is Outcome.KEPT
    shown = pages.page_of(page.step, progress) if kept else page
    there = lines_of(page.step, known_of(progress), queries.who_of(progress))
    return receipts.shown(request, _show(request, shown, progress, status=409, there=there, kept=kept))


def _handed_in(request: ClientRequest, progress: Progress) -> HttpResponse:
    """Answers that were handed in are neither shown nor changed; one that comes late is not stored, and says so."""
    if request.method == "GET":
        return redirect("intake")
    key = receipts.submission_of(request)
    before = Submission.objects.visible_to(progress.viewer).filter(episode=progress.episode, key=key).exists()
    if before:
        return receipts.stored(request)
    return receipts.shown(request, _end(request, progress, late=True))


def _end(request: ClientRequest, progress: Progress, *, late: bool = False) -> HttpResponse:
    context = {
        "may_book": queries.may_book(progress.viewer),
        "state": clinic_state_of(request.client_link),
        "first": pages.doctor_first(progress),
        "worse": words_of("page_end", progress.about).hint,
        "late": late,
        **_around(progress, None),
    }
    return render(request, "intake/end.html", context, status=409 if late else 200)


def _around(progress: Progress, page: Page | None) -> dict[str, Any]:
    """What every page has: the clinic, the way back, and how far it is."""
    before = progress.before(str(page.step)) if page else (progress.trail[-1] if progress.trail else None)
    if before in (Kind.CONSENT.value, Kind.GUARDIAN.value):
        before = None
    return {
        "clinic": progress.episode.client.clinic,
        "client": progress.episode.client,
        "submission": uuid4(),
        "offline": words_of("page_offline").hint,
        "intake": str(progress.episode.pk),
        "about": progress.about,
        "number": emergency_number_of(progress.episode.client.clinic),
        "back": reverse("intake_answer", args=[before]) if before else "",
        "way": way(progress, page.step if page else None),
    }


def _seen(request: HttpRequest) -> int:
    """The last finding that the page knew of; a page that does not say knew of nothing."""
    said = request.POST.get("seen", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < MOST_DIGITS else 0
