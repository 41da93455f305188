"""The mail that the demonstration would have sent, to be read in the browser."""

from __future__ import annotations

import email
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.people.doors import StaffRequest, staff

NEWEST = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail as its reader would see it."""

    to: str
    subject: str
    words: str


@require_GET
@staff(Permission.SEE_PEOPLE)
def demo_mail(request: StaffRequest) -> HttpResponse:
    """The newest mails, in the demonstration only: it holds links that let in."""
    kept_in = getattr(settings, "EMAIL_FILE_PATH", "")
    if not settings.DEMO or not kept_in:
        raise Http404
    folder = Path(kept_in)
    return render(
        request, "demo/mail.html", {"mails": mails_in(folder), "folder": folder, "section": "settings"}
    )


def mails_in(folder: Path) -> list[Mail]:
    """The newest mails of a folder; one file may hold several, one after the other."""
    files = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime, reverse=True)
    parts = (part for path in files[:NEWEST] for part in reversed(path.read_bytes().split(b"\n" + b"-" * 79)))
    return [_mail(part.strip()) for part in parts if part.strip()][:NEWEST]


def _mail(written: bytes) -> Mail:
    message = email.message_from_bytes(written, policy=default)
    body = message.get_body(("plain",)) if isinstance(message, EmailMessage) else None
    return Mail(
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        words=body.get_content().strip() if body else "",
    )
