"""The chart, and everything that is recorded from it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.audit.actions import note_read
from nuchal.clinic.chart import actions, asking, disagreements, panels, reading
from nuchal.clinic.chart.conflicts import conflict_words, seen_until
from nuchal.clinic.chart.forms import CLASSES, ClearanceForm, MedicineForm
from nuchal.clinic.chart.swapping import is_live, target_of
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.people.doors import StaffRequest, staff, today_of
from nuchal.clinic.people.queries import client as client_for
from nuchal.clinic.people.queries import treated_by
from nuchal.clinic.record.actions import Conflict, Seen, open_episode
from nuchal.clinic.record.assessing import sheet_of
from nuchal.clinic.record.case_format import Entry
from nuchal.clinic.record.episodes import Episode, Section
from nuchal.clinic.record.queries import current_episode, episodes_of
from nuchal.clinic.record.queries import episode as episode_for
from nuchal.errors import NuchalError
from nuchal.findings import model

GET_OR_POST = ["GET", "POST"]


@require_http_methods(GET_OR_POST)
@staff(Permission.SEE_HEALTH)
def client_chart(request: StaffRequest, client_id: UUID) -> HttpResponse:
    """The chart of a client's open episode, or else of the newest; a POST begins the first one."""
    found = client_for(request.user, client_id)
    newest = current_episode(request.user, found) or episodes_of(request.user, found).first()
    if newest is None and request.method == "POST" and request.practitioner.can(Permission.CHANGE_HEALTH):
        newest = open_episode(by=request.user, client=found, started_on=today_of(request))
    if newest is not None:
        return redirect("episode", newest.pk)
    return render(request, "chart/no_episode.html", {"client": found, "section": "clients"})


@require_GET
@staff(Permission.SEE_HEALTH)
def chart(request: StaffRequest, episode_id: UUID) -> HttpResponse:
    """One page per episode: story, danger signs, drawing, structures, types, next step, factors, medicines, plan."""
    episode = reading.seen_episode(request, episode_id)
    since = reading.conclusion_of(request.user, episode, request.GET.get("since", ""))
    context = panels.context_of(request, sheet_of(episode), kind=request.GET.get("kind", ""), since=since)
    if target_of(request) == "assessment":
        return render(request, "chart/assessment_swap.html", context)
    more = {"section": "clients", "untreated": not treated_by(request.user, episode.client)}
    return render(request, "chart/chart.html", context | more)


@require_http_methods(GET_OR_POST)
@staff(Permission.SEE_HEALTH)
def answers(request: StaffRequest, episode_id: UUID) -> HttpResponse:
    """Every answer with a search over all that can be asked; a POST records one."""
    if request.method == "POST":
        return _record_answer(request, episode_id)
    episode = reading.seen_episode(request, episode_id)
    sheet = sheet_of(episode)
    asked, kind = request.GET.get("q", "").strip(), request.GET.get("kind", "")
    found = asking.chips(sheet, asking.found_words(asked), kind)
    context = {
        "episode": episode, "kind": kind, "asked": asked, "found": found, "section": "clients", "live": False,
        "groups": reading.answers_by_state(sheet, kind, danger="danger" in request.GET),
        "danger": "danger" in request.GET,
    }  # fmt: skip
    if target_of(request) == "sheet":
        return render(request, "chart/search_sheet.html", context | {"live": True})
    if target_of(request) == "found":
        return render(request, "chart/found.html", context | {"live": "live" in request.GET})
    return render(request, "chart/answers.html", context)


def _record_answer(request: StaffRequest, episode_id: UUID) -> HttpResponse:
    """Complete or correct one answer; the assessment follows at once."""
    if not request.practitioner.can(Permission.CHANGE_HEALTH):
        raise Http404
    episode = episode_for(request.user, episode_id)
    word = knowledge().findings.get(request.POST.get("finding", ""))
    if word is None or word.asked_of not in asking.ASKABLE:
        raise Http404
    sheet = sheet_of(episode)
    kind = asking.kind_of(word, sheet, request.POST.get("kind", ""))
    seen = request.POST.get("seen")
    try:
        state, value = asking.answer_from(word, request.POST)
        moved = actions.answer(
            by=request.user,
            episode=episode,
            on=today_of(request),
            given=actions.Answer(finding=word.id, kind=kind, state=state, value=value),
            replaces=reading.finding_of(request.user, episode, seen),
        )
    except (asking.NoAnswer, NuchalError) as problem:
        return _refused(request, episode, word.id, problem)
    return _moved(request, episode, moved)


