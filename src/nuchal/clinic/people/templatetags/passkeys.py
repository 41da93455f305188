"""The offer of a passkey on a client's page."""

from __future__ import annotations

from typing import Any

from django import template

from nuchal.clinic.people.queries import passkeys_of

register = template.Library()


@register.inclusion_tag("people/passkey_offer.html", takes_context=True)
def passkey_offer(context: dict[str, Any]) -> dict[str, Any]:
    """A calm offer for a client who came by a link and has no passkey yet; the browser shows it only if it can."""
    link = context.get("client_link")
    return {
        "offered": link is not None and not passkeys_of(link, link.client),
        "csrf_token": context.get("csrf_token"),
    }
