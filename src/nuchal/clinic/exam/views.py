"""The exam: what comes next, the tool for it, and the ranking that moves as each finding lands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.audit.actions import note_read
from nuchal.clinic.chart.asking import NoAnswer, refusal_words
from nuchal.clinic.chart.conflicts import conflict_words, seen_until
from nuchal.clinic.chart.reading import seen_episode
from nuchal.clinic.chart.swapping import is_live, target_of
from nuchal.clinic.chart.telling import touch_words
from nuchal.clinic.design import toasts
from nuchal.clinic.exam import actions, entering, panels, postures, queries, testing
from nuchal.clinic.exam.painting import pad_json
from nuchal.clinic.exam.panels import Chosen
from nuchal.clinic.exam.photos import clean_photo
from nuchal.clinic.exam.sites import SIDE_WORDS
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.people.doors import StaffRequest, staff, today_of
from nuchal.clinic.record.actions import Conflict
from nuchal.clinic.record.assessing import Sheet, sheet_of
from nuchal.clinic.record.case_format import Entry
from nuchal.clinic.record.episodes import Episode, Finding
from nuchal.clinic.record.queries import episode as episode_for
from nuchal.errors import NuchalError


@require_GET
@staff(Permission.SEE_HEALTH)
def exam(request: StaffRequest, episode_id: UUID) -> HttpResponse:
    """One part of the exam: palpation first, or movement, tests, jaw, nerves and pressure, posture."""
    episode = seen_episode(request, episode_id)
    if episode.closed_at is not None:
        return redirect("closure", episode.pk)
    context = panels.context_of(request, sheet_of(episode), Chosen.of(request.GET))
    live = target_of(request) == "exam"
    return render(request, "exam/exam.html" if live else "exam/page.html", context | {"swapped": live})


@require_POST
@staff(Permission.CHANGE_HEALTH)
def palpations(request: StaffRequest, episode_id: UUID) -> HttpResponse:
    """What the hands found at one place."""
    before = sheet_of(episode_for(request.user, episode_id))
    chosen = Chosen.of(request.POST)
    try:
        touched = entering.touch_of(request.POST, before)
        after, fresh = actions.touch(
            by=request.user,
            before=before,
            on=today_of(request),
            touched=touched,
            seen_until=seen_until(request.POST),
        )
    except (NoAnswer, NuchalError) as problem:
        return _refused(request, before, chosen, problem)
    _note_unchanged(request, before.episode, fresh)
    following = Chosen(
        part="palpation", view="" if request.POST.get("led") else chosen.view, kind=chosen.kind
    )
    entry = touched.entry
    said = _("%(name)s, %(side)s: %(said)s.") % {
        "name": knowledge().structures[entry.key].name, "side": SIDE_WORDS[entry.side],
        "said": touch_words(entry.value),
    }  # fmt: skip
    return _page_after(request, before, after, following, fresh, said)


@require_POST
@staff(Permission.CHANGE_HEALTH)
def movement_list(request: StaffRequest, episode_id: UUID) -> HttpResponse:
    """Degrees in the six directions, and whether the end of movement hurts."""
    before = sheet_of(episode_for(request.user, episode_id))
    chosen = Chosen(part="movement", kind=request.POST.get("kind", ""))
    return _entered(request, before, chosen, entering.movement_entries)


@require_POST
@staff(Permission.CHANGE_HEALTH)
def test_list(request: StaffRequest, episode_id: UUID) -> HttpResponse:
    """The result of one test, with the findings that it fills."""
    before = sheet_of(episode_for(request.user, episode_id))
    return _entered(request, before, Chosen.of(request.POST), entering.test_entries)


@require_POST
@staff(Permission.CHANGE_HEALTH)
def screens(request: StaffRequest, episode_id: UUID) -> HttpResponse:
    """Answers to examination questions that belong to no test."""
    before = sheet_of(episode_for(request.user, episode_id))
    return _entered(request, before, Chosen.of(request.POST), entering.screen_entries)


@require_POST
@staff(Permission.CHANGE_HEALTH)
def posture_list(request: StaffRequest, episode_id: UUID) -> HttpResponse:
    """Two marks on a picture: the angle with its error, and the picture only if that was chosen."""
    before = sheet_of(episode_for(request.user, episode_id))
    chosen = Chosen(part="posture", kind=request.POST.get("kind", ""))
    try:
        sent = request.FILES.get("photo") if request.POST.get("keep") == "yes" else None
        image = clean_photo(sent.read(postures.MOST_READ)) if sent is not None and sent.size else None
        measured = postures.measured(request.POST)
        after, fresh = actions.measure(
            by=request.user,
            before=before,
            on=today_of(request),
            measured=measured,
            image=image,
            seen_until=seen_until(request.POST),
        )
    except (NoAnswer, NuchalError) as problem:
        return _refused(request, before, chosen, problem)
    said = _("%(angle)s°, %(low)s to %(high)s.") % {
        "angle": measured.angle.degrees, "low": round(measured.angle.degrees - measured.angle.error, 1),
        "high": round(measured.angle.degrees + measured.angle.error, 1),
    }  # fmt: skip
    return _page_after(request, before, after, chosen, fresh, said)


@require_GET
@staff(Permission.SEE_HEALTH)
def photo(request: StaffRequest, episode_id: UUID, posture_id: UUID) -> HttpResponse:
    """The photo of a posture; it never leaves the clinic by another way."""
    found = queries.photo_of(request.user, seen_episode(request, episode_id), posture_id)
    try:
        picture = found.photo.open("rb")
    except FileNotFoundError:  # `nuchal clinic backup` names it
        raise Http404 from None
    response = FileResponse(picture, content_type="image/jpeg")
    response["Content-Disposition"] = "inline"
    return response  # type: ignore[return-value]  # a streaming response is a response


@require_POST
@staff(Permission.CHANGE_HEALTH)
def withdrawals(request: StaffRequest, episode_id: UUID, first: int, last: int) -> HttpResponse:
    """Take back what was recorded just now: what held before holds again."""
    episode = episode_for(request.user, episode_id)
    try:
        actions.withdraw(by=request.user, episode=episode, on=today_of(request), first=first, last=last)
    except NuchalError as problem:
        messages.error(request, refusal_words(problem))
    back = Chosen.of(request.GET)
    return redirect(panels.address_of(sheet_of(episode), back))


@require_POST
@staff(Permission.CHANGE_HEALTH)
def completion(request: StaffRequest, episode_id: UUID) -> HttpResponse:
    """The exam is done: store what follows, and show on the chart what it moved."""
    episode = episode_for(request.user, episode_id)
    before = actions.finish(by=request.user, episode=episode, on=today_of(request))
    told = {"since": str(before.pk) if before else "", "kind": request.POST.get("kind", "")}
    query = urlencode({key: value for key, value in told.items() if value})
    return redirect(f"{reverse('episode', args=[episode.pk])}?{query}")


@require_GET
@gzip_page
@staff(Permission.SEE_HEALTH)
def pad(request: StaffRequest) -> HttpResponse:
    """What the pad knows of the body: the same for everybody, so the tablet may keep it for a day."""
    response = HttpResponse(pad_json(get_language() or "en"), content_type="application/json")
    response["Cache-Control"] = "private, max-age=86400"
    return response


@require_GET
@staff(Permission.SEE_HEALTH)
def library(request: StaffRequest) -> HttpResponse:
    """Every test: how, threshold, accuracy, reliability, when not to do it, sources and state of review."""
    asked = request.GET.get("q", "").strip()
    return render(
        request,
        "exam/library.html",
        {"shown": queries.tests_called(asked), "asked": asked, "section": "atlas"},
    )


def _entered(request: StaffRequest, before: Sheet, chosen: Chosen, read: Any) -> HttpResponse:
    """Record what a form sent; the panels follow, and the whole page where something opened or shut."""
    kind = before.known.of(chosen.kind)[0].profile.name
    try:
        entries: list[Entry] = read(request.POST, before, kind)
        after, fresh = actions.enter(
            by=request.user, before=before, on=today_of(request), entries=entries,
            seen_until=seen_until(request.POST),
        )  # fmt: skip
    except (NoAnswer, NuchalError) as problem:
        return _refused(request, before, chosen, problem)
    _note_unchanged(request, before.episode, fresh)
    said = entering.said_of(entries)
    whole = panels.shut_on(before, chosen, kind) != panels.shut_on(after, chosen, kind)
    if not is_live(request) or whole or request.POST.get("absent"):
        return _page_after(request, before, after, chosen, fresh, said)
    context = panels.context_of(request, after, chosen, since=actions.unsaved(before))
    response = render(
        request,
        "exam/after.html",
        context | {"recorded": said} | _changed_cards(request, after, chosen, kind),
    )
    response["HX-Reswap"] = "none"
    return _with_undo(response, request, before.episode, chosen, fresh, said)


def _note_unchanged(request: StaffRequest, episode: Episode, fresh: list[Finding]) -> None:
    """What changes nothing writes no event, but its answer shows the exam."""
    if not fresh:
        note_read(by=request.user, subject=episode, client=episode.client)


def _changed_cards(request: StaffRequest, after: Sheet, chosen: Chosen, kind: str) -> dict[str, Any]:
    test = knowledge().tests.get(request.POST.get("test", ""))
    return {"changed_card": testing.card_of(after, test, kind) if test is not None else None}


def _page_after(
    request: StaffRequest, before: Sheet, after: Sheet, chosen: Chosen, fresh: list[Finding], said: str
) -> HttpResponse:
    """The whole exam with what moved; without scripts, a redirect to it."""
    if not is_live(request):
        toasts.say(request, said, _undo(before.episode, chosen, fresh))
        return redirect(panels.address_of(after, chosen))
    context = panels.context_of(request, after, chosen, since=actions.unsaved(before))
    response = render(request, "exam/exam.html", context | {"swapped": True, "saved": said, "recorded": said})
    response["HX-Retarget"], response["HX-Reswap"] = "#exam", "outerHTML"
    return _with_undo(response, request, before.episode, chosen, fresh, said)


def _with_undo(
    response: HttpResponse,
    request: StaffRequest,
    episode: Episode,
    chosen: Chosen,
    fresh: list[Finding],
    said: str,
) -> HttpResponse:
    return toasts.say_now(response, said, _undo(episode, chosen, fresh)) if fresh else response


def _undo(episode: Episode, chosen: Chosen, fresh: Iterable[Finding]) -> str:
    """The address that takes these rows back."""
    numbers = [row.sequence for row in fresh]
    if not numbers:
        return ""
    told = {"part": chosen.part, "view": chosen.view, "kind": chosen.kind}
    query = urlencode({key: value for key, value in told.items() if value})
    return f"{reverse('withdrawals', args=[episode.pk, min(numbers), max(numbers)])}?{query}"


def _refused(request: StaffRequest, sheet: Sheet, chosen: Chosen, problem: Exception) -> HttpResponse:
    """The page again with what was wrong; nothing was recorded."""
    note_read(by=request.user, subject=sheet.episode, client=sheet.episode.client)
    if isinstance(problem, Conflict):
        sheet = sheet_of(sheet.episode)
    said = conflict_words(problem)
    context = panels.context_of(request, sheet, chosen) | {"error": said, "sent": request.POST}
    if not is_live(request):
        status = 409 if isinstance(problem, (entering.Shut, Conflict)) else 400
        return render(request, "exam/page.html", context, status=status)
    response = render(request, "exam/exam.html", context | {"swapped": True})
    response["HX-Retarget"], response["HX-Reswap"] = "#exam", "outerHTML"
    return response