@require_GET
@staff(Permission.SEE_HEALTH)
def question(request: StaffRequest, episode_id: UUID, finding: str) -> HttpResponse:
    """One finding with its control, what it was before, and who said so."""
    episode = reading.seen_episode(request, episode_id)
    word = knowledge().findings.get(finding)
    if word is None or word.asked_of not in asking.ASKABLE:
        raise Http404
    sheet = sheet_of(episode)
    asked = asking.question_of(sheet, finding, request.GET.get("kind", ""))
    context = {
        "episode": episode, "question": asked, "kind": asked.kind or request.GET.get("kind", ""),
        "earlier": reading.earlier_answers(episode, word, asked.kind), "section": "clients",
        "live": is_live(request), "back": request.GET.get("back", ""),
    }  # fmt: skip
    return render(
        request, "chart/question_sheet.html" if is_live(request) else "chart/question.html", context
    )


@require_http_methods(GET_OR_POST)
@staff(Permission.CHANGE_HEALTH)
def touches(request: StaffRequest, episode_id: UUID) -> HttpResponse:
    """What a hand or a test found at one place; the exam pages record more."""
    if request.method == "GET":
        return _touch_page(request, episode_id)
    episode = episode_for(request.user, episode_id)
    try:
        entries = reading.touch_entries(request.POST, sheet_of(episode))
        moved = actions.enter(
            by=request.user, episode=episode, on=today_of(request), entries=entries,
            seen_until=seen_until(request.POST),
        )  # fmt: skip
    except (asking.NoAnswer, NuchalError) as problem:
        return _refused_elsewhere(request, episode, problem)
    return _moved(request, episode, moved)


def _touch_page(request: StaffRequest, episode_id: UUID) -> HttpResponse:
    episode = reading.seen_episode(request, episode_id)
    structure = knowledge().structures.get(request.GET.get("structure", ""))
    test, side = knowledge().tests.get(request.GET.get("test", "")), request.GET.get("side", "")
    if (structure is None and test is None) or (structure is not None and side not in ("left", "right")):
        raise Http404
    item: Any = structure or test
    row = sheet_of(episode).row(Section.PALPATION, item.id, side=side)
    context = {
        "episode": episode, "structure_item": structure, "test": test, "side": side, "section": "clients",
        "title": f"{item.name}, {side}" if side else item.name, "before": row.value if row else None,
        "kind": request.GET.get("kind", ""), "live": is_live(request),
    }  # fmt: skip
    return render(request, "chart/touches_sheet.html" if is_live(request) else "chart/touches.html", context)


@require_http_methods(GET_OR_POST)
@staff(Permission.CHANGE_HEALTH)
def medicine_list(request: StaffRequest, episode_id: UUID) -> HttpResponse:
    """The medicines with how often each is taken; a POST adds one, takes one away, or says that none is taken."""
    episode = reading.seen_episode(request, episode_id)
    row = sheet_of(episode).row(Section.MEDICINES, "medicines")
    taken: list[dict[str, Any]] | None = row.value if row else None
    form = MedicineForm(request.POST if request.POST.get("do") == "add" else None)
    after = _medicines_after(request.POST, taken, form) if request.method == "POST" else None
    if after is not None:
        entry = Entry(section=Section.MEDICINES, key="medicines", value=after)
        adds = request.POST["do"] == "add"
        seen = row if adds else reading.finding_of(request.user, episode, request.POST.get("seen"))
        return _recorded(request, episode, [entry], replaces={entry.place: seen})
    context = {
        "episode": episode, "taken": _in_words(taken), "form": form, "section": "clients", "live": is_live(request),
        "kind": "", "row": row,
    }  # fmt: skip
    return render(
        request, "chart/medicines_sheet.html" if is_live(request) else "chart/medicines.html", context
    )


@require_POST
@staff(Permission.CHANGE_HEALTH)
def attestation(request: StaffRequest, episode_id: UUID) -> HttpResponse:
    """A clinician says that no other diagnosis fits better, or that one does."""
    episode = episode_for(request.user, episode_id)
    code, agreed = request.POST.get("code", ""), request.POST.get("agreed", "")
    if code not in knowledge().headaches or agreed not in ("yes", "no"):
        raise Http404
    found, _report = sheet_of(episode).known.of(request.POST.get("kind", ""))
    kind = found.profile.name
    entry = Entry(
        section=Section.ATTESTATION, key=code, profile=kind, value=agreed == "yes",
        origin=model.Origin.THERAPIST.value,
    )  # fmt: skip
    return _recorded(request, episode, [entry])


@require_POST
@staff(Permission.CHANGE_HEALTH)
def settlement(request: StaffRequest, episode_id: UUID) -> HttpResponse:
    """Which of two sources that disagree is right; 404 where they do not disagree any more."""
    episode = episode_for(request.user, episode_id)
    entry = disagreements.settlement(
        sheet_of(episode).known,
        rule=request.POST.get("disagreement", ""),
        profile=request.POST.get("profile", ""),
        holds=request.POST.get("holds", ""),
    )
    if entry is None:
        raise Http404
    return _recorded(request, episode, [entry])


