"""The papers of an episode: what can be written now, and one of them as PDF or plain text."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.audit.actions import Note, note_read, notes_of_reading
from nuchal.clinic.audit.models import Action
from nuchal.clinic.papers.forms import PaperForm
from nuchal.clinic.papers.writing import Desk, Kind, NotNow, envelope_of, write
from nuchal.clinic.people.doors import StaffRequest, staff, today_of
from nuchal.clinic.people.member_forms import region_words
from nuchal.clinic.record.assessing import sheet_of
from nuchal.clinic.record.episodes import Episode
from nuchal.clinic.record.proposing import region_of
from nuchal.clinic.record.queries import episode as episode_for
from nuchal.letters.document import Document
from nuchal.letters.document_pdf import document_pdf
from nuchal.letters.plain_text import document_text
from nuchal.letters.typesetting import Unprintable

TOLD = {
    Kind.REFERRAL: (_("Referral at once"), _("What stands, what it may point to, and what was told.")),
    Kind.NOW: (_("What to do now"), _("The same for the client, in plain words.")),
    Kind.LETTER: (_("Letter to the physician"), _("What we ask, what was found, and what is planned.")),
    Kind.PLAN: (_("Plan for the client"), _("What we think, what we would do, and when we look again.")),
    Kind.PROGRAMME: (_("Home programme"), _("Exercises with pictures, habits, and lines to tick.")),
    Kind.EASY: (_("Home programme, easy words"), _("The same in the plainest words.")),
    Kind.VISIT: (_("Today’s visit"), _("For you: what to ask again, the steps, and when to stop.")),
}
"""Name of each paper, and what it holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One paper in the list."""

    kind: str
    name: Any
    holds: Any


@require_GET
@staff(Permission.SEE_HEALTH)
def papers(request: StaffRequest, episode_id: UUID) -> HttpResponse:
    """What can be written of this episode now."""
    episode = episode_for(request.user, episode_id)
    desk = _desk(request, episode)
    form = PaperForm(
        initial={"to": episode.client.referred_by, "visit": 1},
        kinds=desk.headaches,
        planned=Kind.VISIT in desk.kinds,
    )
    return _page(request, episode, desk, form)


@require_http_methods(["GET", "POST"])
@staff(Permission.SEE_HEALTH)
def pdf(request: StaffRequest, episode_id: UUID, kind: str) -> HttpResponse:
    """One paper as a tagged PDF."""
    return _download(request, episode_id, kind, "pdf")


@require_http_methods(["GET", "POST"])
@staff(Permission.SEE_HEALTH)
def text(request: StaffRequest, episode_id: UUID, kind: str) -> HttpResponse:
    """One paper as plain text."""
    return _download(request, episode_id, kind, "txt")


def _download(request: StaffRequest, episode_id: UUID, name: str, ending: str) -> HttpResponse:
    """Address and visit come in the body of a POST, never in an address that a log might keep."""
    episode = episode_for(request.user, episode_id)
    kind = _kind(name)
    desk = _desk(request, episode)
    form = PaperForm(request.POST, kinds=desk.headaches, planned=Kind.VISIT in desk.kinds)
    if not form.is_valid():
        return _page(request, episode, desk, form, status=400)
    desk = _desk(request, episode, profile=form.profile)
    envelope = envelope_of(
        episode.client, practitioner=request.practitioner, on=today_of(request), to=form.lines
    )
    written = write(kind, desk, envelope, visit=form.number)
    if isinstance(written, Document) and ending == "pdf" and not _has_pdf():
        written = NotNow(str(_("This clinic cannot write PDF files; take the plain text.")))
    content = b""
    if isinstance(written, Document):
        try:
            content = _bytes(written, ending)
        except Unprintable as refused:
            written = NotNow(f"{refused.message}. {refused.remedy}")
    if isinstance(written, NotNow):
        note_read(by=request.user, subject=episode, client=episode.client)
        context = {"episode": episode, "name": TOLD[kind][0], "refused": written, "section": "clients"}
        return render(request, "papers/not_now.html", context, status=409)
    taken = Note(
        action=Action.EXPORT,
        subject=episode,
        client_id=episode.client_id,
        details={"paper": kind.value, "ending": ending},
    )
    notes_of_reading([taken], by=request.user, clinic=episode.client.clinic_id)
    shown = "inline" if request.POST.get("preview") else "attachment"
    return _file(content, f"{kind.value}-{today_of(request):%Y-%m-%d}.{ending}", shown)


def _bytes(written: Document, ending: str) -> bytes:
    """Raises Unprintable where a PDF has no letters for a name."""
    return document_pdf(written) if ending == "pdf" else document_text(written).encode()


def _file(content: bytes, name: str, shown: str) -> HttpResponse:
    """No name of a person in the name of a file, and no copy in a cache."""
    kind = "application/pdf" if name.endswith(".pdf") else "text/plain; charset=utf-8"
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'{shown}; filename="{name}"'
    answer["Cache-Control"] = "no-store, private"
    return answer


def _page(
    request: StaffRequest, episode: Episode, desk: Desk, form: PaperForm, status: int = 200
) -> HttpResponse:
    note_read(by=request.user, subject=episode, client=episode.client)
    held = desk.found.plan_held
    context = {
        "episode": episode,
        "offers": [Offer(kind=kind.value, name=TOLD[kind][0], holds=TOLD[kind][1]) for kind in desk.kinds],
        "form": form,
        "has_pdf": _has_pdf(),
        "held": held,
        "refers": desk.refers,
        "holds": desk.holds[:4],
        "more": max(0, len(desk.holds) - 4),
        "level": desk.found.screening.at_least if held and held.standing else "refer_first",
        "without_system": desk.proposed is None,
        "region": region_words(region_of(request.practitioner) or ""),
        "section": "clients",
    }
    return render(request, "papers/papers.html", context, status=status)


def _desk(request: StaffRequest, episode: Episode, *, profile: int = 0) -> Desk:
    known = sheet_of(episode).known
    return Desk(
        found=known.found,
        hands=known.hands,
        practitioner=request.practitioner,
        on=today_of(request),
        profile=profile,
    )


def _kind(name: str) -> Kind:
    try:
        return Kind(name)
    except ValueError:
        raise Http404 from None


def _has_pdf() -> bool:
    """Whether the extra that writes PDF files is installed."""
    return find_spec("typst") is not None
