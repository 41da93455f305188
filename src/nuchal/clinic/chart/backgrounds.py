"""What stands behind the chart: reasons, findings over time, and stored conclusions drawn again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.chart import reading, telling
from nuchal.clinic.chart.asking import question_of
from nuchal.clinic.chart.drawings import drawings_of
from nuchal.clinic.chart.reasons import NothingConcluded, reasons_for
from nuchal.clinic.chart.swapping import is_live
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.people.doors import StaffRequest, staff
from nuchal.clinic.record.assessing import sheet_of
from nuchal.clinic.record.conclusions import Conclusion

PER_PAGE = 50


@require_GET
@staff(Permission.SEE_HEALTH)
def reasons(request: StaffRequest, episode_id: UUID, kind_of: str, id: str) -> HttpResponse:
    """The tree of reasons behind a danger sign, a headache type or a structure, with its sources."""
    episode = reading.seen_episode(request, episode_id)
    sheet = sheet_of(episode)
    kind = request.GET.get("kind", "")
    try:
        found = reasons_for(sheet, kind_of, id, kind)
    except NothingConcluded:
        raise Http404 from None
    missing = [name for name in found.missing if name in knowledge().findings]
    context = {
        "episode": episode, "reasons": found, "kind": kind, "section": "clients", "live": is_live(request),
        "missing": [question_of(sheet, name, kind) for name in missing[:12]],
        "more_missing": max(0, len(missing) - 12),
    }  # fmt: skip
    return render(request, "chart/reasons_sheet.html" if is_live(request) else "chart/reasons.html", context)


@require_GET
@staff(Permission.SEE_HEALTH)
def history(request: StaffRequest, episode_id: UUID) -> HttpResponse:
    """Everything that was recorded, newest first: who, when, and what it took the place of."""
    episode = reading.seen_episode(request, episode_id)
    rows = episode.findings.select_related("by_user", "said_by").order_by("-sequence")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"episode": episode, "page": page, "days": telling.days_of(episode, page), "section": "clients"}
    return render(request, "chart/history.html", context)


@require_GET
@staff(Permission.SEE_HEALTH)
def drawings(request: StaffRequest, episode_id: UUID) -> HttpResponse:
    """Every drawing of one kind of headache, with what moved from one to the next."""
    episode = reading.seen_episode(request, episode_id)
    known = sheet_of(episode).known
    kind = known.of(request.GET.get("kind", ""))[0].profile.name
    context = {
        "episode": episode, "kind": kind, "kinds": known.kinds, "section": "clients",
        "drawings": drawings_of(request.user, episode, kind),
    }  # fmt: skip
    return render(request, "chart/drawings.html", context)


@require_GET
@staff(Permission.SEE_HEALTH)
def conclusions(request: StaffRequest, episode_id: UUID) -> HttpResponse:
    """Every stored conclusion: when, from which findings, with which knowledge and program."""
    episode = reading.seen_episode(request, episode_id)
    stored = Conclusion.objects.visible_to(request.user).filter(episode=episode).select_related("by_user")
    page = Paginator(stored, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "episode": episode, "page": page, "lines": telling.lines_of(page.object_list), "section": "clients",
        "here": knowledge(),
    }  # fmt: skip
    return render(request, "chart/conclusions.html", context)


@require_GET
@staff(Permission.SEE_HEALTH)
def conclusion(request: StaffRequest, episode_id: UUID, conclusion_id: UUID) -> HttpResponse:
    """One stored conclusion drawn again, and what the knowledge and the findings of today say otherwise."""
    episode = reading.seen_episode(request, episode_id)
    found = reading.conclusion_of(request.user, episode, str(conclusion_id))
    if found is None:
        raise Http404
    found.episode = episode
    context: dict[str, Any] = {
        "episode": episode, "conclusion": found, "replay": telling.verdict_of(found), "section": "clients",
        "since": telling.differences_since(found), "here": knowledge(), "title": _("Stored conclusion"),
    }  # fmt: skip
    return render(request, "chart/conclusion.html", context)