@require_http_methods(GET_OR_POST)
@staff(Permission.CHANGE_HEALTH)
def clearance(request: StaffRequest, episode_id: UUID, sign: str) -> HttpResponse:
    """A physician has looked into a danger sign: who, when, and what was excluded."""
    episode = reading.seen_episode(request, episode_id)
    item = knowledge().danger_signs.get(sign)
    if item is None:
        raise Http404
    reported_on = reading.reported_on(episode, sign)
    form = ClearanceForm(request.POST or None, today=today_of(request), reported_on=reported_on)
    if request.method == "POST" and form.is_valid():
        entry = Entry(
            section=Section.CLEARANCE, key=sign, value=form.value, origin=model.Origin.PHYSICIAN.value
        )
        try:
            moved = actions.enter(
                by=request.user, episode=episode, on=today_of(request), entries=[entry],
                seen_until=seen_until(request.POST),
            )  # fmt: skip
        except Conflict as problem:
            form.add_error(None, conflict_words(problem))
            episode.refresh_from_db()
        except NuchalError as problem:
            return _refused_elsewhere(request, episode, problem)
        else:
            return _moved(request, episode, moved)
    context = {
        "episode": episode, "sign": item, "form": form, "section": "clients", "live": is_live(request),
        "kind": request.POST.get("kind", request.GET.get("kind", "")),
    }  # fmt: skip
    return render(
        request, "chart/clearance_sheet.html" if is_live(request) else "chart/clearance.html", context,
        status=409 if form.non_field_errors() and not is_live(request) else 200,
    )  # fmt: skip


def _recorded(
    request: StaffRequest, episode: Episode, entries: list[Entry], *, replaces: Seen | None = None
) -> HttpResponse:
    try:
        moved = actions.enter(
            by=request.user, episode=episode, on=today_of(request), entries=entries, replaces=replaces,
            seen_until=seen_until(request.POST),
        )  # fmt: skip
    except NuchalError as problem:
        return _refused_elsewhere(request, episode, problem)
    return _moved(request, episode, moved)


def _moved(request: StaffRequest, episode: Episode, moved: actions.Moved) -> HttpResponse:
    """The panel with what changed; without scripts, the page that shows the same."""
    if moved.after == moved.before:
        note_read(by=request.user, subject=episode, client=episode.client)
    kind = request.POST.get("kind", "")
    if is_live(request):
        response = panels.assessment_response(request, episode, kind=kind, since=moved.before)
        response["HX-Retarget"], response["HX-Reswap"] = "#assessment", "outerHTML"
        return response
    back = request.POST.get("back", "")
    if back == "answers":
        messages.success(request, _("Recorded. The assessment is up to date."))
        query = {"kind": kind, "q": request.POST.get("q", "")} | (
            {"danger": "1"} if request.POST.get("danger") else {}
        )
        return redirect(f"{reverse('answers', args=[episode.pk])}?{urlencode(query)}")
    query = {"since": str(moved.before.pk)} | ({"kind": kind} if kind else {})
    return redirect(f"{reverse('episode', args=[episode.pk])}?{urlencode(query)}")


def _refused(request: StaffRequest, episode: Episode, finding: str, problem: Exception) -> HttpResponse:
    """The question again, with what was wrong with the answer, or what somebody else said meanwhile."""
    note_read(by=request.user, subject=episode, client=episode.client)
    asked = asking.question_of(sheet_of(episode), finding, request.POST.get("kind", ""))
    context = {
        "episode": episode, "question": asked, "kind": request.POST.get("kind", ""), "section": "clients",
        "error": conflict_words(problem), "conflict": isinstance(problem, Conflict), "live": is_live(request),
        "where": request.POST.get("where", "sheet"), "sent": request.POST.get("value", ""),
    }  # fmt: skip
    if not is_live(request):
        return render(request, "chart/question.html", context, status=409 if context["conflict"] else 400)
    response = render(request, "chart/question_form.html", context)
    response["HX-Retarget"] = f"#form-{context['where']}-{finding}"
    response["HX-Reswap"] = "outerHTML"
    return response


def _refused_elsewhere(request: StaffRequest, episode: Episode, problem: Exception) -> HttpResponse:
    messages.error(request, conflict_words(problem))
    where = reverse("episode", args=[episode.pk])
    if not is_live(request):
        return redirect(where)
    response = HttpResponse(status=204)
    response["HX-Redirect"] = where
    return response


def _in_words(taken: list[dict[str, Any]] | None) -> list[dict[str, Any]] | None:
    """Each medicine with the name of its kind."""
    return None if taken is None else [one | {"kind": CLASSES[one["class"]]} for one in taken]


def _medicines_after(
    sent: Any, taken: list[dict[str, Any]] | None, form: MedicineForm
) -> list[dict[str, Any]] | None:
    """The list after what was pressed; None where the form has to be filled in better."""
    do, number = sent.get("do", ""), sent.get("number", "")
    if do == "none":
        return []
    if do == "remove" and taken and number in map(str, range(len(taken))):
        return [one for place, one in enumerate(taken) if str(place) != number]
    if do == "add" and form.is_valid():
        return [*(taken or []), form.entry()]
    return None
