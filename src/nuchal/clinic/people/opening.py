"""
What is open for a client who comes back without a link.

A passkey opens nothing of its own: it finds a link that the clinic has not closed. That link may have expired while
something under it is in progress, such as an intake that is not handed in. Where every link is closed, nothing opens.
"""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from nuchal.clinic.people.clients import Client
from nuchal.clinic.people.link_address import address_below
from nuchal.clinic.people.links import ClientLink

in_progress: dict[ClientLink.Purpose, str] = {}
"""
Where to ask whether something of a link's purpose has begun and is not done, also after the link has expired.

The part of the clinic that owns the purpose enters the place of its function here when it starts.
"""


answered: list[str] = []
"""Where to ask whether anything was answered for a client; the part that keeps answers enters its function here."""


def holds_answers(client: Client) -> bool:
    """Whether there is anything about a client that a link must not show without a second proof."""
    return any(import_string(place)(client) for place in answered)


def what_is_open(client: Client) -> ClientLink | None:
    """The newest link under which something is in progress, or else the newest that still lets in."""
    if client.archived_at is not None:
        return None
    links = [
        link
        for link in ClientLink.objects.filter(client=client, revoked_at=None).order_by("-created_at")
        if page_of(link)
    ]
    now = timezone.now()
    begun = (link for link in links if is_in_progress(link))
    lets_in = (link for link in links if link.is_open(now))
    return next(begun, None) or next(lets_in, None)


def page_of(link: ClientLink) -> str:
    """The address that a link leads to; empty where its page does not exist yet."""
    try:
        return address_below(link, link.purpose)
    except NoReverseMatch:
        return ""


def has_page(purpose: ClientLink.Purpose) -> bool:
    """Whether a link of this purpose opens a page."""
    try:
        return bool(reverse(purpose.value))
    except NoReverseMatch:
        return False


def is_in_progress(link: ClientLink) -> bool:
    """Whether what a link opens has begun and is not done; False where its part of the clinic does not say."""
    place = in_progress.get(ClientLink.Purpose(link.purpose))
    return place is not None and bool(import_string(place)(link))
